"""
What Schemathesis has to know of the control plane beyond its contract.

With ``EXISTING`` (JSON) in the environment, names of vendors, tenants, operations and collections
are taken from there, so that calls reach what they are about; a contract cannot list them.
"""

from __future__ import annotations

import json
import os
from typing import Any

import schemathesis

SMALLEST, LARGEST = -(2**63), 2**64 - 1


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context: Any, value: Any) -> bytes:
    rows = value if isinstance(value, list) else [value]
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@schemathesis.hook
def filter_body(_context: Any, body: Any) -> bool:
    """No integer beyond 64 bits where a schema allows any value: the sandbox reads no such JSON."""
    if isinstance(body, dict):
        return all(filter_body(_context, member) for member in body.values())
    if isinstance(body, list):
        return all(filter_body(_context, member) for member in body)
    return not isinstance(body, int) or SMALLEST <= body <= LARGEST


@schemathesis.hook
def before_load_schema(_context: Any, document: dict[str, Any]) -> None:
    """Narrow names to those that exist."""
    if "EXISTING" not in os.environ:
        return
    existing = json.loads(os.environ["EXISTING"])
    parameters, schemas = document["components"]["parameters"], document["components"]["schemas"]
    for name in ("vendor", "tenant"):
        items = {"enum": existing[f"{name}s"]}
        parameters[name]["schema"] = {"type": "array", "items": items, "minItems": 1, "maxItems": 2}
    operation = {"enum": existing["operations"]}
    parameters["operation"]["schema"] = {"enum": [*existing["operations"], "*"]}
    parameters["collection"]["schema"] = {"enum": existing["collections"]}
    parameters["name"]["schema"] = {"enum": ["a", "b"]}
    schemas["FaultMatch"]["properties"]["operation"] = operation
    schemas["Filter"]["properties"]["operation"] = operation
    schemas["Seed"]["propertyNames"] = {"enum": existing["seeds"]}
    held = [*existing["collections"], "idempotency", "meters"]
    schemas["ExportedRecord"]["properties"]["collection"] = {"enum": held}
    narrow_explanation(document, operation, existing["path"])


def narrow_explanation(document: dict[str, Any], operation: Any, path: list[str]) -> None:
    content = document["paths"]["/explain"]["post"]["requestBody"]["content"]
    body = content["application/json"]["schema"]["properties"]
    text = {"type": "string", "minLength": 1}
    body["operation"] = operation
    body["path"] = {"properties": dict.fromkeys(path, text), "additionalProperties": False}
    body["path"]["type"] = "object"
