"""
One entry that sets or deletes the value of an attribute (PRP-30, PRP-31).

| | check of an entry, the first that fails decides |
|---|---|
| 1 | the definition exists, and is one for customers |
| 2 | ``type`` is the definition's, in any case |
| 3 | the value is of that type |

Older pages define the attributes of customers under the class ``user``, so either name finds both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from mockserver.core.record import Json, JsonObject
from mockserver.core.view import View
from mockserver.providers.propeller.records import defined, definition, text_of

CLASSES = ("customer", "user")
"""The classes of definitions that apply to customers."""

DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
INTEGER = re.compile(r"-?[0-9]{1,30}")


@dataclass(frozen=True, slots=True)
class Setting:
    """A sound entry: the number of the definition, and the value or ``None`` to delete it."""

    number: str
    value: Json


def is_moment(value: Json) -> bool:
    """Whether a value is a date or a time in ISO 8601."""
    with suppress(ValueError):
        return bool(datetime.fromisoformat(str(value)))
    return False


FITS: Mapping[str, Callable[[Json], bool]] = {
    "int": lambda value: INTEGER.fullmatch(text_of(value)) is not None,
    "decimal": lambda value: DECIMAL.fullmatch(text_of(value)) is not None,
    "datetime": is_moment,
    "text": lambda value: isinstance(value, str | list),
}
"""What a value of a type looks like; colours and the members of enumerations are not checked."""


def read_setting(view: View, entry: JsonObject) -> Setting | str:
    """An entry as a setting, or what is wrong with it."""
    number, found = next(definitions(view, entry), ("", None))
    if found is None:
        return f"Attribute with {named(entry)} not found"
    wanted = str(found["type"]).lower()
    if entry["type"].lower() != wanted:
        return f"Attribute with {named(entry)} is of type [{wanted}], not [{entry['type']}]"
    value = entry.get("value")
    if value is not None and not FITS.get(wanted, lambda _value: True)(value):
        return f"The value of attribute with {named(entry)} is not of type [{wanted}]"
    return Setting(number, value)


def definitions(view: View, entry: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """The attributes that an entry may mean, by number; an id counts before a name."""
    if "id" in entry:
        numbers = [text_of(entry["id"])]
    elif entry["class"] in CLASSES:
        classes = sorted(CLASSES, key=lambda name: name != entry["class"])
        numbers = [one for name in classes for one in defined(view, name, entry["name"])]
    else:
        numbers = []
    for number in numbers:
        found = definition(view, number)
        if found is not None and found["class"] in CLASSES:
            yield number, found


def named(entry: JsonObject) -> str:
    if "id" in entry:
        return f"id [{text_of(entry['id'])}]"
    return f"name [{entry['name']}] and class [{entry['class']}]"


def changed(attributes: Mapping[str, Json], settings: list[Setting]) -> dict[str, Json]:
    """Stored values after some settings."""
    after = dict(attributes)
    for setting in settings:
        if setting.value is None:
            after.pop(setting.number, None)
        else:
            after[setting.number] = setting.value
    return after
