"""
Parts of ShopiMind's answers, in any of the spellings that targets use.

The vendor's own packages accept listings that return numbers as texts, and members in two
spellings; where no document decides, a probe accepts both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from conformance.expectations import ABSENT, Expectation, at, differences
from conformance.http.exchange import Exchange
from conformance.outcomes import Untested

NUMBER_SOURCES = (int, float, str)
TRUTHS = {True: (True, 1, "1", "true"), False: (False, 0, "0", "false")}


def number_of(value: Any) -> Decimal | None:
    """A number, or the number that a text spells; ``None`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, NUMBER_SOURCES):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def stored_value(value: Any) -> Expectation:
    """Expect a value as stored: a number may come back as text, a boolean as 0 or 1."""

    def holds(got: Any) -> bool:
        if isinstance(value, bool):
            return any(type(got) is type(one) and got == one for one in TRUTHS[value])
        if isinstance(value, int | float):
            return number_of(got) == number_of(value)
        return not differences("", wanted=value, got=got)

    return Expectation(repr(value), holds)


def id_of(value: Any) -> str:
    """The id of a record, a definition or a contact as text, empty when there is none."""
    found = number_of(value)
    return str(int(found)) if found is not None and found == int(found) else ""


def number_in(row: Any, name: str = "id") -> int:
    """The id in a row. Raises ``Untested`` when it has none."""
    found = id_of(at(row, name))
    if not found:
        raise Untested(f"a row tells no number as {name}")
    return int(found)


def rows_of(exchange: Exchange) -> list[Mapping[str, Any]]:
    """The rows of a list, none when the answer is no list of rows."""
    found = exchange.at("data")
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def first_member(row: Any, *names: str) -> Any:
    """The member under the first of several names that the row has, ``ABSENT`` without any."""
    if isinstance(row, Mapping):
        for name in names:
            if name in row:
                return row[name]
    return ABSENT


def rejected_position(item: Any, sent: Sequence[Any]) -> int | None:
    """
    The position that a rejected item gives: a number in range, else that of a record it repeats.

    The documents say what a rejected item holds and not what its members are called.
    """
    if not isinstance(item, Mapping):
        return None
    for value in item.values():
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(sent):
            return value
    places = [n for n, record in enumerate(sent) if any(value == record for value in item.values())]
    return places[0] if places else None


def rejected(exchange: Exchange, sent: Sequence[Any]) -> list[int]:
    """The positions that an answer rejects; all of them when it refuses the request."""
    if not exchange.ok:
        return list(range(len(sent)))
    items = exchange.at("rejected_items")
    places = [rejected_position(item, sent) for item in items] if isinstance(items, list) else []
    return sorted(place for place in places if place is not None)
