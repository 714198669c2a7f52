"""
Item options: the names that they give to variations, their order, their limits.
"""

from __future__ import annotations

from conformance.drivers.square.objects import data_of, nested_in
from conformance.expectations import JsonDict
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused
from conformance.probes.square.constraints import long
from conformance.probes.square.versions import changed

SIZE, COLOUR, CUT = "#size", "#colour", "#cut"
VALUES = {SIZE: ("#small", "#large"), COLOUR: ("#red", "#blue"), CUT: ("#slim",)}


def with_options(context: SquareContext) -> dict[str, str]:
    """Store three item options; the permanent ids of these and of their values."""
    make = context.driver.make
    return context.driver.create(*(make.option(ref, *values) for ref, values in VALUES.items()))


def variant(context: SquareContext, ids: dict[str, str], ref: str, *values: str) -> JsonDict:
    """A variation without a name that has option values, in the order in which they are named."""
    made = context.driver.make.variation(ref, item_option_values=chosen(ids, *values))
    del data_of(made)["name"]
    return made


def chosen(ids: dict[str, str], *values: str) -> list[JsonDict]:
    owners = {value: option for option, values in VALUES.items() for value in values}
    return [
        {"item_option_id": ids[owners[value]], "item_option_value_id": ids[value]}
        for value in values
    ]


def shirt(
    context: SquareContext, ids: dict[str, str], ref: str, *variations: JsonDict, options: str = ""
) -> JsonDict:
    """An item with item options, size and colour unless others are named."""
    used = options.split() or [SIZE, COLOUR]
    listed = [{"item_option_id": ids[option]} for option in used]
    return context.driver.make.item(ref, *variations, item_options=listed)


def names(item: JsonDict) -> list[str]:
    return [str(data_of(each).get("name")) for each in nested_in(item)]


def joined(context: SquareContext, *values: str) -> str:
    """The name that option values give."""
    return ", ".join(context.driver.make.label(value) for value in values)


@probe("SQ-164")
def options_name_the_variations(context: SquareContext) -> None:
    """
    The name of a variation whose item has item options is made of its option values' names, in the
    order of the item's options, joined by a comma and a space.
    """
    ids = with_options(context)
    bare = variant(context, ids, "#a", "#small", "#red")
    named = variant(context, ids, "#b", "#large", "#red")
    data_of(named)["name"] = context.name("mine")
    item = context.driver.save(shirt(context, ids, "#i", bare, named))
    wanted = [joined(context, "#small", "#red"), joined(context, "#large", "#red")]
    context.expect("without and with a name of its own", got=names(item), wanted=wanted)
    three = variant(context, ids, "#c", "#slim", "#large", "#blue")
    stored = context.driver.save(shirt(context, ids, "#j", three, options=f"{CUT} {SIZE} {COLOUR}"))
    wanted = [joined(context, "#slim", "#large", "#blue")]
    context.expect("three options", got=names(stored), wanted=wanted)
    last = nested_in(item)[-1]
    other = changed(last, item_option_values=chosen(ids, "#large", "#blue"))
    if accepted(context, "another value", context.driver.upsert(other)):
        found = names(context.driver.get(item["id"]))[-1:]
        context.expect("after a change", got=found, wanted=[joined(context, "#large", "#blue")])


@probe("SQ-165")
def a_name_made_of_options_stays(context: SquareContext) -> None:
    """A variation whose item has item options cannot be renamed by hand."""
    ids = with_options(context)
    first = variant(context, ids, "#a", "#small", "#red")
    second = variant(context, ids, "#b", "#large", "#red")
    item = context.driver.save(shirt(context, ids, "#i", first, second))
    last, mine = nested_in(item)[-1], context.name("mine")
    answer = context.driver.upsert(changed(last, name=mine))
    if refused(context, "rename", answer, "INVALID_VALUE"):
        told = context.driver.error_body(answer).text
        for what in (mine, names(item)[-1], last["id"]):
            if what not in told:
                context.note(f"the detail does not name {what}")
    context.expect("names", got=names(context.driver.get(item["id"])), wanted=names(item))


@probe("SQ-166")
def a_combination_belongs_to_one_variation(context: SquareContext) -> None:
    """No two variations of an item have the same combination of option values."""
    ids = with_options(context)
    alike = [variant(context, ids, ref, "#small", "#red") for ref in ("#a", "#b")]
    refused(context, "two alike", context.driver.upsert(shirt(context, ids, "#i", *alike)))
    first = variant(context, ids, "#a", "#small", "#red")
    second = variant(context, ids, "#b", "#large", "#red")
    item = context.driver.save(shirt(context, ids, "#j", first, second))
    held, other = nested_in(item)
    taking = changed(other, item_option_values=chosen(ids, "#small", "#red"))
    refused(context, "one changed into another", context.driver.upsert(taking))
    free = changed(held, item_option_values=chosen(ids, "#small", "#blue"))
    if accepted(context, "another combination", context.driver.upsert(free)):
        accepted(context, "the one that became free", context.driver.upsert(taking))
    again = shirt(context, ids, "#k", variant(context, ids, "#c", "#small", "#red"))
    accepted(context, "the same in another item", context.driver.upsert(again))


@probe("SQ-167")
def option_values_stand_in_order(context: SquareContext) -> None:
    """The option values of a variation stand in the order of its item's options."""
    ids = with_options(context)
    fits = variant(context, ids, "#a", "#small", "#red")
    swapped = variant(context, ids, "#b", "#blue", "#large")
    answer = context.driver.upsert(shirt(context, ids, "#i", fits, swapped))
    refused(context, "swapped", answer, "BAD_REQUEST")


@probe("SQ-168")
def names_of_options_are_unique(context: SquareContext) -> None:
    """The name of an item option is unique for the seller, whatever its case."""
    make = context.driver.make
    stored = context.driver.save(make.option("#size", "#small"))
    same = renamed(make.option("#same", "#large"), data_of(stored)["name"].swapcase())
    refused(context, "another case", context.driver.upsert(same), "INVALID_VALUE")
    other = context.driver.save(make.option("#other", "#tall"))
    taking = renamed(other, data_of(stored)["name"])
    refused(context, "a rename", context.driver.upsert(taking), "INVALID_VALUE")
    own = context.driver.upsert(renamed(stored, data_of(stored)["name"].swapcase()))
    accepted(context, "its own name in another case", own)
    context.given("delete", got=context.driver.delete(stored["id"]).status, wanted=200)
    accepted(context, "the name of a deleted one", context.driver.upsert(taking))


def renamed(option: JsonDict, name: str) -> JsonDict:
    return changed(option, name=name)


@probe("SQ-169")
def options_have_limits(context: SquareContext) -> None:
    """An item option has at most 250 values and a name of at most 65 characters."""
    make, most = context.driver.make, [f"#{n}" for n in range(251)]
    accepted(context, "250 values", context.driver.upsert(make.option("#fits", *most[:250])))
    refused(context, "251 values", context.driver.upsert(make.option("#over", *most)))
    for length, fits in ((65, True), (66, False)):
        option = renamed(make.option(f"#o{length}", "#v"), long(context, f"n{length}", length))
        answer = context.driver.upsert(option)
        if fits:
            accepted(context, "name of 65", answer)
            kept = data_of(answer.at("catalog_object")).get("name")
            context.expect("name", got=kept, wanted=data_of(option)["name"])
        else:
            refused(context, "name of 66", answer, "VALUE_TOO_LONG")
