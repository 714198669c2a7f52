"""
Comparison of wanted and actual values: a list of differences, empty when there are none.

- a ``dict`` is compared by its own members: further members of the actual value are ignored
- a ``list`` is compared element by element, in order
- an ``Expectation`` describes in words what is allowed, and decides
- everything else is compared for equality, where ``True`` does not equal ``1``
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
    """The type of ``ABSENT``, the value of a member that is not there."""

    def __repr__(self) -> str:
        return "absent"

    def __bool__(self) -> bool:
        return False


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where wanted and actual value differ; both as short texts."""

    where: str
    wanted: str
    got: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """A condition: its description, and the function that decides it."""

    says: str
    holds: Callable[[Any], bool]

    def __repr__(self) -> str:
        return self.says


def at(value: Any, *path: str | int) -> Any:
    """The value at a path of keys and positions, or ``ABSENT``."""
    for step in path:
        if not has(value, step):
            return ABSENT
        value = value[step]
    return value


def has(value: Any, step: str | int) -> bool:
    """Whether an object has a member, or an array an element."""
    if isinstance(value, Mapping):
        return step in value
    return isinstance(step, int) and is_list(value) and -len(value) <= step < len(value)


def is_list(value: Any) -> bool:
    """Whether a value is an array; a text is none."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def differences(where: str, *, wanted: Any, got: Any) -> list[Difference]:
    """Every difference between two values, with its place below ``where``."""
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
    """Equality of JSON values, where ``true`` does not equal 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def difference_at(where: str, wanted: Any, got: Any) -> Difference:
    """A difference with both values as readable texts."""
    return Difference(where, readable(wanted), readable(got))


def readable(value: Any, width: int = 300) -> str:
    """A value as a short text for people."""
    text = repr(value)
    return text if len(text) <= width else f"{text[: width - 1]}…"


def one_of(*allowed: Any) -> Expectation:
    """Any of several values or expectations."""
    says = " or ".join(readable(each) for each in allowed)
    return Expectation(
        says, lambda got: any(not differences("", wanted=each, got=got) for each in allowed)
    )


def exactly(value: Any) -> Expectation:
    """A value without further members."""
    return Expectation(f"exactly {readable(value)}", lambda got: bool(got == value))


def anything() -> Expectation:
    """Any value, but not ``ABSENT``."""
    return Expectation("anything", lambda got: got is not ABSENT)


def nothing() -> Expectation:
    """Absent, null or empty, which many servers use interchangeably."""
    return Expectation("nothing", lambda got: got is ABSENT or got is None or got in ("", [], {}))


def containing(*parts: str) -> Expectation:
    """A text that contains each of the parts, in any case."""
    return Expectation(
        f"a text with {' and '.join(map(repr, parts))}",
        lambda got: isinstance(got, str) and all(part.lower() in got.lower() for part in parts),
    )


def matching(pattern: str) -> Expectation:
    """A text that a regular expression matches in full."""
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
    """An array, of a given length if there is one."""
    says = "a list" if length is None else f"a list of {length}"
    return Expectation(says, lambda got: is_list(got) and length in (None, len(got)))


def anything_but(value: Any) -> Expectation:
    """Any value that differs from this one."""
    return Expectation(
        f"anything but {readable(value)}",
        lambda got: bool(differences("", wanted=value, got=got)),
    )


def success() -> Expectation:
    """A 2xx status."""
    return number_class("a 2xx status", 200)


def client_error() -> Expectation:
    """A 4xx status."""
    return number_class("a 4xx status", 400)


def number_class(says: str, first: int) -> Expectation:
    """A status of a class of a hundred, which begins with ``first``."""
    return Expectation(says, lambda got: isinstance(got, int) and first <= got < first + 100)
