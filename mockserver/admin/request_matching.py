"""
Which logged requests are meant: a filter gives differences, and none of them is a match.

| word | holds when |
|---|---|
| ``operation``, ``method``, ``status``, ``outcome`` | it is the entry's |
| ``target`` | the address contains it |
| ``injected`` | the answer was, or was not, changed by a fault |
| ``since`` | the request came later than the one of this id, or than this number |
| ``where`` | each JSON pointer into the request's body leads to this value |
| ``items`` | each key is that of a sent record with this result |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mockserver.core.record import Json, JsonObject
from mockserver.core.upsert_types import Status, WriteResult
from mockserver.json_text import NotJson, follow_pointer, parse
from mockserver.requests.form_body import NotForm, parse_form
from mockserver.tenants.request_log import LoggedRequest, Text, names_of


class RequestDifference(NamedTuple):
    """Where an entry is not what was asked for."""

    where: str
    wanted: Json
    got: Json


def differences_from(
    entry: LoggedRequest, wanted: Mapping[str, Json]
) -> Iterator[RequestDifference]:
    """What keeps an entry from matching."""
    facts = {
        "operation": entry.operation,
        "method": entry.method,
        "status": entry.status,
        "outcome": outcome_of(entry),
        "injected": entry.trace.fault is not None,
    }
    for name, got in facts.items():
        if name in wanted and wanted[name] != got:
            yield RequestDifference(name, wanted[name], got)
    if "target" in wanted and wanted["target"] not in entry.target:
        yield RequestDifference("target", wanted["target"], entry.target)
    if "since" in wanted and entry.number <= wanted["since"]:
        yield RequestDifference("since", wanted["since"], entry.number)
    yield from body_differences(entry, wanted.get("where", {}))
    yield from item_differences(entry, wanted.get("items", {}))


def body_differences(
    entry: LoggedRequest, where: Mapping[str, Json]
) -> Iterator[RequestDifference]:
    """What keeps the body of a request from matching."""
    if not where:
        return
    body = body_of(entry.body)
    for place, value in where.items():
        got = follow_pointer(body, place)
        if got != value:
            yield RequestDifference(place, value, got)


def item_differences(entry: LoggedRequest, items: Mapping[str, str]) -> Iterator[RequestDifference]:
    """What keeps the results of a request from matching."""
    if not items:
        return
    results = list(results_of(entry))
    for key, wanted in items.items():
        got = [result.status.value for result in results if key in keys_of(result)]
        if wanted not in got:
            yield RequestDifference(f"items/{key}", wanted, got[0] if got else None)


def outcome_of(entry: LoggedRequest) -> str:
    """What came of a request, in one word."""
    trace = entry.trace
    if trace.replayed:
        return "replayed"
    if trace.outcome is None:
        return "refused" if trace.refusal is not None else "answered"
    rejected = [result.status is Status.REJECTED for result in trace.outcome.results()]
    if any(rejected) and trace.outcome.refused:
        return "refused"
    if any(rejected):
        return "rejected" if all(rejected) else "partial"
    return "accepted"


def results_of(entry: LoggedRequest) -> Iterator[WriteResult]:
    if entry.trace.outcome is not None:
        yield from entry.trace.outcome.results()


def keys_of(result: WriteResult) -> set[str]:
    """What the record of a result may be called: ids, natural keys, plain values."""
    names = set(result.meant)
    for write in result.writes:
        if not write.nested:
            names.update(names_of(write.record, write.id))
    if isinstance(result.item.value, dict):
        plain = (str, int)
        names.update(str(v) for v in result.item.value.values() if isinstance(v, plain))
    return names


def body_of(text: Text) -> Json:
    """The body of a request or answer: JSON or a form where it is one, else text."""
    for read in (parse, parse_form):
        try:
            return read(text.start).value
        except (NotJson, NotForm):
            continue
    return text.start.decode(errors="replace") or None


def as_json(difference: RequestDifference) -> JsonObject:
    return {"where": difference.where, "wanted": difference.wanted, "got": difference.got}
