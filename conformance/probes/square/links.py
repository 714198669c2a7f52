"""
Links between objects: taxes and modifier lists of items, locations, options.
"""

from __future__ import annotations

from conformance.drivers.square.objects import Json, data_of
from conformance.drivers.square.responses import errors_of
from conformance.expectations import at, matching, number
from conformance.judging.probe import probe
from conformance.probes.square.batches import TIMESTAMP
from conformance.probes.square.refusing import SquareRun, accepted, refused
from conformance.probes.square.versions import later_than

NOWHERE = {"present_at_all_locations": False}


@probe("SQ-144")
def taxes_are_added_and_taken(run: SquareRun) -> None:
    make = run.driver.make
    taxes = [make.tax(f"#t{n}") for n in "123"]
    ids = run.driver.create(*taxes, make.item("#i", tax_ids=["#t1"]), make.item("#j"))
    before = run.driver.get(ids["#i"])
    items = [ids["#i"], ids["#j"]]
    enable = {"item_ids": items, "taxes_to_enable": [ids["#t2"], ids["#t3"]]}
    answer = run.driver.change("update-item-taxes", enable)
    run.expect("status", got=answer.status, wanted=200)
    run.expect("updated_at", got=answer.at("updated_at"), wanted=matching(TIMESTAMP))
    expect_taxes(run, "enabled", {ids["#i"]: ("#t1", "#t2", "#t3"), ids["#j"]: ("#t2", "#t3")}, ids)
    if not later_than(before).holds(run.driver.get(ids["#i"]).get("version")):
        run.note("the version of the item stays")
    disable = {"item_ids": items, "taxes_to_disable": [ids["#t1"], ids["#t3"]]}
    answer = run.driver.change("update-item-taxes", disable)
    run.expect("status of disabling", got=answer.status, wanted=200)
    expect_taxes(run, "disabled", {ids["#i"]: ("#t2",), ids["#j"]: ("#t2",)}, ids)


def expect_taxes(
    run: SquareRun, what: str, wanted: dict[str, tuple[str, ...]], ids: dict[str, str]
) -> None:
    """Expect taxes on items, in any order."""
    names = {object_id: ref for ref, object_id in ids.items()}
    for item_id, refs in wanted.items():
        found = data_of(run.driver.get(item_id)).get("tax_ids") or []
        got = sorted(names.get(each, each) for each in found)
        run.expect(f"{what}: taxes of {names[item_id]}", got=got, wanted=sorted(refs))


@probe("SQ-145")
def an_update_of_taxes_says_which(run: SquareRun) -> None:
    ids = run.driver.create(run.driver.make.item("#i"))
    answer = run.driver.change("update-item-taxes", {"item_ids": [ids["#i"]]})
    refused(run, "neither", answer, "MISSING_REQUIRED_PARAMETER", "NO_FIELDS_SET", "BAD_REQUEST")


@probe("SQ-146")
def modifier_lists_are_added_and_taken(run: SquareRun) -> None:
    make = run.driver.make
    info = [{"modifier_list_id": "#l1"}]
    item = make.item("#i", modifier_list_info=info)
    ids = run.driver.create(make.modifier_list("#l1"), make.modifier_list("#l2"), item)
    operation = "update-item-modifier-lists"
    for field, refs, wanted in (
        ("modifier_lists_to_enable", ("#l2",), ("#l1", "#l2")),
        ("modifier_lists_to_disable", ("#l1",), ("#l2",)),
    ):
        body = {"item_ids": [ids["#i"]], field: [ids[ref] for ref in refs]}
        answer = run.driver.change(operation, body)
        run.expect(f"{field}: status", got=answer.status, wanted=200)
        found = enabled_lists(data_of(run.driver.get(ids["#i"])))
        run.expect(field, got=found, wanted=sorted(ids[ref] for ref in wanted))


def enabled_lists(data: Json) -> list[str]:
    """The modifier lists that are switched on for an item."""
    infos = data.get("modifier_list_info") or []
    enabled = [info for info in infos if at(info, "enabled") is not False]
    return sorted(str(at(info, "modifier_list_id")) for info in enabled)


@probe("SQ-156")
def a_variation_stays_where_its_item_is(run: SquareRun) -> None:
    make = run.driver.make
    everywhere = {**make.variation("#v"), "present_at_all_locations": True}
    item = {**make.item("#i", everywhere), **NOWHERE}
    answer = run.driver.upsert(item)
    refused(run, "variation everywhere, item nowhere", answer, "INVALID_VALUE")
    run.expect("status", got=answer.status, wanted=number(400, 499))
    if at(errors_of(answer), 0, "field") != "item_id":
        run.note(f"field: {run.driver.problem(answer).place or 'none'}")
    both = {**make.item("#j", {**make.variation("#w"), **NOWHERE}), **NOWHERE}
    accepted(run, "both nowhere", run.driver.upsert(both))


@probe("SQ-157")
def a_category_is_somewhere(run: SquareRun) -> None:
    answer = run.driver.upsert({**run.driver.make.category("#c"), **NOWHERE})
    refused(run, "create", answer, "INVALID_VALUE")
    stored = run.driver.save(run.driver.make.category("#d"))
    refused(run, "update", run.driver.upsert({**stored, **NOWHERE}), "INVALID_VALUE")


@probe("SQ-158")
def an_item_takes_six_options(run: SquareRun) -> None:
    make = run.driver.make
    options = [make.option(f"#o{n}", f"#v{n}") for n in range(7)]
    ids = run.driver.create(*options)
    fits = run.driver.upsert(optioned(run, ids, 6))
    accepted(run, "six options", fits)
    codes = ("ARRAY_LENGTH_TOO_LONG", "INVALID_VALUE")
    refused(run, "seven options", run.driver.upsert(optioned(run, ids, 7)), *codes)
    bare = optioned(run, ids, 2)
    bare["item_data"]["variations"] = [make.variation("#bare")]
    code = run.driver.problem(run.driver.upsert(bare)).code
    run.note(f"a variation without values is {f'refused with {code}' if code else 'accepted'}")


def optioned(run: SquareRun, ids: dict[str, str], number_of_options: int) -> Json:
    """An item with some options, and one variation that has a value of each."""
    make = run.driver.make
    chosen = [(ids[f"#o{n}"], ids[f"#v{n}"]) for n in range(number_of_options)]
    values = [{"item_option_id": option, "item_option_value_id": value} for option, value in chosen]
    ref = f"#with-{number_of_options}"
    variation = make.variation(f"{ref}-v", item_option_values=values)
    return make.item(ref, variation, item_options=[{"item_option_id": each} for each, _ in chosen])
