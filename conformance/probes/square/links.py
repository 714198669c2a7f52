"""
Links between objects: taxes and modifier lists of items, locations, options.
"""

from __future__ import annotations

from conformance.drivers.square.objects import data_of
from conformance.drivers.square.responses import errors_of
from conformance.expectations import JsonDict, at, matching, number
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused
from conformance.probes.square.batches import TIMESTAMP
from conformance.probes.square.versions import later_than

NOWHERE = {"present_at_all_locations": False}


@probe("SQ-144")
def taxes_are_added_and_taken(context: SquareContext) -> None:
    """update-item-taxes adds taxes to items and takes them away, and answers with the time."""
    make = context.driver.make
    taxes = [make.tax(f"#t{n}") for n in "123"]
    ids = context.driver.create(*taxes, make.item("#i", tax_ids=["#t1"]), make.item("#j"))
    before = context.driver.get(ids["#i"])
    items = [ids["#i"], ids["#j"]]
    enable = {"item_ids": items, "taxes_to_enable": [ids["#t2"], ids["#t3"]]}
    answer = context.driver.change("update-item-taxes", enable)
    context.expect("status", got=answer.status, wanted=200)
    context.expect("updated_at", got=answer.at("updated_at"), wanted=matching(TIMESTAMP))
    expect_taxes(
        context, "enabled", {ids["#i"]: ("#t1", "#t2", "#t3"), ids["#j"]: ("#t2", "#t3")}, ids
    )
    if not later_than(before).holds(context.driver.get(ids["#i"]).get("version")):
        context.note("the version of the item stays")
    disable = {"item_ids": items, "taxes_to_disable": [ids["#t1"], ids["#t3"]]}
    answer = context.driver.change("update-item-taxes", disable)
    context.expect("status of disabling", got=answer.status, wanted=200)
    expect_taxes(context, "disabled", {ids["#i"]: ("#t2",), ids["#j"]: ("#t2",)}, ids)


def expect_taxes(
    context: SquareContext, what: str, wanted: dict[str, tuple[str, ...]], ids: dict[str, str]
) -> None:
    names = {object_id: ref for ref, object_id in ids.items()}
    for item_id, refs in wanted.items():
        found = data_of(context.driver.get(item_id)).get("tax_ids") or []
        got = sorted(names.get(each, each) for each in found)
        context.expect(f"{what}: taxes of {names[item_id]}", got=got, wanted=sorted(refs))


@probe("SQ-145")
def an_update_of_taxes_says_which(context: SquareContext) -> None:
    """update-item-taxes without taxes to enable or to disable is refused."""
    ids = context.driver.create(context.driver.make.item("#i"))
    answer = context.driver.change("update-item-taxes", {"item_ids": [ids["#i"]]})
    refused(
        context, "neither", answer, "MISSING_REQUIRED_PARAMETER", "NO_FIELDS_SET", "BAD_REQUEST"
    )


@probe("SQ-146")
def modifier_lists_are_added_and_taken(context: SquareContext) -> None:
    """update-item-modifier-lists adds modifier lists to items and takes them away."""
    make = context.driver.make
    info = [{"modifier_list_id": "#l1"}]
    item = make.item("#i", modifier_list_info=info)
    ids = context.driver.create(make.modifier_list("#l1"), make.modifier_list("#l2"), item)
    operation = "update-item-modifier-lists"
    for field, refs, wanted in (
        ("modifier_lists_to_enable", ("#l2",), ("#l1", "#l2")),
        ("modifier_lists_to_disable", ("#l1",), ("#l2",)),
    ):
        body = {"item_ids": [ids["#i"]], field: [ids[ref] for ref in refs]}
        answer = context.driver.change(operation, body)
        context.expect(f"{field}: status", got=answer.status, wanted=200)
        found = enabled_lists(data_of(context.driver.get(ids["#i"])))
        context.expect(field, got=found, wanted=sorted(ids[ref] for ref in wanted))


def enabled_lists(data: JsonDict) -> list[str]:
    infos = data.get("modifier_list_info") or []
    enabled = [info for info in infos if at(info, "enabled") is not False]
    return sorted(str(at(info, "modifier_list_id")) for info in enabled)


@probe("SQ-156")
def a_variation_stays_where_its_item_is(context: SquareContext) -> None:
    """A variation cannot be present where its item is not."""
    make = context.driver.make
    everywhere = {**make.variation("#v"), "present_at_all_locations": True}
    item = {**make.item("#i", everywhere), **NOWHERE}
    answer = context.driver.upsert(item)
    refused(context, "variation everywhere, item nowhere", answer, "INVALID_VALUE")
    context.expect("status", got=answer.status, wanted=number(400, 499))
    if at(errors_of(answer), 0, "field") != "item_id":
        context.note(f"field: {context.driver.error_body(answer).place or 'none'}")
    both = {**make.item("#j", {**make.variation("#w"), **NOWHERE}), **NOWHERE}
    accepted(context, "both nowhere", context.driver.upsert(both))


@probe("SQ-157")
def a_category_is_somewhere(context: SquareContext) -> None:
    """A category cannot be absent from all locations."""
    answer = context.driver.upsert({**context.driver.make.category("#c"), **NOWHERE})
    refused(context, "create", answer, "INVALID_VALUE")
    stored = context.driver.save(context.driver.make.category("#d"))
    refused(context, "update", context.driver.upsert({**stored, **NOWHERE}), "INVALID_VALUE")


@probe("SQ-158")
def an_item_takes_six_options(context: SquareContext) -> None:
    """An item takes six item options and refuses a seventh."""
    make = context.driver.make
    options = [make.option(f"#o{n}", f"#v{n}") for n in range(7)]
    ids = context.driver.create(*options)
    fits = context.driver.upsert(optioned(context, ids, 6))
    accepted(context, "six options", fits)
    codes = ("ARRAY_LENGTH_TOO_LONG", "INVALID_VALUE")
    refused(context, "seven options", context.driver.upsert(optioned(context, ids, 7)), *codes)
    bare = optioned(context, ids, 2)
    bare["item_data"]["variations"] = [make.variation("#bare")]
    code = context.driver.error_body(context.driver.upsert(bare)).code
    context.note(f"a variation without values is {f'refused with {code}' if code else 'accepted'}")


def optioned(context: SquareContext, ids: dict[str, str], number_of_options: int) -> JsonDict:
    """An item with some options, and one variation with a value of each."""
    make = context.driver.make
    chosen = [(ids[f"#o{n}"], ids[f"#v{n}"]) for n in range(number_of_options)]
    values = [{"item_option_id": option, "item_option_value_id": value} for option, value in chosen]
    ref = f"#with-{number_of_options}"
    variation = make.variation(f"{ref}-v", item_option_values=values)
    return make.item(ref, variation, item_options=[{"item_option_id": each} for each, _ in chosen])
