"""
Searching objects of any type.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from mockserver.core.reasons import Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.record_writer import STAMP
from mockserver.core.tick import MILLISECOND, Tick
from mockserver.core.view import METER, View
from mockserver.provider import Read, Request, Response
from mockserver.providers.square.catalog import LISTED
from mockserver.providers.square.cursors import cursor_at, position_of
from mockserver.providers.square.listing import of_kinds
from mockserver.providers.square.queries import SearchPlan, plan_of, sort_key
from mockserver.providers.square.rendering import related_to, timestamp, wire
from mockserver.providers.square.retrieval import LIMITS, array_or_absent
from mockserver.providers.square.vendor_errors import VendorError, constraint

PAGE: Final = 100
LONGEST_PAGE: Final = LIMITS["search_max_page_limit"]


def search(view: View, request: Request, _tick: Tick) -> Response | Refusal:
    """One page of the objects that a query finds, and when the catalog last changed."""
    body = request.body
    question = ["search", {name: body[name] for name in body if name not in {"cursor", "limit"}}]
    fault = exclusive(body)
    if fault is not None:
        return constraint((), fault)
    plan = plan_of(body.get("query"))
    if isinstance(plan, VendorError):
        return constraint((), plan)
    since = begin(body.get("begin_time"))
    if isinstance(since, VendorError):
        return constraint((), since)
    start = position_of(body.get("cursor"), question)
    if isinstance(start, VendorError):
        return constraint((), start)
    found = matches(view, body, plan, since)
    stop = start + page_size(body.get("limit"))
    return answer(
        view, body, found[start:stop], cursor_at(stop, question) if stop < len(found) else None
    )


def exclusive(body: JsonObject) -> VendorError | None:
    """The fault of two options that exclude each other (SQ-129)."""
    names = ("include_deleted_objects", "include_category_path_to_root")
    if all(body.get(name) for name in names):
        detail = f"{names[0]} and {names[1]} exclude each other."
        return VendorError("CONFLICTING_PARAMETERS", detail, names[1])
    return None


def begin(text: str | None) -> float | VendorError | None:
    """The time after which objects must have changed, epoch milliseconds (SQ-127)."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return VendorError("INVALID_TIME", "Expected an RFC 3339 timestamp.", "begin_time")
    return moment.timestamp() * MILLISECOND


def page_size(limit: int | None) -> int:
    """How many objects a page holds; a limit out of range is ignored (SQ-128)."""
    return limit if limit is not None and 0 < limit <= LONGEST_PAGE else PAGE


def matches(
    view: View, body: JsonObject, plan: SearchPlan, since: float | None
) -> Sequence[Record]:
    """Everything that a search finds, in its order."""
    kinds = (plan.kind,) if plan.kind else tuple(dict.fromkeys(body.get("object_types") or LISTED))
    found = [
        record
        for record in of_kinds(view, kinds)
        if (body.get("include_deleted_objects") or not record.get("deleted"))
        and (since is None or record["updated"] > since)
        and all(condition(record) for condition in plan.conditions)
    ]
    order = plan.order
    if order is not None:
        descending = order.get("sort_order") == "DESC"
        found.sort(key=lambda record: sort_key(record, order), reverse=descending)
    return found


def answer(view: View, body: JsonObject, records: Sequence[Record], cursor: str | None) -> Response:
    """One page as it goes over the wire."""
    paths = bool(body.get("include_category_path_to_root"))
    page = array_or_absent("objects", [wire(view, record, paths=paths) for record in records])
    if body.get("include_related_objects"):
        page |= array_or_absent("related_objects", related_to(view, records, paths=paths))
    if cursor is not None:
        page["cursor"] = cursor
    page["latest_time"] = timestamp(last_change(view))
    return Response(200, page)


def last_change(view: View) -> int:
    """When the catalog last changed, epoch milliseconds; 0 when it never did (SQ-130)."""
    meter = view.get(METER, STAMP)
    return 0 if meter is None else int(meter["body"]["value"])


SEARCH: Final = Read(search)
