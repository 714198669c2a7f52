"""
What there is to answer with, and how each list of an answer narrows it to one of its elements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from mockserver.core.reasons import Reason, Refusal, Violation
from mockserver.core.record import Json
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import Status, WriteResult
from mockserver.declared.error_table import ErrorWords

ABSENT: Any = object()
"""What is left out of an answer."""


@dataclass(frozen=True, slots=True)
class Filling:
    """
    What there is to answer with; each list of an answer narrows it to one of its elements.

    - ``shown``: the members of the record that is answered about
    - ``records``: those of a page; ``results``: those of a write
    - ``refusal``, ``words``: why something was refused, and what is said of it
    - ``numbers``: counts and places of a page by the name of their role
    - ``ids``: what an error is about, as it was sent
    - ``request_id``: the number of the request, ``None`` where each place has one of its own
    """

    tick: Tick
    url: str = ""
    shown: Mapping[str, Json] | None = None
    records: Sequence[Mapping[str, Json]] = ()
    results: Sequence[ResultView] = ()
    result: ResultView | None = None
    refusal: Refusal | None = None
    words: ErrorWords | None = None
    violation: Violation | None = None
    numbers: Mapping[str, Json] = field(default_factory=dict)
    ids: Sequence[Json] = ()
    request_id: int | None = None


@dataclass(frozen=True, slots=True)
class ResultView:
    """
    The result of one sent record: what it shows, and the words of its refusal.

    ``trace`` is the client's name for it, ``ids`` what it was sent as, and ``version`` that of the
    stored record.
    """

    result: WriteResult
    index: int
    shown: Mapping[str, Json]
    words: ErrorWords | None = None
    trace: Json = ABSENT
    ids: Sequence[Json] = ()
    refusal: Refusal | None = None
    version: int | None = None

    @property
    def refused(self) -> bool:
        return self.result.status is Status.REJECTED


Fill: TypeAlias = Callable[[Filling], Json]


def of_record(filling: Filling) -> list[Filling]:
    """The records of a page, those that a write accepted, or the one that was read."""
    if filling.results:
        return [of_result(filling, each) for each in filling.results if not each.refused]
    if filling.shown is not None and not filling.records:
        return [filling]
    return [replace(filling, shown=shown) for shown in filling.records]


def of_result(filling: Filling, view: ResultView) -> Filling:
    """What there is to answer about one sent record."""
    return replace(
        filling, shown=view.shown, result=view, refusal=view.refusal, words=view.words, ids=view.ids
    )


def gathered(filling: Filling) -> list[Filling]:
    """The refused records; those that were not found are one error where no trace parts them."""
    found: list[Filling] = []
    missing: list[Filling] = []
    for each in (of_result(filling, view) for view in filling.results if view.refused):
        refusal, result = each.refusal, each.result
        unknown = refusal is not None and refusal.reason is Reason.UNKNOWN_RECORD
        apart = result is None or result.trace is not ABSENT
        (missing if unknown and not apart else found).append(each)
    if missing:
        ids = [said for each in missing for said in each.ids]
        found.append(replace(missing[0], ids=ids))
    return found


def of_fault(filling: Filling) -> list[Filling]:
    """The faults that a refusal lists; one without a list is one fault."""
    if filling.refusal is None:
        return []
    faults = filling.refusal.violations
    return [replace(filling, violation=fault) for fault in faults] or [filling]


def listed_faults(filling: Filling) -> list[Filling]:
    """The faults that a refusal lists, nothing for one without a list."""
    return of_fault(filling) if filling.refusal and filling.refusal.violations else []


LISTS: Mapping[str, Callable[[Filling], Sequence[Filling]]] = {
    "results": lambda filling: [of_result(filling, each) for each in filling.results],
    "accepted": of_record,
    "refused": lambda filling: [
        of_result(filling, each) for each in filling.results if each.refused
    ],
    "errors": of_fault,
    "records": of_record,
}
"""Role of an array to what it has an element for."""
