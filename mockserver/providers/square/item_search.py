"""
Searching items by their own texts and those of their variations.

The sandbox keeps no inventory, so a filter by stock level finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from mockserver.core.reasons import Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.view import View
from mockserver.provider import Read, Request, Response
from mockserver.providers.square.attributes import VALUE_FIELDS
from mockserver.providers.square.catalog import categories_of, data_of
from mockserver.providers.square.cursors import cursor_at, position_of
from mockserver.providers.square.listing import of_kinds
from mockserver.providers.square.presence import is_at
from mockserver.providers.square.queries import SearchCondition
from mockserver.providers.square.rendering import children_of, wire
from mockserver.providers.square.retrieval import array_or_absent
from mockserver.providers.square.vendor_errors import VendorError, constraint
from mockserver.providers.square.words import has_words, words_of

PAGE: Final = 100

SEARCHED: Final = {
    "ITEM": ("name", "description", "abbreviation"),
    "ITEM_VARIATION": ("name", "sku", "upc"),
}

ARCHIVED: Final = {
    "ARCHIVED_STATE_NOT_ARCHIVED": frozenset({False}),
    "ARCHIVED_STATE_ARCHIVED": frozenset({True}),
    "ARCHIVED_STATE_ALL": frozenset({False, True}),
}


def search_items(view: View, request: Request, _tick: Tick) -> Response | Refusal:
    """One page of the items for which every filter holds, by name (SQ-132 to SQ-135)."""
    body = request.body
    question = ["items", {name: body[name] for name in body if name not in {"cursor", "limit"}}]
    start = position_of(body.get("cursor"), question)
    if isinstance(start, VendorError):
        return constraint((), start)
    found = [
        (item, matched)
        for item in of_kinds(view, ("ITEM",))
        if not item.get("deleted") and suits(item, body)
        if (matched := matched_variations(view, item, body)) is not None
    ]
    found.sort(
        key=lambda pair: data_of(pair[0]).get("name", "").casefold(),
        reverse=body.get("sort_order") == "DESC",
    )
    stop = start + (body.get("limit") or PAGE)
    page = found[start:stop]
    answer = array_or_absent("items", [wire(view, item) for item, _ in page])
    ids = [variation_id for _, matched in page for variation_id in matched]
    if ids:
        answer["matched_variation_ids"] = ids
    if stop < len(found):
        answer["cursor"] = cursor_at(stop, question)
    return Response(200, answer)


def suits(item: Record, body: JsonObject) -> bool:
    """Whether the filters on items themselves hold."""
    data = data_of(item)
    categories, locations = body.get("category_ids"), body.get("enabled_location_ids")
    types = body.get("product_types")
    state = body.get("archived_state") or "ARCHIVED_STATE_NOT_ARCHIVED"
    return (
        data.get("is_archived", False) in ARCHIVED[state]
        and (not types or data["product_type"] in types)
        and (not categories or not categories_of(data).isdisjoint(categories))
        and (not locations or any(is_at(item["body"], location) for location in locations))
        and not body.get("stock_levels")
    )


def matched_variations(view: View, item: Record, body: JsonObject) -> Sequence[str] | None:
    """
    The variations that match the text or a custom attribute, ``None`` when a filter fits nothing.

    A filter fits when the item or one of its variations matches it; where only the item did,
    all its variations count (SQ-180).
    """
    variations = children_of(view, item)
    hits: dict[str, None] = {}
    for fits in conditions_of(body):
        own = [variation["id"] for variation in variations if fits(variation)]
        if not own and not fits(item):
            return None
        hits |= dict.fromkeys(own)
    return tuple(hits) or tuple(variation["id"] for variation in variations)


def conditions_of(body: JsonObject) -> Iterator[SearchCondition]:
    """The filters that an item fits by itself or by one of its variations."""
    words = words_of(body.get("text_filter") or "")
    if words:
        yield lambda record: has_words(texts_of(record), words)
    for part in body.get("custom_attribute_filters") or ():
        yield partial(has_value, part=part)


def texts_of(record: Record) -> list[str]:
    """The texts of an item or a variation that are searched for words (SQ-133)."""
    data = data_of(record)
    return [data[name] for name in SEARCHED[record["kind"]] if name in data]


def has_value(record: Record, part: JsonObject) -> bool:
    """Whether an object has a custom attribute with a value that a filter asks for."""
    values = record["body"].get("custom_attribute_values", {})
    for value in values.values():
        wanted = (part.get("custom_attribute_definition_id"), part.get("key"))
        if value["custom_attribute_definition_id"] == wanted[0] or value["key"] == wanted[1]:
            return within_filter(value[VALUE_FIELDS[value["type"]]], part)
    return False


def within_filter(value: object, part: JsonObject) -> bool:
    """Whether a value is what its filter asks for; a filter of another type asks for nothing."""
    if part.get("bool_filter") is not None:
        return value is part["bool_filter"]
    if isinstance(value, list):
        return not set(value).isdisjoint(part.get("selection_uids_filter") or ())
    if part.get("string_filter") is not None:
        return isinstance(value, str) and value.casefold() == part["string_filter"].casefold()
    bounds = part.get("number_filter")
    if bounds is None or not isinstance(value, str):
        return False
    try:
        number = Decimal(value)
    except ArithmeticError:  # a string attribute met a filter for numbers
        return False
    low, high = bounds.get("min"), bounds.get("max")
    return (low is None or number >= Decimal(low)) and (high is None or number <= Decimal(high))


SEARCH_ITEMS: Final = Read(search_items)
