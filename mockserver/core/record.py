"""
The record: one stored thing, the same for every vendor.

A record is a plain ``dict`` because it travels unchanged into TinyDB and into the journal.
It is never changed in place once it has been staged; writers build a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypeAlias, TypedDict

from mockserver.core.tick import EARLIEST

Json: TypeAlias = Any
"""A parsed JSON value."""

JsonObject: TypeAlias = dict[str, Any]

INDEXES = ("kind", "parent", "refs", "keys")
"""The fields of a record that every store indexes; values are strings or lists of strings."""


class Record(TypedDict):
    """
    What a store keeps under one id of one collection.

    - ``id``: the record's own id, also its key in the collection
    - ``kind``: what it is within the collection (a type, or the definition that it follows)
    - ``body``: the vendor's shape, without nested records
    - ``version``, ``created``, ``updated``: epoch milliseconds
    - ``keys``: natural keys that find it, ready for comparison
    - ``parent``: the record that contains it; deleted with it
    - ``refs``: ids of other records that its body points at
    - ``deleted``: a tombstone; the body is the last one
    - ``visible_at``: queries do not see this state before that time (epoch milliseconds)
    - ``was``: the state that queries see until then
    - ``superseded``: how many earlier versions a history was given
    """

    id: str
    kind: str
    body: JsonObject
    version: int
    created: int
    updated: int
    keys: NotRequired[list[str]]
    parent: NotRequired[str]
    refs: NotRequired[list[str]]
    deleted: NotRequired[bool]
    visible_at: NotRequired[int]
    was: NotRequired[Record | None]
    superseded: NotRequired[int]


def as_seen(record: Record, now: int) -> Record | None:
    """
    The state of a record that a query sees at ``now``: itself, an earlier state, or nothing.

    A delay is a timestamp and not a thread: moving the clock is what makes a write visible.
    """
    state: Record | None = record
    while state is not None and state.get("visible_at", EARLIEST) > now:
        state = state.get("was")
    return state


def own_values(record: Record, index: str) -> Sequence[str]:
    """The strings under which one state of a record is found by ``index``."""
    value: Any = record.get(index)
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def index_values(record: Record, index: str) -> Sequence[str]:
    """
    The strings under which a record must be found by ``index``, earlier states included.

    A superset: whoever looks a record up compares the state that it sees with ``own_values``.
    """
    earlier = record.get("was")
    if earlier is None:
        return own_values(record, index)
    return (*own_values(record, index), *index_values(earlier, index))
