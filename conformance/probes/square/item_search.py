"""
Searches for items: pages, texts, filters.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from conformance.drivers.square.objects import name_of
from conformance.drivers.square.responses import ids_of, members
from conformance.expectations import JsonDict
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, refused
from conformance.probes.square.searching import word

PAGE = 100
SEARCH = "search-catalog-items"
ITEM_TEXTS = ("name", "description", "abbreviation")
VARIATION_TEXTS = ("variation_name", "sku", "upc")


def search(context: SquareContext, **body: Any) -> Exchange:
    return context.driver.ask(SEARCH, body)


def names_in(answer: Exchange) -> list[str]:
    return [name_of(each) for each in members(answer, "items")]


def found_names(context: SquareContext, **body: Any) -> list[str]:
    """The names of the items on the first page of a search."""
    return names_in(search(context, **body))


@probe("SQ-132")
def an_item_search_has_pages_of_100(context: SquareContext) -> None:
    """
    An item search returns at most 100 items, refuses a limit above 100 and sorts by name,
    ascending.
    """
    key = word(context)
    items = [named(context, f"{n:03}", key) for n in range(PAGE + 1)]
    context.random.shuffle(items)
    context.driver.create(*items)
    wanted = sorted(name_of(each) for each in items)
    over = search(context, text_filter=key, limit=PAGE + 1)
    refused(context, "limit 101", over, "VALUE_TOO_HIGH", "INVALID_VALUE")
    for what, limit in (("limit 100", {"limit": PAGE}), ("no limit", {})):
        context.eventually(
            f"{what}, names",
            read=partial(found_names, context, text_filter=key, **limit),
            wanted=wanted[:PAGE],
        )
    first = search(context, text_filter=key)
    context.require("a cursor", got=bool(first.at("cursor")), wanted=True)
    rest = names_in(search(context, text_filter=key, cursor=first.at("cursor")))
    context.expect("second page", got=rest, wanted=wanted[PAGE:])


def named(context: SquareContext, label: str, key: str) -> JsonDict:
    return context.driver.make.item(f"#{label}", name=f"{context.name(label)} {key}")


@probe("SQ-133")
def a_text_reaches_items_and_variations(context: SquareContext) -> None:
    """
    The text filter of an item search reaches name, description and abbreviation of items, and name,
    sku and upc of variations, which it names.
    """
    make, key = context.driver.make, word(context)
    words = {field: f"{key}{field.replace('_', '')}" for field in ITEM_TEXTS + VARIATION_TEXTS}
    texts = {field: words[field] for field in VARIATION_TEXTS}
    texts["name"] = f"{context.name('v')} {words['variation_name']}"
    del texts["variation_name"]
    item = make.item(
        "#i",
        make.variation("#v", **texts),
        make.variation("#other"),
        name=f"{context.name('i')} {words['name']}",
        description=words["description"],
        abbreviation=words["abbreviation"][-24:],
    )
    words["abbreviation"] = words["abbreviation"][-24:]
    ids = ids_of(context.driver.stored(context.driver.batches([item, make.item("#none")])))
    for field, text in words.items():
        wanted: JsonDict = {"items": [{"id": ids["#i"]}]}
        if field in VARIATION_TEXTS:
            wanted["matched_variation_ids"] = [ids["#v"]]
        context.eventually(field, read=partial(found_by, context, text), wanted=wanted)


def found_by(context: SquareContext, text: str) -> JsonDict:
    """The items that a text filter finds, and the variations that it names."""
    answer = search(context, text_filter=text)
    return {name: members(answer, name) for name in ("items", "matched_variation_ids")}


@probe("SQ-180")
def items_are_found_with_their_variations(context: SquareContext) -> None:
    """
    An item search names the variations of the items that it finds, also where only the item itself
    matched.
    """
    make, key = context.driver.make, word(context)
    item = make.item(
        "#i", make.variation("#v"), make.variation("#w"), name=context.name("i"), description=key
    )
    ids = ids_of(context.driver.stored(context.driver.batches([item, make.item("#none")])))
    for what, more in (("its text", {}), ("its type", {"product_types": ["REGULAR"]})):

        def named(more: JsonDict = more) -> list[str]:
            found = search(context, text_filter=key, **more)
            return sorted(map(str, members(found, "matched_variation_ids")))

        context.eventually(what, read=named, wanted=sorted([ids["#v"], ids["#w"]]))


@probe("SQ-134")
def eleven_filters_are_too_many(context: SquareContext) -> None:
    """An item search refuses more than ten custom_attribute_filters."""
    filters = [{"key": f"{context.name(str(n))}", "string_filter": "x"} for n in range(11)]
    within = search(context, custom_attribute_filters=filters[1:])
    over = search(context, custom_attribute_filters=filters)
    codes = (context.driver.error_body(within).code, context.driver.error_body(over).code)
    if not within.ok and codes[0] == codes[1]:
        context.untested(f"the target refuses filters over unknown keys with {codes[0]}")
    refused(context, "11 filters", over, "ARRAY_LENGTH_TOO_LONG", "INVALID_VALUE")


@probe("SQ-135")
def archived_items_are_found_on_request(context: SquareContext) -> None:
    """An item search returns archived items, active items or both, as archived_state asks."""
    make, key = context.driver.make, word(context)
    names = {ref: f"{context.name(ref)} {key}" for ref in ("live", "old")}
    batch = [
        make.item("#live", name=names["live"]),
        make.item("#old", name=names["old"], is_archived=True),
    ]
    context.driver.create(*batch)
    states = {"NOT_ARCHIVED": ["live"], "ARCHIVED": ["old"], "ALL": ["live", "old"]}
    for state, refs in states.items():
        asked = {"text_filter": key, "archived_state": f"ARCHIVED_STATE_{state}"}
        wanted = [names[ref] for ref in refs]
        context.eventually(state, read=partial(found_names, context, **asked), wanted=wanted)
    found = found_names(context, text_filter=key)
    context.note(f"unasked, {'only active items' if len(found) == 1 else 'all items'} are found")
