"""
Searching: one of the search fields must fit, and every filter field (SLV-58).
"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.core.reasons import Refusal
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.view import View
from mockserver.provider import Read, Request, Response
from mockserver.providers.solvimon.kinds import (
    CUSTOM_FIELD,
    ResourceKind,
    record_as_sent,
    with_reference,
)
from mockserver.providers.solvimon.listing import ordered, page_of, wrapped
from mockserver.providers.solvimon.reads import Fits, has_value
from mockserver.providers.solvimon.vendor_errors import missing

EVERYWHERE = ("name", "reference")
"""Where a search field without a name looks."""


def search(kind: ResourceKind) -> Read:
    """The records that fit, by name and ascending unless another order is asked for."""

    def answer(view: View, request: Request, _tick: Tick) -> Response | Refusal:
        body = request.body or {}
        filters: list[Fits] = []
        for index, field in enumerate(body.get("filter_fields", ())):
            fits = filter_of(view, kind, field)
            if fits is None:
                return missing("filter_fields", index, "reference")
            filters.append(fits)
        fields = body.get("search_fields", ())
        found = [
            record
            for record in view.all(kind.collection)
            if (not fields or any(is_found(view, kind, record, field) for field in fields))
            and all(fits(record) for fits in filters)
        ]
        data = page_of(view, kind, request, ordered(found, request, "name", "asc"))
        return wrapped(data, request, f"{kind.collection}/search", len(found))

    return Read(answer)


def is_found(view: View, kind: ResourceKind, record: Record, field: JsonObject) -> bool:
    """Whether a search field finds a record."""
    shown = record_as_sent(view, kind, record)
    places = EVERYWHERE if field.get("name") is None else (field["name"],)
    return any(is_match(text, field) for place in places for text in texts_in(shown[place]))


def texts_in(value: Json) -> Iterator[str]:
    """Every text in a member; numbers are read as text."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)
    elif value is not None:
        yield str(value)


def is_match(text: str, field: JsonObject) -> bool:
    """Whether a text is what a search field looks for."""
    value = field["value"]
    if field.get("ignore_case"):
        text, value = text.casefold(), value.casefold()
    match field.get("wildcard_start", False), field.get("wildcard_end", False):
        case True, True:
            return value in text
        case True, False:
            return text.endswith(value)
        case False, True:
            return text.startswith(value)
    return bool(text == value)


def filter_of(view: View, kind: ResourceKind, field: JsonObject) -> Fits | None:
    """What a filter field asks of a record; nothing when it lacks its custom field's reference."""
    wanted = field.get("values")
    if field.get("value") is not None:
        wanted = [field["value"], *(wanted or ())]
    name = field["name"]
    if name == "custom_field":
        reference = field.get("reference")
        if reference is None:
            return None
        return has_value(with_reference(view, CUSTOM_FIELD, reference, kind.name), wanted)

    def fits(record: Record) -> bool:
        texts = set(texts_in(record_as_sent(view, kind, record).get(name)))
        return bool(texts) if wanted is None else not texts.isdisjoint(wanted)

    return fits
