"""
Custom attributes: definitions, and the values of other objects that follow them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from mockserver.core.reasons import Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.upsert_types import Write
from mockserver.core.view import Stage
from mockserver.providers.square.catalog import OBJECTS, data_of
from mockserver.providers.square.constraints import client_id_of, is_unique
from mockserver.providers.square.vendor_errors import invalid_object

DEFINITION = "CUSTOM_ATTRIBUTE_DEFINITION"
DEFINITION_NAME = "Custom Attribute Definition"

VALUE_FIELDS: Final = {
    "STRING": "string_value",
    "NUMBER": "number_value",
    "BOOLEAN": "boolean_value",
    "SELECTION": "selection_uid_values",
}
"""The type of a definition to the field that holds its values."""


def natural_key(subject: str, attribute: str, value: str, scope: str = "") -> str:
    """What finds the object that has a value; within a scope there is one at most."""
    return f"{scope}\x1f{subject}\x1f{attribute}\x1f{value}"


def worded(key: str) -> str:
    """A natural key for people: ``Item Option has name "size"``."""
    _, subject, attribute, value = key.split("\x1f", 3)
    return f'{subject} has {attribute} "{value}"'


def definition_keys(data: JsonObject) -> list[str]:
    """The natural keys under which a definition is found."""
    return [natural_key(DEFINITION_NAME, name, data[name]) for name in ("key", "name")]


CONFIGS: Final = {
    "STRING": ("string_config", {}),
    "NUMBER": ("number_config", {"precision": 5}),
    "SELECTION": ("selection_config", {"max_allowed_selections": 1}),
}
"""The type of a definition to the field that holds its settings, and what these are by default."""


def completed_definition(write: Write, data: JsonObject) -> JsonObject:
    """
    The data of a definition with its key: the one it had, the client's, or one of its own.

    Only the settings of its own type are kept, and these are complete.
    """
    before = None if write.old is None else data_of(write.old)["key"]
    kept = {name: value for name, value in data.items() if not name.endswith("_config")}
    name, usual = CONFIGS.get(data["type"], ("", {}))
    if name in data or usual:
        kept[name] = {**usual, **data.get(name, {})}
    return {**kept, "key": before or data.get("key") or write.id}


def value_keys(stage: Stage, values: Mapping[str, JsonObject]) -> Iterator[str]:
    """The natural keys of the values that no other object may have."""
    for key, value in values.items():
        definition = definition_of(stage, key)
        if definition is not None and is_unique(data_of(definition)):
            attribute, text = f"custom attribute {key}", value["string_value"]
            yield natural_key("object", attribute, text, scope=definition["id"])


def definition_of(stage: Stage, key: str) -> Record | None:
    """The live definition with a key; a tombstone has none."""
    return next(iter(stage.find(OBJECTS, "keys", natural_key(DEFINITION_NAME, "key", key))), None)


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
    if wanted == "number_value":
        _, _, decimals = value[wanted].partition(".")
        if len(decimals) > definition["number_config"]["precision"]:
            return "too many decimals."
    if wanted == "selection_uid_values":
        config = definition["selection_config"]
        known = {selection["uid"] for selection in config.get("allowed_selections", ())}
        if not known.issuperset(value[wanted]):
            return "a selection that is not allowed."
        if len(value[wanted]) > config["max_allowed_selections"]:
            return "too many selections."
    return None
