"""
The ten field types: what a value of each must look like (SPM-29, SPM-59).

The documents name the types and not their forms, so each check refuses only what no reading of
the type's name allows. A null is no value and is not checked here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from mockserver.core.record import Json
from mockserver.providers.shopimind.schema import Field

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
DATETIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.]\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?"
)
PAIR = re.compile(r"\s*(-?\d{1,3}(?:[.]\d{1,20})?)\s*,\s*(-?\d{1,3}(?:[.]\d{1,20})?)\s*")
PLACES = (("lat", "lng"), ("lat", "lon"), ("latitude", "longitude"))
"""The names under which the two halves of a geolocation may stand."""

NORTH, EAST = 90, 180


def fault_of(field: Field, value: Json) -> str | None:
    """Why a value does not fit a field, as the end of a sentence; ``None`` when it fits."""
    if field.type == "list":
        return None if is_choice(field, value) else "must be one of the options"
    fits, said = TYPES[field.type]
    return None if fits(value) else said


def is_number(value: Json) -> bool:
    """A JSON number; text that spells one is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_text(value: Json) -> bool:
    return isinstance(value, str)


def is_date(value: Json) -> bool:
    """A day that exists, as ``2026-02-28``."""
    if not isinstance(value, str) or not DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_datetime(value: Json) -> bool:
    """A moment that exists, in ISO 8601 or as SQL writes it, with or without a zone."""
    if not isinstance(value, str) or not DATETIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_place(value: Json) -> bool:
    """Two degrees: an object with latitude and longitude, or text with both and a comma."""
    if isinstance(value, str):
        match = PAIR.fullmatch(value)
        return match is not None and on_earth(float(match[1]), float(match[2]))
    if not isinstance(value, dict):
        return False
    return any(
        is_number(value.get(north))
        and is_number(value.get(east))
        and on_earth(value[north], value[east])
        for north, east in PLACES
    )


def on_earth(north: float, east: float) -> bool:
    """Whether two degrees are a place."""
    return abs(north) <= NORTH and abs(east) <= EAST


def is_choice(field: Field, value: Json) -> bool:
    """One scalar, or a list of them, out of the options if there are any."""
    chosen = value if isinstance(value, list) else [value]
    options = field.options or []
    return all(
        (is_text(one) or is_number(one)) and (not options or one in options) for one in chosen
    )


TYPES: Mapping[str, tuple[Callable[[Json], bool], str]] = {
    "bool": (lambda value: isinstance(value, bool), "must be a boolean"),
    "text": (is_text, "must be a string"),
    "longtext": (is_text, "must be a string"),
    "number": (is_number, "must be a number"),
    "decimal": (is_number, "must be a number"),
    "date": (is_date, "must be a date, YYYY-MM-DD"),
    "datetime": (is_datetime, "must be an ISO 8601 date-time"),
    "json": (lambda _value: True, ""),
    "geolocation": (is_place, "must be a latitude and a longitude"),
}
"""Type to its check and to what is said when it fails; ``list`` depends on its options."""
