"""
The routing view of a contract: what Connexion needs of it, in the version that Connexion reads.

Connexion 3.3 reads OpenAPI 3.0 only. It gets the paths, methods, media types and security of
the 3.1 contract and none of its schemas; bodies, parameters and responses are checked by us
against the untouched text.
"""

from __future__ import annotations

from mockserver.contract.document import Contract, OperationContract
from mockserver.core.record import JsonObject


def routing_view(contract: Contract) -> JsonObject:
    """An OpenAPI 3.0 document with the routes of a contract, fixed paths before templated ones."""
    paths: dict[str, JsonObject] = {}
    ordered = sorted(contract.operations.values(), key=lambda operation: "{" in operation.path)
    for operation in ordered:
        paths.setdefault(operation.path, {})[operation.method] = route(contract, operation)
    schemes = contract.document.get("components", {}).get("securitySchemes", {})
    return {
        "openapi": "3.0.3",
        "info": {"title": contract.vendor, "version": "0"},
        "paths": paths,
        "components": {"securitySchemes": schemes},
    }


def route(contract: Contract, operation: OperationContract) -> JsonObject:
    """One operation of the routing view; path parameters are text, so that any value is routed."""
    security = operation.definition.get("security", contract.document.get("security")) or []
    view: JsonObject = {
        "operationId": operation.id,
        "responses": {"default": {"description": "see the contract"}},
        "security": [{name: [] for name in choice} for choice in security],
        "parameters": [
            {
                "name": parameter["name"],
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
            }
            for parameter in operation.parameters
            if parameter["in"] == "path"
        ],
    }
    if operation.media_types:
        view["requestBody"] = {"content": {media: {} for media in operation.media_types}}
    return view
