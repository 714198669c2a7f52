"""
Searches over objects of every type.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from conformance.drivers.square.objects import name_of
from conformance.drivers.square.responses import ids_of, milliseconds, objects_of
from conformance.expectations import JsonDict, matching, number
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, refused
from conformance.probes.square.batches import TIMESTAMP


def word(context: SquareContext) -> str:
    """A word of letters and digits that only this probe writes."""
    return "".join(each for each in context.name("w") if each.isalnum())


def finds(
    context: SquareContext, what: str, query: JsonDict, wanted: list[str], **body: Any
) -> None:
    """Require that a search finds exactly the objects with these names, in any order."""
    asked = {"object_types": ["TAX"], "query": query, **body}
    context.eventually(
        what, read=lambda: sorted(names_found(context, asked)), wanted=sorted(wanted)
    )


def names_found(context: SquareContext, body: JsonDict) -> list[str]:
    return [name_of(each) for each in context.driver.found(body)]


def starting(context: SquareContext) -> JsonDict:
    """A query for everything whose name starts with this namespace."""
    return {"attribute_name": "name", "attribute_prefix": f"{context.target.namespace}-"}


@probe("SQ-122")
def searches_ignore_case(context: SquareContext) -> None:
    """Prefix, exact, text and set queries find searchable attributes in any case."""
    make, key = context.driver.make, word(context)
    names = {ref: f"{context.name(ref)} {key} Tea" for ref in ("One", "Two")}
    context.driver.create(*(make.tax(f"#{ref}", name=name) for ref, name in names.items()))
    one, both = [names["One"]], list(names.values())
    start = names["One"].removesuffix("Tea").upper()
    for what, query, wanted in (
        ("prefix", {"prefix_query": exact("attribute_prefix", start)}, one),
        ("exact", {"exact_query": exact("attribute_value", one[0].swapcase())}, one),
        ("set", {"set_query": exact("attribute_values", [each.upper() for each in both])}, both),
        ("text", {"text_query": {"keywords": [key.upper(), "tEA"]}}, both),
    ):
        finds(context, what, query, wanted)
    nobody = {"exact_query": exact("attribute_value", context.name("nobody"))}
    finds(context, "exact, another name", nobody, [])


def exact(field: str, value: Any) -> JsonDict:
    return {"attribute_name": "name", field: value}


@probe("SQ-123")
def all_keywords_must_be_found(context: SquareContext) -> None:
    """
    A text query finds objects with all of its keywords and ignores keywords of fewer than three
    letters and digits.
    """
    make, key = context.driver.make, word(context)
    both, one = f"{context.name('a')} {key} green tea", f"{context.name('b')} {key} black"
    context.driver.create(make.tax("#a", name=both), make.tax("#b", name=one))
    finds(context, "one keyword", {"text_query": {"keywords": [key]}}, [both, one])
    finds(context, "another order", {"text_query": {"keywords": ["tea", key, "green"]}}, [both])
    finds(context, "a keyword too many", {"text_query": {"keywords": [key, "tea", "black"]}}, [])
    finds(context, "a short keyword", {"text_query": {"keywords": [key, "zq"]}}, [both, one])
    four = {"text_query": {"keywords": ["one", "two", "red", "tea"]}}
    answer = context.driver.ask("search", {"object_types": ["TAX"], "query": four})
    code = context.driver.error_body(answer).code
    context.note(f"four keywords: {f'refused with {code}' if code else 'accepted'}")


@probe("SQ-171")
def a_phrase_is_its_words(context: SquareContext) -> None:
    """
    A text query finds the words of a phrase in any order, case and punctuation, each at the
    beginning of a word of the text.
    """
    make, key = context.driver.make, word(context)
    names = {
        "a": f"{context.name('a')} {key} Small, Red",
        "b": f"{context.name('b')} {key} red/small",
        "c": f"{context.name('c')} {key} infrared small",
    }
    context.driver.create(*(make.tax(f"#{ref}", name=name) for ref, name in names.items()))
    both = [names["a"], names["b"]]
    for what, keywords, wanted in (
        ("a phrase", ["small red"], both),
        ("turned round", ["red small"], both),
        ("two keywords", ["small", "red"], both),
        ("a beginning", ["SMA, re!"], both),
        ("no beginning", ["frared"], []),
    ):
        finds(context, what, {"text_query": {"keywords": [key, *keywords]}}, wanted)


@probe("SQ-181")
def items_are_found_by_category(context: SquareContext) -> None:
    """
    An exact_query finds items by category_id, and refuses an attribute that does not exist.
    """
    make = context.driver.make
    categories = context.driver.create(make.category("#in"), make.category("#out"))
    inside = make.item("#i", categories=[{"id": categories["#in"]}])
    outside = make.item("#o", categories=[{"id": categories["#out"]}])
    context.driver.create(inside, outside)
    asked = {"attribute_name": "category_id", "attribute_value": categories["#in"]}
    query = {"exact_query": asked}
    answer = context.driver.ask("search", {"object_types": ["ITEM"], "query": query})
    if context.expect("category: status", got=answer.status, wanted=200):
        finds(context, "category", query, [name_of(inside)], object_types=["ITEM"])
    unknown = {"exact_query": {"attribute_name": "no_such", "attribute_value": "x"}}
    answer = context.driver.ask("search", {"object_types": ["ITEM"], "query": unknown})
    context.expect("no_such: status", got=answer.status, wanted=400)


@probe("SQ-124")
def lonely_queries_refuse_company(context: SquareContext) -> None:
    """A query type that stands alone is refused beside another one."""
    prefix = {"prefix_query": starting(context)}
    for what, lonely in (
        ("set_query", exact("attribute_values", ["x"])),
        ("items_for_tax_query", {"tax_ids": ["A" * 24]}),
        ("items_for_modifier_list_query", {"modifier_list_ids": ["A" * 24]}),
    ):
        answer = context.driver.ask("search", {"query": {**prefix, what: lonely}})
        refused(context, what, answer, "INVALID_VALUE", "CONFLICTING_PARAMETERS", "BAD_REQUEST")


@probe("SQ-125")
def ids_are_not_searched(context: SquareContext) -> None:
    """A query over an attribute that cannot be searched is refused with status 400."""
    query = {"exact_query": {"attribute_name": "id", "attribute_value": "A" * 24}}
    answer = context.driver.ask("search", {"object_types": ["ITEM"], "query": query})
    context.expect("status", got=answer.status, wanted=400)


@probe("SQ-126")
def a_sorted_query_sorts(context: SquareContext) -> None:
    """A sorted_attribute_query orders its results ascending or descending."""
    names = [context.name(each) for each in ("b", "c", "a")]
    context.driver.create(
        *(context.driver.make.tax(f"#{n}", name=each) for n, each in enumerate(names))
    )
    for order, wanted in (("ASC", sorted(names)), ("DESC", sorted(names, reverse=True))):
        by_name = {"attribute_name": "name", "sort_order": order}
        query = {"prefix_query": starting(context), "sorted_attribute_query": by_name}
        body = {"object_types": ["TAX"], "query": query}
        context.eventually(order, read=partial(names_found, context, body), wanted=wanted)


@probe("SQ-127")
def a_search_begins_after_its_time(context: SquareContext) -> None:
    """A search from begin_time finds objects that were updated after it and not at it."""
    stored = context.driver.save(context.driver.make.discount("#d"))
    own = stored["updated_at"]
    earlier = stamp((milliseconds(own) or 0) - 1)
    for what, begin, wanted in (("a moment before", earlier, True), ("its own time", own, False)):
        body = {"object_types": ["DISCOUNT"], "begin_time": begin}

        def there(body: JsonDict = body) -> bool:
            return stored["id"] in {each.get("id") for each in context.driver.found(body)}

        context.eventually(f"found from {what}", read=there, wanted=wanted)


def stamp(moment: int) -> str:
    text = datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


@probe("SQ-128")
def odd_limits_are_ignored(context: SquareContext) -> None:
    """A search limit below 1 or above 1,000 is ignored."""
    for limit in (0, -1, 1001, 5000):
        answer = context.driver.ask("search", {"object_types": ["TAX"], "limit": limit})
        context.expect(f"limit {limit}", got=answer.status, wanted=200)


@probe("SQ-129")
def deleted_objects_have_no_path(context: SquareContext) -> None:
    """A search refuses include_deleted_objects together with include_category_path_to_root."""
    both = {"include_deleted_objects": True, "include_category_path_to_root": True}
    answer = context.driver.ask("search", {"object_types": ["CATEGORY"], **both})
    refused(context, "both", answer, "CONFLICTING_PARAMETERS", "INVALID_VALUE", "BAD_REQUEST")


@probe("SQ-130")
def the_latest_time_is_the_last_change(context: SquareContext) -> None:
    """A search answers with a latest_time that no updated_at of the catalog exceeds."""
    stored = context.driver.save(context.driver.make.tax("#t"))
    answer = context.driver.ask("search", {"object_types": ["TAX"], "limit": 1})
    context.require("latest_time", got=answer.at("latest_time"), wanted=matching(TIMESTAMP))
    latest = milliseconds(answer.at("latest_time"))
    changes = [milliseconds(each.get("updated_at")) or 0 for each in objects_of(answer)]
    newest = max([*changes, milliseconds(stored["updated_at"]) or 0])
    context.expect("latest_time, milliseconds", got=latest, wanted=number(newest))


@probe("SQ-131")
def items_are_found_by_their_links(context: SquareContext) -> None:
    """The queries for items by tax and by modifier list find the items that have any of the ids."""
    make = context.driver.make
    lists = [make.modifier_list(f"#l{n}") for n in "12"]
    batch = [
        *(make.tax(f"#t{n}") for n in "12"),
        *lists,
        make.item("#one", tax_ids=["#t1"], modifier_list_info=[{"modifier_list_id": "#l1"}]),
        make.item("#two", tax_ids=["#t2"], modifier_list_info=[{"modifier_list_id": "#l2"}]),
        make.item("#none"),
    ]
    ids = ids_of(context.driver.stored(context.driver.batches(batch)))
    for query, field, refs in (
        ("items_for_tax_query", "tax_ids", ("#t1", "#t2")),
        ("items_for_modifier_list_query", "modifier_list_ids", ("#l1", "#l2")),
    ):
        for some, items in ((refs, ["one", "two"]), (refs[1:], ["two"])):
            asked = {query: {field: [ids[ref] for ref in some]}}
            wanted = [context.name(each) for each in items]
            finds(context, f"{query} of {len(some)}", asked, wanted, object_types=["ITEM"])
