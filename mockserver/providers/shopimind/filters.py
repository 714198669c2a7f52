"""
The filters of a listing: fifteen operators, all conditions must hold (SPM-16 to SPM-18).

What comes in a query is text, so it is compared with numbers and booleans by its spelling.
As in SQL, a null satisfies no operator but ``EQUALS`` and ``NOT_EQUALS`` without a value.
Case counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from mockserver.core.record import Json, JsonObject
from mockserver.providers.shopimind.query import Pairs, Unreadable, nested

Test: TypeAlias = Callable[[Json, Sequence[Json]], bool]

TIME = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?")
NUMBER = re.compile(r"-?\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,3})?")


def parse_number(value: Json) -> int | float | None:
    """A number, or text that spells one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return int(value) if value.lstrip("-").isdecimal() else float(value)
    return None


def time(value: Json) -> datetime | None:
    """Text that spells a date or a moment; without a zone it is UTC."""
    if not isinstance(value, str) or not TIME.fullmatch(value):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def value_text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def compared(value: Json, wanted: Json) -> int | None:
    """Negative, zero or positive as a value is less, equal or greater; ``None`` if not at all."""
    if isinstance(value, bool):
        truth = {"true": True, "1": True, "false": False, "0": False}.get(
            value_text(wanted).lower()
        )
        return None if truth is None else value - truth
    if isinstance(value, int | float):
        wanted_number = parse_number(wanted)
        return None if wanted_number is None else (value > wanted_number) - (value < wanted_number)
    if not isinstance(value, str):
        return 0 if value == wanted else None
    left, right = time(value), time(wanted)
    if left is not None and right is not None:
        return (left > right) - (left < right)
    text = value_text(wanted)
    return (value > text) - (value < text)


def equals_loosely(value: Json, wanted: Json) -> bool:
    """Equality across spellings; a list of values holds each of its members."""
    if isinstance(value, list) and not isinstance(wanted, list):
        return any(equals_loosely(member, wanted) for member in value)
    return compared(value, wanted) == 0


def contains(value: Json, wanted: Json) -> bool:
    """A part of a text, or a member of a list."""
    if isinstance(value, list):
        return any(equals_loosely(member, wanted) for member in value)
    return value_text(wanted) in value_text(value)


def like(value: Json, wanted: Json) -> bool:
    """SQL's pattern: ``%`` any text, ``_`` any character; without them the whole text."""
    parts = (
        {"%": ".*", "_": "."}.get(character, re.escape(character))
        for character in value_text(wanted)
    )
    collapsed = re.sub(r"(\.\*){2,}", ".*", "".join(parts))
    return re.fullmatch(collapsed, value_text(value), re.DOTALL) is not None


def any_of(test: Callable[[Json, Json], bool]) -> Test:
    return lambda value, wanted: any(test(value, one) for one in wanted)


def none_of(test: Callable[[Json, Json], bool]) -> Test:
    return lambda value, wanted: not any(test(value, one) for one in wanted)


def ordered(accept: Callable[[int], bool]) -> Test:
    """A comparison with the one given value."""

    def test(value: Json, wanted: Sequence[Json]) -> bool:
        order = compared(value, wanted[0])
        return order is not None and accept(order)

    return test


def between(value: Json, wanted: Sequence[Json]) -> bool:
    """Within two values, both included."""
    low, high = compared(value, wanted[0]), compared(value, wanted[1])
    return low is not None and high is not None and low >= 0 >= high


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator and how many values it takes at least and at most."""

    test: Test
    least: int = 1
    most: int | None = None


OPERATORS: Mapping[str, Operator] = {
    "EQUALS": Operator(any_of(equals_loosely)),
    "NOT_EQUALS": Operator(none_of(equals_loosely)),
    "CONTAINS": Operator(any_of(contains)),
    "NOT_CONTAINS": Operator(none_of(contains)),
    "STARTS_WITH": Operator(
        any_of(lambda value, one: value_text(value).startswith(value_text(one)))
    ),
    "ENDS_WITH": Operator(any_of(lambda value, one: value_text(value).endswith(value_text(one)))),
    "LESS_THAN": Operator(ordered(lambda order: order < 0), most=1),
    "LESS_THAN_OR_EQUAL_TO": Operator(ordered(lambda order: order <= 0), most=1),
    "GREATER_THAN": Operator(ordered(lambda order: order > 0), most=1),
    "GREATER_THAN_OR_EQUAL_TO": Operator(ordered(lambda order: order >= 0), most=1),
    "IN": Operator(any_of(equals_loosely)),
    "NOT_IN": Operator(none_of(equals_loosely)),
    "LIKE": Operator(any_of(like)),
    "BETWEEN": Operator(between, least=2, most=2),
    "NOT_BETWEEN": Operator(lambda value, wanted: not between(value, wanted), least=2, most=2),
}
"""The fifteen operators of the documents."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition; without values it asks for null, or for anything but null."""

    field: str
    operator: str
    values: tuple[Json, ...] = ()

    def holds(self, row: JsonObject) -> bool:
        """Whether a row satisfies the condition."""
        value = row.get(self.field)
        if not self.values:
            return (value is None) == (self.operator == "EQUALS")
        return value is not None and OPERATORS[self.operator].test(value, self.values)


def read_filters(query: Pairs, known: AbstractSet[str]) -> list[Filter]:
    """The conditions of a request. Raises ``Unreadable``, also for what is not known (SPM-21)."""
    value = nested(query, "filters")
    if value is None:
        return []
    return [read_filter(entry, known) for entry in (value if isinstance(value, list) else [value])]


def read_filter(entry: Json, known: AbstractSet[str]) -> Filter:
    """One condition, checked."""
    if not isinstance(entry, dict):
        raise Unreadable("filters must hold objects with field, operator and values")
    field, name, values = entry.get("field"), entry.get("operator"), entry.get("values")
    if not isinstance(field, str) or field not in known:
        raise Unreadable("filters: the field is not known here")
    if not isinstance(name, str) or name not in OPERATORS:
        raise Unreadable(f"filters: the operator must be one of {', '.join(OPERATORS)}")
    given = values if isinstance(values, list) else [] if values is None else [values]
    operator = OPERATORS[name]
    if not given and name in {"EQUALS", "NOT_EQUALS"}:
        return Filter(field, name)
    if len(given) < operator.least or len(given) > (operator.most or len(given)):
        raise Unreadable(f"filters: {name} takes another number of values")
    return Filter(field, name, tuple(given))
