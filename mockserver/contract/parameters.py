"""
Declared query and header parameters, from text to the types that the contract gives them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mockserver.contract.document import Contract, OperationContract
from mockserver.contract.navigation import resolve
from mockserver.core.reasons import MOST_VIOLATIONS, Violation
from mockserver.core.record import Json, JsonObject

INTEGER = re.compile(r"-?[0-9]{1,30}")
NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
BOOLEANS = {"true": True, "false": False}


def read_parameters(
    contract: Contract,
    operation: OperationContract,
    query: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
) -> tuple[dict[str, Json], tuple[Violation, ...]]:
    """
    The parameters that were sent, by name and in their types, and what is wrong with them.

    Parameters that the contract does not name are left to the provider.
    """
    values: dict[str, Json] = {}
    found: list[Violation] = []
    for parameter in operation.parameters:
        name, source = parameter["name"], parameter["in"]
        if source == "path":
            continue
        sent = sent_values(name, source, query, headers)
        if not sent:
            if parameter.get("required"):
                found.append(Violation((name,), "required", name))
            continue
        schema = parameter.get("schema", {})
        value = typed(contract.document, schema, sent)
        check = contract.schemas.check(f"{operation.id} {source} {name}", schema)
        found.extend(check(value, (name,))[0])
        values[name] = value
    return values, tuple(found[:MOST_VIOLATIONS])


def sent_values(
    name: str, source: str, query: Sequence[tuple[str, str]], headers: Mapping[str, str]
) -> list[str]:
    """Every value that was sent for a parameter, in order."""
    if source == "query":
        return [value for key, value in query if key == name]
    value = headers.get(name.lower()) if source == "header" else None
    return [] if value is None else [value]


def typed(document: JsonObject, schema: JsonObject, sent: Sequence[str]) -> Json:
    """
    Text as the type that a schema names; text that is not of that type stays text.

    The last of several values counts where one is asked for, as browsers and SDKs append.
    """
    schema = resolve(document, schema)
    kinds = schema.get("type", "string")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "array" in kinds:
        pieces = sent if len(sent) > 1 else sent[0].split(",")
        return [typed(document, schema.get("items", {}), [piece]) for piece in pieces]
    text = sent[-1]
    if "integer" in kinds and INTEGER.fullmatch(text):
        return int(text)
    if "number" in kinds and NUMBER.fullmatch(text):
        return float(text)
    if "boolean" in kinds and text in BOOLEANS:
        return BOOLEANS[text]
    return text
