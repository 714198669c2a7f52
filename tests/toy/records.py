"""
What the toy API stores, and what its records may hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
SERVERS = ("id", "made", "changed", "gone")


class Refused(Exception):
    """A request or a record that is not carried out."""

    def __init__(self, text: str, member: str = "", status: int = 400) -> None:
        super().__init__(text)
        self.text, self.member, self.status = text, member, status


@dataclass
class Tenant:
    """What one credential stores: by collection, records in the order in which they were made."""

    customers: list[Record] = field(default_factory=list)
    orders: list[Record] = field(default_factory=list)
    labels: list[Record] = field(default_factory=list)
    keys: dict[str, tuple[bytes, tuple[int, Any]]] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)
    ids: int = 0


def same_number(one: Record, other: Record) -> bool:
    return str(one.get("number")).lower() == str(other.get("number")).lower()


def is_text(most: int = 10_000) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and len(value) <= most


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


ORDER: dict[str, Callable[[Any], bool]] = {
    "id": lambda _value: True,
    "number": is_text(60),
    "slip": is_text(60),
    "total": lambda value: is_number(value) and value >= 1,
    "status": lambda value: value in {"open", "paid", "shipped"},
    "note": lambda value: value is None or is_text(80)(value),
    "origin": is_text(),
    "customer": is_text(),
    "payer": is_text(),
    "agent": is_text(),
    "revision": is_number,
    "made": lambda _value: True,
    "changed": lambda _value: True,
    "gone": lambda _value: True,
}
CUSTOMER: dict[str, Callable[[Any], bool]] = {
    "code": is_text(60),
    "name": is_text(40),
    "city": lambda value: value in {"Utrecht", "Ghent", "Bergen"},
    "tags": lambda value: isinstance(value, list) and all(map(is_text(), value)),
}
LABEL: dict[str, Callable[[Any], bool]] = {
    "name": is_text(),
    "text": is_text(),
    "colour": lambda value: value in {"red", "green"},
}
