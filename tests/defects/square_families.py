"""Defects of Square in item options, locations, plans, and in what becomes of properties."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from unittest.mock import patch

from defects.planting import Defect
from defects.square_wraps import ITEMS, ONE, SEARCH, UPSERTS, data_of, every, refusing, sent, told

from mockserver.core.reasons import Reason
from mockserver.providers.square import (
    constraints,
    item_search,
    queries,
    refusals,
    settlement,
    shaping,
    upserting,
    variations,
)
from mockserver.providers.square.catalog import KINDS
from mockserver.providers.square.words import words_of


def forgiving(text: str, when: Callable[[Any], bool] = lambda _family: True) -> Any:
    """No refusal of variations whose detail holds a text, in some families."""
    sound = settlement.wrong_variations

    def wrong_variations(stage: Any, family: Any, nested: Any) -> Iterator[Any]:
        for refusal in sound(stage, family, nested):
            if text not in refusal.note.detail or not when(family):
                yield refusal

    return partial(patch.object, settlement, "wrong_variations", wrong_variations)


def creating(family: Any) -> bool:
    return family.parent["id"] in family.writes and family.writes[family.parent["id"]].old is None


def without_the_item(family: Any) -> bool:
    return family.parent["id"] not in family.writes


def names_are_the_clients() -> Any:
    return patch.object(variations, "settle_name", lambda *_: iter(()))


def names_are_made_once() -> Any:
    sound = variations.settle_name

    def settle_name(stage: Any, family: Any, variation: Any) -> Any:
        write = family.writes.get(variation["id"])
        old = None if write is None else write.old
        return sound(stage, family, variation) if old is None else iter(())

    return patch.object(variations, "settle_name", settle_name)


def names_in_the_order_of_words() -> Any:
    sound = variations.name_of

    def name_of(stage: Any, variation: Any) -> str:
        return ", ".join(sorted(sound(stage, variation).split(", ")))

    return patch.object(variations, "name_of", name_of)


def renames_of_options_pass() -> Any:
    sound = settlement.taken_keys

    def taken_keys(stage: Any, write: Any) -> Any:
        renamed = write.kind == "ITEM_OPTION" and write.old is not None
        return iter(()) if renamed else sound(stage, write)

    return patch.object(settlement, "taken_keys", taken_keys)


def updates_an_option(body: Any) -> bool:
    value = body["object"]
    return value["type"] == "ITEM_OPTION" and not value["id"].startswith("#")


def options_cut(value: Any) -> None:
    if value["type"] == "ITEM_OPTION":
        data = data_of(value)
        data["values"] = data["values"][:250]
        data["name"] = data["name"][:65]


def anywhere(texts: Any, wanted: Any) -> bool:
    found = " ".join(word for text in texts for word in words_of(text))
    return all(word in found for word in wanted)


def in_their_order(texts: Any, wanted: Any) -> bool:
    return any(re.search(".*".join(wanted), " ".join(words_of(text))) for text in texts)


def reference_unnamed() -> Any:
    row = ("INVALID_VALUE", lambda facts: f"{facts['target']} does not exist.", "")
    return patch.dict(refusals.ERRORS, {Reason.UNKNOWN_REFERENCE: row})


def needless(kind: str) -> Any:
    """A type that can be without what it needs."""
    row = KINDS[kind]
    loose = type(row)(row.data, row.fields, row.children, row.child, row.parent)
    return partial(patch.dict, KINDS, {kind: loose})


def phase_given(value: Any) -> None:
    if value["type"] == "SUBSCRIPTION_PLAN_VARIATION" and not data_of(value)["phases"]:
        data_of(value)["phases"] = [{"cadence": "MONTHLY"}]


def phases_are_counted() -> Any:
    sound = constraints.phase_faults

    def phase_faults(write: Any, data: Any) -> Any:
        known = [] if write.old is None else constraints.data_of(write.old)["phases"]
        same = len(known) == len(data["phases"])
        return iter(()) if same else sound(write, data)

    return patch.dict(constraints.CHECKS, {"SUBSCRIPTION_PLAN_VARIATION": phase_faults})


def unchecked(kind: str) -> Any:
    return partial(patch.dict, constraints.CHECKS, {kind: constraints.no_faults})


def unfilled(kind: str) -> Any:
    return partial(patch.dict, shaping.FILLERS, {kind: lambda _data: None})


def uids_of_the_client() -> Any:
    def give_uids(_view: Any, write: Any, _tick: Any) -> None:
        config = data_of(write.body).get("selection_config", {})
        for entry in config.get("allowed_selections", ()):
            entry.setdefault("uid", entry["name"])

    return patch.object(upserting, "give_uids", give_uids)


def events_cleaned(value: Any) -> None:
    """Zones and unknown fields of an event are dropped instead of refused."""
    data = data_of(value)
    if "event" in data:
        lines = [line.removesuffix("Z") for line in data["event"].split("\n")]
        data["event"] = "\n".join(line for line in lines if "LOCATION" not in line)


def only_hits() -> Any:
    def matched(view: Any, item: Any, body: Any) -> Any:
        found = sound(view, item, body)
        whole = found is not None and len(found) == len(item_search.children_of(view, item))
        return () if whole else found

    sound = item_search.matched_variations
    return patch.object(item_search, "matched_variations", matched)


def by_category(body: Any) -> bool:
    query = body.get("query") or {}
    return any("category_id" in part.values() for part in query.values())


FAMILIES = (
    Defect("names_are_the_clients", ("SQ-164",), patch=names_are_the_clients),
    Defect("names_are_made_once", ("SQ-164",), patch=names_are_made_once),
    Defect("names_in_the_order_of_words", ("SQ-164",), patch=names_in_the_order_of_words),
    Defect("renames_are_ignored", ("SQ-165",), patch=forgiving("may not be edited")),
    Defect(
        "combinations_are_free",
        ("SQ-166",),
        patch=forgiving("the same item option values"),
    ),
    Defect(
        "combinations_are_free_in_updates",
        ("SQ-166",),
        patch=forgiving("the same item option values", without_the_item),
    ),
    Defect("option_values_in_any_order", ("SQ-167",), patch=forgiving("at index")),
    Defect("renames_of_options_pass", ("SQ-168",), patch=renames_of_options_pass),
    Defect("options_cannot_be_updated", ("SQ-168",), refusing(updates_an_option, ONE)),
    Defect("options_cut", ("SQ-169",), sent(every(options_cut), *UPSERTS)),
    Defect("locations_are_not_compared", ("SQ-170",), patch=forgiving("enabled at unit")),
    Defect(
        "locations_of_new_items_only",
        ("SQ-170",),
        patch=forgiving("is enabled at", lambda family: not creating(family)),
    ),
    Defect(
        "locations_of_variations_alone",
        ("SQ-170",),
        patch=forgiving("is enabled at", without_the_item),
    ),
    Defect(
        "words_found_anywhere",
        ("SQ-171",),
        patch=lambda: patch.object(queries, "has_words", anywhere),
    ),
    Defect(
        "words_in_their_order",
        ("SQ-171",),
        patch=lambda: patch.object(queries, "has_words", in_their_order),
    ),
    Defect("references_unnamed", ("SQ-172",), patch=reference_unnamed),
    Defect("categories_without_name", ("SQ-173",), patch=needless("CATEGORY")),
    Defect("phase_given", ("SQ-174",), sent(every(phase_given), *UPSERTS)),
    Defect(
        "phases_unchecked", ("SQ-175", "SQ-176"), patch=unchecked("SUBSCRIPTION_PLAN_VARIATION")
    ),
    Defect("phases_are_counted", ("SQ-176",), patch=phases_are_counted),
    Defect("variations_without_plan", ("SQ-177",), patch=needless("SUBSCRIPTION_PLAN_VARIATION")),
    Defect(
        "taxes_without_default",
        ("SQ-178",),
        patch=lambda: patch.dict(shaping.DEFAULTS, {"TAX": {}}),
    ),
    Defect(
        "empty_lines_stay",
        ("SQ-179",),
        patch=lambda: patch.object(shaping, "BLANK_LINES", re.compile(r"(?!)")),
    ),
    Defect("only_hits", ("SQ-180",), patch=only_hits),
    Defect(
        "no_variations_matched",
        ("SQ-180",),
        told(lambda body: body.pop("matched_variation_ids", None) and body, ITEMS),
    ),
    Defect("no_search_by_category", ("SQ-181",), refusing(by_category, SEARCH)),
    Defect("amounts_keep_their_score", ("SQ-182",), patch=unfilled("QUICK_AMOUNTS_SETTINGS")),
    Defect("rules_keep_their_fractions", ("SQ-182",), patch=unfilled("PRICING_RULE")),
    Defect("units_without_type", ("SQ-182",), patch=unfilled("MEASUREMENT_UNIT")),
    Defect("uids_of_the_client", ("SQ-182",), patch=uids_of_the_client),
    Defect(
        "selections_may_share_a_name", ("SQ-182",), patch=unchecked("CUSTOM_ATTRIBUTE_DEFINITION")
    ),
    Defect("events_cleaned", ("SQ-182",), sent(every(events_cleaned), *UPSERTS)),
)
