"""
A call of a declared API to paste.
"""

from __future__ import annotations

from mockserver.contract import Contract
from mockserver.contract.navigation import resolve
from mockserver.core.record import JsonObject


def example_of(contract: Contract) -> str:
    """
    A ``curl`` that works as pasted: the first list, else the first read.

    A parameter of its path that is one of several values is the first of them.
    """
    order = sorted(
        contract.operations.values(),
        key=lambda each: (each.method != "get", "{" in each.path),
    )
    method, path = order[0].method.upper(), order[0].path
    for parameter in order[0].parameters:
        values = resolve(contract.document, parameter.get("schema") or {}).get("enum")
        if parameter["in"] == "path" and values:
            path = path.replace(f"{{{parameter['name']}}}", str(values[0]))
    credential = credential_of(contract.document) if order[0].secured else ""
    return f"curl -sS -X {method} '{{url}}{path}'{credential}"


def credential_of(document: JsonObject) -> str:
    """The option of ``curl`` that sends a credential as the first scheme of a document asks."""
    schemes = (document.get("components") or {}).get("securitySchemes") or {}
    for node in schemes.values():
        scheme = resolve(document, node)
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
            return f" -H '{scheme['name']}: my-key'"
        if scheme.get("scheme") == "basic":
            return " -u my-key:"
    return " -H 'Authorization: Bearer my-key'"
