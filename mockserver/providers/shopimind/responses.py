"""
The envelopes of an answer: one resource, a page of them, the result of a bulk write.
"""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.core.reasons import Reason, Refusal, render
from mockserver.core.record import Json, JsonObject
from mockserver.core.tick import moment
from mockserver.core.upsert_types import Item, Outcome, Status
from mockserver.provider import Response
from mockserver.providers.shopimind.vendor_errors import failure, faults


def written_at(milliseconds: int) -> str:
    """A time as the vendor writes it: ISO 8601 in UTC, to the millisecond."""
    text = moment(milliseconds).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def single(data: Json, status: int = 200) -> Response:
    """The envelope of one resource (SPM-06)."""
    return Response(status, {"statusCode": status, "data": data})


def rejection(position: int, value: Json, errors: Sequence[JsonObject]) -> JsonObject:
    """A rejected item: its position in the request, itself, and what is wrong with it (SPM-56)."""
    return {"index": position, "item": value, "errors": list(errors)}


def bulk(sent: int, rejected: Sequence[JsonObject]) -> Response:
    """
    The answer to a bulk write: the counters stand at the top (SPM-08, SPM-09).

    With items sent and none of them accepted it is a 400 that says why (SPM-57).
    """
    counts = {
        "sent_count": sent,
        "rejected_count": len(rejected),
        "rejected_items": list(rejected),
    }
    if rejected and not sent:
        return failure(Reason.INVALID_RECORD, complaints(rejected), counts)
    return Response(200, {"statusCode": 200, **counts})


def complaints(rejected: Sequence[JsonObject]) -> list[str]:
    return [
        f"{render(('items', item['index'], *named(error)))}: {error['message']}"
        for item in rejected
        for error in item["errors"]
    ]


def named(error: JsonObject) -> tuple[str, ...]:
    return () if error["field"] is None else (error["field"],)


def bulk_of(outcome: Outcome) -> Response:
    """The answer to an upsert of many."""
    rejected = []
    sent = 0
    for result in outcome.results():
        if result.status is Status.REJECTED:
            rejected.append(rejected_item(result.item, result.refusals))
        else:
            sent += 1
    return bulk(sent, rejected)


def rejected_item(item: Item, refusals: Sequence[Refusal]) -> JsonObject:
    """One rejected item of an upsert."""
    step = item.place[0] if item.place else 0
    position = step if isinstance(step, int) else 0
    errors = [error for refusal in refusals for error in faults(refusal)]
    return rejection(position, item.value, errors)
