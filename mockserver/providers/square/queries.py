"""
The queries of a search: each becomes a condition on objects, or a fault.

| | combine | alone |
|---|---|---|
| by attribute | exact, prefix, range, text, sorted | set |
| by reference | | tax, modifier list, item options, option values, child lists |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from mockserver.core.record import Json, JsonObject, Record
from mockserver.providers.square.catalog import ATTRIBUTES, SEARCHABLE, categories_of, data_of
from mockserver.providers.square.references import pointers
from mockserver.providers.square.vendor_errors import VendorError
from mockserver.providers.square.words import has_words, words_of

SearchCondition: TypeAlias = Callable[[Record], bool]

COMBINABLE: Final = frozenset(
    {"exact_query", "prefix_query", "range_query", "text_query", "sorted_attribute_query"}
)

SHORTEST_KEYWORD: Final = 3


@dataclass(frozen=True, slots=True)
class Linked:
    """
    A query for objects of one type that refer to any, or to all, of some ids.

    - ``ids``: the field of the query that holds them
    - ``field`` and ``target``: the field that refers to them, and their type
    """

    kind: str
    ids: str
    field: str
    target: str
    every: bool = False


LINKS: Final = {
    "items_for_tax_query": Linked("ITEM", "tax_ids", "tax_ids", "TAX"),
    "items_for_modifier_list_query": Linked(
        "ITEM", "modifier_list_ids", "modifier_list_info", "MODIFIER_LIST"
    ),
    "items_for_item_options_query": Linked(
        "ITEM", "item_option_ids", "item_options", "ITEM_OPTION", every=True
    ),
    "item_variations_for_item_option_values_query": Linked(
        "ITEM_VARIATION",
        "item_option_value_ids",
        "item_option_values",
        "ITEM_OPTION_VAL",
        every=True,
    ),
    "modifiers_for_child_list_query": Linked(
        "MODIFIER", "child_modifier_list_ids", "child_modifier_list_ids", "MODIFIER_LIST"
    ),
}


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """What a query asks for: conditions, the type that it is about, and its order."""

    conditions: tuple[SearchCondition, ...] = ()
    kind: str | None = None
    order: JsonObject | None = None


def plan_of(query: JsonObject | None) -> SearchPlan | VendorError:
    """A query as a plan (SQ-122 to SQ-126, SQ-131)."""
    asked = {name: part for name, part in (query or {}).items() if part is not None}
    asked = {name: part for name, part in asked.items() if name in MAKERS or name in LINKS}
    if len(asked) > 1 and not COMBINABLE.issuperset(asked):
        names = ", ".join(sorted(asked))
        return VendorError(
            "CONFLICTING_PARAMETERS", f"These queries exclude each other: {names}.", "query"
        )
    conditions: list[SearchCondition] = []
    for name, part in asked.items():
        fault = unsearchable(name, part)
        if fault is not None:
            return fault
        if name in LINKS:
            return SearchPlan((linked(LINKS[name], part),), kind=LINKS[name].kind)
        conditions.append(MAKERS[name](part))
    return SearchPlan(tuple(conditions), order=asked.get("sorted_attribute_query"))


def unsearchable(name: str, part: JsonObject) -> VendorError | None:
    """The fault of a query by an attribute that is not searched (SQ-125), or is none (SQ-181)."""
    named = part.get("attribute_name")
    if named is None or named in SEARCHABLE or (named in ATTRIBUTES and name == "range_query"):
        return None
    wrong = "is not searchable" if named in ATTRIBUTES else "does not exist"
    detail = f"Attribute `{named}` {wrong}."
    return VendorError("INVALID_VALUE", detail, f"query.{name}.attribute_name")


def texts_of(record: Record, name: str) -> list[str]:
    """The values of a searchable attribute, ready for a comparison in which case is ignored."""
    if record["kind"] not in SEARCHABLE[name]:
        return []
    data = data_of(record)
    values = categories_of(data) if name == "category_id" else [data.get(name)]
    return [value.casefold() for value in values if isinstance(value, str)]


def exact(part: JsonObject) -> SearchCondition:
    """The whole value, in any case."""
    return one_of({**part, "attribute_values": [part["attribute_value"]]})


def one_of(part: JsonObject) -> SearchCondition:
    """Any of some whole values, in any case."""
    wanted = {value.casefold() for value in part["attribute_values"]}
    return lambda record: not wanted.isdisjoint(texts_of(record, part["attribute_name"]))


def prefix(part: JsonObject) -> SearchCondition:
    """The beginning of the value, in any case."""
    wanted = part["attribute_prefix"].casefold()
    return lambda record: any(
        text.startswith(wanted) for text in texts_of(record, part["attribute_name"])
    )


def within(part: JsonObject) -> SearchCondition:
    """A number between two inclusive bounds; money counts by its amount."""
    low, high = part.get("attribute_min_value"), part.get("attribute_max_value")

    def holds(record: Record) -> bool:
        value: Json = data_of(record).get(part["attribute_name"])
        if isinstance(value, dict):
            value = value.get("amount")
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        return (low is None or value >= low) and (high is None or value <= high)

    return holds


def keywords(part: JsonObject) -> SearchCondition:
    """The words of every keyword that is long enough, in the searched attributes (SQ-123)."""
    wanted = [
        word
        for keyword in part["keywords"]
        if sum(map(str.isalnum, keyword)) >= SHORTEST_KEYWORD
        for word in words_of(keyword)
    ]
    return lambda record: has_words(searched_texts(record), wanted)


def searched_texts(record: Record) -> list[str]:
    """Everything in an object that is searched for words."""
    return [text for name in SEARCHABLE if name != "category_id" for text in texts_of(record, name)]


def from_value(part: JsonObject) -> SearchCondition:
    """Where a sorted search begins: at its first value, which is included."""
    first = part.get("initial_attribute_value")
    if first is None:
        return lambda _record: True
    first = first.casefold()
    if part.get("sort_order") == "DESC":
        return lambda record: sort_key(record, part) <= first
    return lambda record: sort_key(record, part) >= first


def sort_key(record: Record, part: JsonObject) -> str:
    """What a sorted search compares; an object without the attribute comes first."""
    return min(texts_of(record, part["attribute_name"]), default="")


def linked(link: Linked, part: JsonObject) -> SearchCondition:
    """References to any, or to all, of some ids."""
    ids = set(part.get(link.ids) or ())

    def holds(record: Record) -> bool:
        found = {
            slot.container[slot.key]
            for slot, reference in pointers(record["kind"], record["body"])
            if reference.field == link.field and link.target in reference.targets
        }
        return bool(ids) and (ids <= found if link.every else not ids.isdisjoint(found))

    return holds


MAKERS: Final[dict[str, Callable[[JsonObject], SearchCondition]]] = {
    "exact_query": exact,
    "set_query": one_of,
    "prefix_query": prefix,
    "range_query": within,
    "text_query": keywords,
    "sorted_attribute_query": from_value,
}
