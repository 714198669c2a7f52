"""
Searching: one of the search fields must fit, and every filter field (SLV-58).
"""

from __future__ import annotations

from mockserver.core.reasons import Refusal
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.view import View
from mockserver.provider import Read, Request, Response
from mockserver.providers.solvimon.kinds import CUSTOM_FIELD, ResourceKind, with_reference
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
            if (not fields or any(is_found(record, field) for field in fields))
            and all(fits(record) for fits in filters)
        ]
        data = page_of(view, kind, request, ordered(found, request, "name", "asc"))
        return wrapped(data, request, f"{kind.collection}/search", len(found))

    return Read(answer)


def is_found(record: Record, field: JsonObject) -> bool:
    """Whether a search field finds a record."""
    name = field.get("name")
    places = EVERYWHERE if name is None else (name,)
    return any(is_match(record["body"][place], field) for place in places)


def is_match(text: Json, field: JsonObject) -> bool:
    """Whether the text of a member is what a search field looks for."""
    value = field["value"]
    if text is None:
        return False
    if field.get("ignore_case"):
        text, value = text.casefold(), value.casefold()
    match field.get("wildcard_start", False), field.get("wildcard_end", False):
        case True, True:
            return value in text
        case True, False:
            return bool(text.endswith(value))
        case False, True:
            return bool(text.startswith(value))
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
        value = record["id"] if name == "id" else record["body"].get(name)
        return value is not None if wanted is None else value in wanted

    return fits
