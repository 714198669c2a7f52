"""
The interface of generated traffic: what one vendor adds to its contract.

A contract says what a request looks like and not what it may name: records that exist, temporary
ids that differ, keys that were not used before. A vendor's ``Traffic`` adds that, so that the
refusal of a request that fits the contract is a finding.

Rules for every ``Traffic``:

1. ``make_valid`` changes a request only where the contract leaves room and the vendor does not.
2. What ``make_valid`` makes of a request depends on the request and on the ``Memory`` only.
3. Only a request that names what the run did not store (``unmet_precondition``) may be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

Differences = list[str]
"""What is wrong with a response, in sentences; empty when the rule holds."""

LARGEST = 2**63 - 1
"""The largest integer sent: beyond 64 bits JSON readers may lose precision (RFC 8259, 6)."""


@dataclass
class GeneratedRequest:
    """A generated request without its transport; ``body`` is ``None`` when there is none."""

    operation: str
    path: dict[str, Any]
    query: dict[str, Any]
    headers: dict[str, Any]
    body: Any = None


@dataclass(frozen=True)
class VendorReply:
    """An answer as rules read it; ``body`` is ``None`` when it is no JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass
class Memory:
    """
    What this run stored, and the namespace in which it writes.

    ``namespace`` begins every identity; ``note`` is called with each new id. Ids are kept by kind
    in the order in which they were remembered, and are equal as a number and as text.
    """

    namespace: str
    note: Callable[[str, Any], None] = lambda _kind, _value: None
    ids: dict[str, dict[str, Any]] = field(default_factory=dict)
    _serial: Iterator[int] = field(default_factory=lambda: count(1))

    def remember(self, kind: str, value: Any) -> None:
        """Keep an id that the target assigned or accepted; ``None`` is ignored."""
        if value is not None:
            if not self.knows(kind, value):
                self.note(kind, value)
            self.ids.setdefault(kind, {})[str(value)] = value

    def forget(self, value: Any, kind: str | None = None) -> None:
        """Drop an id of one kind, or of every kind."""
        for name, known in self.ids.items():
            if kind in {None, name}:
                known.pop(str(value), None)

    def knows(self, kind: str, value: Any) -> bool:
        """Whether the run stored this id, and did not delete it."""
        return str(value) in self.ids.get(kind, {})

    def first(self, kind: str, default: Any = None) -> Any:
        """The oldest id of a kind that is left; always the same one, so that runs repeat."""
        return next(iter(self.ids.get(kind, {}).values()), default)

    def last(self, kind: str, default: Any = None) -> Any:
        """The newest id of a kind that is left, for requests that spoil a record."""
        return next(reversed(self.ids.get(kind, {}).values()), default)

    def fresh(self, purpose: str) -> str:
        """A name that no earlier request of this run used."""
        return f"{self.namespace}-{purpose}-{next(self._serial)}"


@dataclass(frozen=True)
class ResponseRule:
    """
    A rule that one request and its answer decide.

    ``judge`` returns the differences, or ``None`` when the rule says nothing about this answer.
    """

    id: str
    sentence: str
    judge: Callable[[GeneratedRequest, VendorReply], Differences | None]


@dataclass(frozen=True)
class Traffic:
    """
    One vendor's knowledge about generated traffic.

    - ``title``: ``info.title`` of its contract, by which a schema is recognised
    - ``header``, ``scheme``: where the credential goes, and the word before it
    - ``make_valid``: makes a valid request acceptable, in place
    - ``unmet_precondition``: whether a request names what the run did not store
    - ``remember``: keeps what an answer shows to be stored, drops what was removed
    - ``reports``: whether an answer with 2xx says that something was refused all the same
    - ``leaves``: kinds of the memory to the words of the suite's driver for what it can delete
    - ``collection``: makes, of a driver, the ``Resource`` that sequences write to; by its name,
      for Schemathesis loads this module and needs no driver
    - ``rules``: what each answer is held to
    - ``hides_methods``: the documents allow 404 where HTTP wants 405
    - ``contract``: the file of the contract, when it is none of this distribution's
    """

    title: str
    header: str
    scheme: str
    make_valid: Callable[[GeneratedRequest, Memory], None]
    unmet_precondition: Callable[[GeneratedRequest, Memory], bool]
    remember: Callable[[GeneratedRequest, VendorReply, Memory], None]
    reports: Callable[[VendorReply], bool]
    leaves: Mapping[str, str]
    collection: str
    rules: tuple[ResponseRule, ...] = ()
    hides_methods: bool = False
    contract: Path | None = None


def part(value: Any, *steps: str) -> Any:
    """The value under a path of names, ``None`` when any of them is missing."""
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def parts(value: Any) -> list[dict[str, Any]]:
    """The objects of an array, none when it is no array."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def within_json(value: Any) -> Any:
    """The same value, with integers limited to 64 bits."""
    if isinstance(value, dict):
        return {name: within_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [within_json(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST:
        return LARGEST if value > 0 else -LARGEST
    return value
