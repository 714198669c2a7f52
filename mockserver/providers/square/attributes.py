"""
Custom attributes: definitions, and the values of other objects that follow them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockserver.core.reasons import Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import Write
from mockserver.core.view import Stage
from mockserver.providers.square.catalog import OBJECTS, data_of
from mockserver.providers.square.constraints import client_id_of
from mockserver.providers.square.vendor_errors import invalid_object

DEFINITION = "CUSTOM_ATTRIBUTE_DEFINITION"

VALUE_FIELDS: Final = {
    "STRING": "string_value",
    "NUMBER": "number_value",
    "BOOLEAN": "boolean_value",
    "SELECTION": "selection_uid_values",
}
"""The type of a definition to the field that holds its values."""


def attribute_key(key: str) -> str:
    """The natural key under which a definition is found."""
    return f"attribute {key}"


def with_selection_ids(data: JsonObject, tick: Tick) -> None:
    """Give every selection without an id one."""
    for selection in data.get("selection_config", {}).get("allowed_selections", ()):
        if "uid" not in selection:
            selection["uid"] = f"{tick.bits(120):030X}"[:24]


def keyed(write: Write, data: JsonObject) -> JsonObject:
    """The data of a definition with its key: the one it had, the client's, or one of its own."""
    before = None if write.old is None else data_of(write.old)["key"]
    return {**data, "key": before or data.get("key") or write.id}


def definition_of(stage: Stage, key: str) -> Record | None:
    """The live definition with a key; a tombstone has none."""
    return next(iter(stage.find(OBJECTS, "keys", attribute_key(key))), None)


def attributed(
    stage: Stage, write: Write, values: Mapping[str, JsonObject]
) -> dict[str, JsonObject] | Refusal:
    """The custom attribute values of an object, completed from their definitions."""
    completed: dict[str, JsonObject] = {}
    for key, value in values.items():
        definition = definition_of(stage, key)
        if definition is None:
            return refused(write, f"There is no custom attribute definition with key {key}.")
        fault = type_mistake(value, write.kind, data_of(definition))
        if fault is not None:
            return refused(write, f"Custom attribute {key}: {fault}")
        data = data_of(definition)
        completed[key] = {
            **value,
            "name": data["name"],
            "type": data["type"],
            "key": key,
            "custom_attribute_definition_id": definition["id"],
        }
    return completed


def refused(write: Write, sentence: str) -> Refusal:
    return invalid_object(write.place, client_id_of(write), sentence, "custom_attribute_values")


def type_mistake(value: JsonObject, kind: str, definition: JsonObject) -> str | None:
    """What about a value does not follow its definition."""
    if kind not in definition["allowed_object_types"]:
        return f"not allowed on objects of type {kind}."
    wanted = VALUE_FIELDS[definition["type"]]
    if set(value) != {wanted}:
        return f"a value of type {definition['type']} is {wanted} and nothing else."
    if wanted != "selection_uid_values":
        return None
    config = definition.get("selection_config", {})
    known = {selection["uid"] for selection in config.get("allowed_selections", ())}
    chosen = value[wanted]
    if not known.issuperset(chosen):
        return "a selection that is not allowed."
    if len(chosen) > config.get("max_allowed_selections", len(chosen)):
        return "too many selections."
    return None
