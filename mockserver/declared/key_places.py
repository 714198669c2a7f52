"""
Where a request carries its idempotency key.
"""

from __future__ import annotations

from mockserver.contract import OperationContract
from mockserver.contract.document import resolve
from mockserver.core.record import JsonObject
from mockserver.declared.shapes import shape_of
from mockserver.declared.words import roles_of
from mockserver.provider import Request

ROLE = "idempotency-key"


def key_place(document: JsonObject, operation: OperationContract) -> tuple[str, str] | None:
    """Where an operation carries a key (``header``, ``query``, ``body``), and under which name."""
    for parameter in operation.parameters:
        if ROLE in roles_of(parameter):
            return parameter["in"], parameter["name"]
    if not operation.media_types:
        return None
    body = resolve(document, operation.definition["requestBody"])
    shape = shape_of(document, body["content"][operation.media_types[0]].get("schema", {}))
    for name, node in (shape.properties if shape else {}).items():
        if ROLE in roles_of(node):
            return "body", name
    return None


def key_in(request: Request, where: tuple[str, str] | None) -> str | None:
    """The idempotency key of a request."""
    if where is None:
        return None
    place, name = where
    if place == "body":
        value = request.body.get(name) if isinstance(request.body, dict) else None
    else:
        value = request.parameters.get(name)
    return None if value in {None, ""} else str(value)
