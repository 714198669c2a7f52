"""
Products: one row for each ``product_id`` and ``lang`` (SPM-97).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mockserver.core.reasons import Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import ByKey, Command, Draft, Item, Policy, Stamp, Write
from mockserver.core.view import Stage, View
from mockserver.provider import Request, Response
from mockserver.providers.shopimind.customers import visible
from mockserver.providers.shopimind.listing import paged, read_listing
from mockserver.providers.shopimind.records import numbered
from mockserver.providers.shopimind.schema import PRODUCTS, as_text

SHOWN = (
    "product_id",
    "shop_id",
    "lang",
    "name",
    "reference",
    "ean13",
    "description",
    "description_short",
    "link",
    "image_link",
    "category_ids",
    "manufacturer_id",
    "currency",
    "price",
    "price_discount",
    "quantity_remaining",
    "is_active",
    "created_at",
    "updated_at",
)
"""The properties of a product that are returned, null when they were never sent."""

KEPT = frozenset({*SHOWN, "id_data_source", "source_label"})
"""What is kept of a product; anything else is accepted and dropped (SPM-101)."""


def decode(_view: View, request: Request, _tick: Tick) -> Command | Refusal:
    return numbered(request.body)


def policy(_request: Request) -> Policy:
    """How the engine writes products."""
    return Policy(interpret=interpret, compose=compose, new_id=new_id)


def interpret(_view: View, item: Item, index: int, _tick: Tick) -> Sequence[Write] | Refusal:
    """A product under its id and language."""
    body = {name: value for name, value in item.value.items() if name in KEPT}
    return [Write(index, item.place, "product", ByKey((row_key(body),)), body)]


def row_key(body: JsonObject) -> str:
    """What finds the row of one language."""
    return f"row:{as_text(body['product_id'])}:{body['lang'].lower()}"


def product_key(product_id: object) -> str:
    """What finds a product in all its languages."""
    return f"product:{as_text(product_id)}"


def new_id(stage: Stage, _write: Write, _tick: Tick) -> str:
    """The next number of the shop's product rows."""
    return str(stage.serial(PRODUCTS))


def compose(_stage: Stage, write: Write, _stamp: Stamp) -> Draft | Refusal:
    return Draft(write.body, [row_key(write.body), product_key(write.body["product_id"])])


def as_product(record: Record) -> JsonObject:
    """A product as it is returned."""
    return {name: record["body"].get(name) for name in SHOWN}


def list_products(view: View, request: Request, tick: Tick) -> Response | Refusal:
    """Each product in its main language; a filter on the language shows that one instead."""
    listing = read_listing(request, frozenset(SHOWN))
    if isinstance(listing, Refusal):
        return listing
    records: Iterable[Record] = visible(view, PRODUCTS, tick)
    if not any(test.field == "lang" for test in listing.filters):
        records = in_main_language(records)
    return paged(map(as_product, records), listing, tick)


def in_main_language(records: Iterable[Record]) -> Iterator[Record]:
    """The oldest row of each product."""
    seen: set[str] = set()
    for record in records:
        key = product_key(record["body"]["product_id"])
        if key not in seen:
            seen.add(key)
            yield record
