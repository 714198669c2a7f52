"""
Comparing what was wanted with what came: a list of differences, empty when all is well.

- a ``dict`` is wanted in part: members that nobody asked for are ignored
- a ``list`` is wanted element by element, in order
- an ``Expectation`` says in words what is allowed and decides by itself
- anything else is wanted as it is, ``True`` not being ``1``
- ``ABSENT`` stands for a member that is not there; ``at`` finds it without raising
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

JsonDict: TypeAlias = dict[str, Any]
"""A JSON object."""


class Absent:
    """The value of what is not there."""

    def __repr__(self) -> str:
        return "absent"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that came otherwise than wanted; values are as short as a person reads them."""

    where: str
    wanted: str
    got: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is allowed, in words and as a decision."""

    says: str
    holds: Callable[[Any], bool]

    def __repr__(self) -> str:
        return self.says


def at(value: Any, *path: str | int) -> Any:
    """What lies at a path of keys and positions, or ``ABSENT``."""
    for step in path:
        if not has(value, step):
            return ABSENT
        value = value[step]
    return value


def has(value: Any, step: str | int) -> bool:
    """Whether a value has a member or an element."""
    if isinstance(value, Mapping):
        return step in value
    return isinstance(step, int) and is_list(value) and -len(value) <= step < len(value)


def is_list(value: Any) -> bool:
    """Whether a value is an array."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def differences(where: str, *, wanted: Any, got: Any) -> list[Difference]:
    """Every difference below a place."""
    if isinstance(wanted, Expectation):
        return [] if wanted.holds(got) else [difference_at(where, wanted, got)]
    if isinstance(wanted, Mapping) and isinstance(got, Mapping):
        return [
            difference
            for key, value in wanted.items()
            for difference in differences(f"{where}.{key}", wanted=value, got=at(got, key))
        ]
    if is_list(wanted) and is_list(got) and len(wanted) == len(got):
        return [
            difference
            for place, (one, other) in enumerate(zip(wanted, got, strict=True))
            for difference in differences(f"{where}[{place}]", wanted=one, got=other)
        ]
    return [] if json_equal(wanted, got) else [difference_at(where, wanted, got)]


def json_equal(one: Any, other: Any) -> bool:
    """Equality of JSON values, to which ``true`` is no number."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def difference_at(where: str, wanted: Any, got: Any) -> Difference:
    """A difference in the words of a report."""
    return Difference(where, readable(wanted), readable(got))


def readable(value: Any, width: int = 300) -> str:
    """A value as a person reads it."""
    text = repr(value)
    return text if len(text) <= width else f"{text[: width - 1]}…"


def one_of(*allowed: Any) -> Expectation:
    """Any of several values or expectations: the documents leave the choice."""
    says = " or ".join(readable(each) for each in allowed)
    return Expectation(
        says, lambda got: any(not differences("", wanted=each, got=got) for each in allowed)
    )


def exactly(value: Any) -> Expectation:
    """A value without members beside those wanted."""
    return Expectation(f"exactly {readable(value)}", lambda got: bool(got == value))


def anything() -> Expectation:
    """Whatever is there, as long as it is there."""
    return Expectation("anything", lambda got: got is not ABSENT)


def nothing() -> Expectation:
    """Absent, null or empty: what many servers use for one another."""
    return Expectation("nothing", lambda got: got is ABSENT or got is None or got in ("", [], {}))


def containing(*parts: str) -> Expectation:
    """A text that holds each of the parts, whatever their case."""
    return Expectation(
        f"a text with {' and '.join(map(repr, parts))}",
        lambda got: isinstance(got, str) and all(part.lower() in got.lower() for part in parts),
    )


def matching(pattern: str) -> Expectation:
    """A text that a regular expression matches as a whole."""
    return Expectation(
        f"a text like {pattern}",
        lambda got: isinstance(got, str) and re.fullmatch(pattern, got) is not None,
    )


def number(low: float = float("-inf"), high: float = float("inf")) -> Expectation:
    """A number within bounds, both included."""
    return Expectation(
        f"a number from {low:g} to {high:g}",
        lambda got: (
            isinstance(got, int | float) and not isinstance(got, bool) and low <= got <= high
        ),
    )


def a_list(length: int | None = None) -> Expectation:
    """An array, of a length if one is given."""
    says = "a list" if length is None else f"a list of {length}"
    return Expectation(says, lambda got: is_list(got) and length in (None, len(got)))


def anything_but(value: Any) -> Expectation:
    """Anything but a value."""
    return Expectation(
        f"anything but {readable(value)}",
        lambda got: bool(differences("", wanted=value, got=got)),
    )


def success() -> Expectation:
    """A status that accepts."""
    return number_class("a 2xx status", 200)


def client_error() -> Expectation:
    """A status that blames the request."""
    return number_class("a 4xx status", 400)


def number_class(says: str, first: int) -> Expectation:
    """A status of one class of a hundred."""
    return Expectation(says, lambda got: isinstance(got, int) and first <= got < first + 100)
