"""
The words of an upsert: what was asked, what one record means, what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from mockserver.core.reasons import Place, Refusal, Violation
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.view import Stage, View


class Item(NamedTuple):
    """One record as it was sent, and where it stood in the request."""

    place: Place
    value: Json


@dataclass(frozen=True, slots=True)
class Command:
    """A writing request: batches of records in the order in which they were sent."""

    batches: Sequence[Sequence[Item]]


@dataclass(frozen=True, slots=True)
class ById:
    """The record with this id of the server's."""

    id: str


@dataclass(frozen=True, slots=True)
class New:
    """A new record; ``ref`` is its client-local reference, valid within one batch."""

    ref: str | None = None


@dataclass(frozen=True, slots=True)
class ByKey:
    """
    The record that one of these natural keys finds; they are tried in order.

    Without a key nothing is found. ``Rules.when_missing`` decides what happens then.
    """

    keys: tuple[str, ...]


RecordIdentity: TypeAlias = ById | New | ByKey

Check: TypeAlias = Callable[[Json, Place], tuple[tuple[Violation, ...], int]]
"""Checks one record against its schema: the listed violations, and how many there are in all."""


class Slot(NamedTuple):
    """
    A place in a body that holds the id of another record: ``container[key]``.

    - ``collection``: where the other record is; ``None`` for the collection that is written
    - ``place``: where the id stands in the record, for a refusal that points at it
    """

    container: Any
    key: Any
    collection: str | None = None
    place: Place = ()


@dataclass(slots=True)
class Write:
    """
    One record to write, as the provider understood what was sent.

    - ``item``: index of the sent record it came from, within its batch
    - ``place``: where it stood in the request
    - ``body``: the vendor's shape without nested records, which are writes of their own;
      references in it may still be client-local
    - ``version``: the version that the client read, if it named one
    - ``nested``: it stood inside another record
    - ``note``: whatever the provider wants to find again in ``compose`` and ``encode``

    The engine fills in ``id``, ``old`` (the record before, if any), ``record`` (after) and
    ``matched`` (the key that found it).
    """

    item: int
    place: Place
    kind: str
    identity: RecordIdentity
    body: JsonObject
    version: int | None = None
    nested: bool = False
    note: Any = None
    id: str = ""
    old: Record | None = None
    record: Record | None = None
    matched: str | None = None


class Stamp(NamedTuple):
    """What one request writes on all its records: its time and its version, milliseconds."""

    now: int
    version: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a provider makes of a write: the body to store, its natural keys, its container."""

    body: JsonObject
    keys: Sequence[str] = ()
    parent: str | None = None


class Status(StrEnum):
    """What became of one sent record."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class WriteResult:
    """
    The outcome of one sent record.

    ``writes`` are the record itself and then those nested in it; empty when it was rejected.
    ``meant`` are then the ids and keys of the record it was about, as far as they were understood.
    ``refusals`` say why it was; in a batch that was undone because of others, ``ROLLED_BACK``.
    """

    item: Item
    status: Status
    writes: Sequence[Write] = ()
    refusals: Sequence[Refusal] = ()
    meant: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """The results of one batch in the order of its records, and why it failed as a whole."""

    results: Sequence[WriteResult]
    refusals: Sequence[Refusal] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What came of a command.

    ``refused`` says that nothing was accepted and that the vendor answers such a request
    with an error (``all-rejected: refuses-request``, or one rejected record where atomicity is
    the request); nothing was staged then.
    """

    batches: Sequence[BatchOutcome]
    stamp: Stamp
    refused: bool = False

    def results(self) -> Iterator[WriteResult]:
        """All results in the order of the request."""
        for batch in self.batches:
            yield from batch.results

    def refusals(self) -> Iterator[Refusal]:
        """Every reason why anything was rejected, in order, without consequential ones."""
        for batch in self.batches:
            if batch.refusals:
                yield from batch.refusals
            else:
                for result in batch.results:
                    yield from result.refusals


def counts_one(_item: Item) -> int:
    """The size of a record without nested ones."""
    return 1


def has_no_slots(_kind: str, _body: JsonObject) -> Iterable[Slot]:
    """The references of a resource that has none."""
    return ()


def accept_final_state(_stage: Stage, _writes: Sequence[Write], _stamp: Stamp) -> Sequence[Refusal]:
    """The closing check of a resource that has none."""
    return ()


@dataclass(frozen=True, slots=True)
class RecordForm:
    """
    How the records of a collection hang together and what they leave behind.

    - ``slots``: where a body of a kind refers to other records; the engine refuses unknown ids,
      and replaces client-local references to records of the same collection
    - ``unlink`` takes the ids of removed records out of a body of a kind that refers to them
    - ``owns_nested``: whether a record of this kind, when replaced, loses the nested ones left out
    - ``tombstones`` keeps removed records as such
    - ``history`` names a collection that receives every superseded record as the body of
      ``id@version``, of the kind ``id``; ``versions_kept`` is how many of one record stay there at
      least, the latest
    """

    slots: Callable[[str, JsonObject], Iterable[Slot]] = has_no_slots
    unlink: Callable[[str, JsonObject, frozenset[str]], JsonObject] | None = None
    owns_nested: frozenset[str] = frozenset()
    tombstones: bool = False
    history: str | None = None
    versions_kept: int = 20


PLAIN_FORM = RecordForm()
"""Records that neither refer to others nor contain any, and are gone when they are removed."""


@dataclass(frozen=True, slots=True)
class Policy:
    """
    The provider's part of an upsert: functions that the engine calls, in this order.

    - ``count``: how many records an item counts for against the limits
    - ``interpret``: one valid item as writes (itself first, nested ones after it) or refusals
    - ``new_id``: an id for a write that creates
    - ``compose``: the body to store, made from the old record and the write (the engine has
      already decided that the write is allowed)
    - ``check_final_state``: constraints on the final state of one atomic group, and effects on
      other collections; whatever it refuses undoes the group

    ``form`` says how its records hang together.
    """

    interpret: Callable[[View, Item, int, Tick], Sequence[Write] | Refusal]
    compose: Callable[[Stage, Write, Stamp], Draft | Refusal]
    new_id: Callable[[Stage, Write, Tick], str]
    form: RecordForm = PLAIN_FORM
    count: Callable[[Item], int] = counts_one
    check_final_state: Callable[[Stage, Sequence[Write], Stamp], Sequence[Refusal]] = (
        accept_final_state
    )
