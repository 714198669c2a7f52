"""
What becomes of the properties of objects: defaults, normal forms, and what they must be.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.square.objects import data_of
from conformance.drivers.square.responses import objects_of
from conformance.expectations import JsonDict, at
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused
from conformance.probes.square.constraints import PRICE
from conformance.probes.square.versions import changed

EVERY = {"all_products": True}
EVENT = "DTSTART:20260105T090000\nDURATION:PT1H"


@probe("SQ-173")
def a_category_has_a_name(context: SquareContext) -> None:
    """A category without a name is refused."""
    make = context.driver.make
    bare = make.category("#bare")
    del data_of(bare)["name"]
    stored = context.driver.save(make.category("#c"))
    for what, value in (
        ("absent", bare),
        ("null", make.category("#null", name=None)),
        ("null in an update", changed(stored, name=None)),
    ):
        refused(context, what, context.driver.upsert(value), "MISSING_REQUIRED_PARAMETER")
    kept = data_of(context.driver.get(stored["id"])).get("name")
    context.expect("name", got=kept, wanted=data_of(stored)["name"])
    nameless = make.item("#i", name=None)
    code = context.driver.error_body(context.driver.upsert(nameless)).code
    context.note(f"an item without a name is {f'refused with {code}' if code else 'accepted'}")


@probe("SQ-178")
def a_tax_applies_to_custom_amounts(context: SquareContext) -> None:
    """A tax applies to custom amounts unless its client says otherwise."""
    make, field = context.driver.make, "applies_to_custom_amounts"
    made = (make.tax("#usual"), make.tax("#never", **{field: False}))
    ids = context.driver.create(*made)
    for ref, wanted in (("#usual", True), ("#never", False)):
        got = data_of(context.driver.get(ids[ref])).get(field)
        context.expect(ref, got=got, wanted=wanted)
    listed = data_of(context.driver.save(make.modifier_list("#l")))
    for name, value in (("hidden_from_customer", False), ("modifier_type", "LIST")):
        if listed.get(name) != value:
            context.note(f"{name} of a modifier list is {listed.get(name)} instead of {value}")


@probe("SQ-179")
def texts_are_normalised(context: SquareContext) -> None:
    """
    A br with a slash stays as written, several empty lines of a plain description become one, and
    white space at the end of an item's name goes.
    """
    make = context.driver.make
    html = "<p>one<br/>two</p><p></p><p></p><p>three</p>"
    item = make.item("#i", name=f"{context.name('i')} \t", description_html=html)
    data = data_of(context.driver.save(item))
    context.expect("name", got=data.get("name"), wanted=context.name("i"))
    context.expect("description_html", got=data.get("description_html"), wanted=html)
    plain = data.get("description_plaintext")
    context.expect("description_plaintext", got=plain, wanted="one\ntwo\n\nthree")


@probe("SQ-182")
def properties_are_what_their_descriptions_say(context: SquareContext) -> None:
    """Properties of catalog objects become, and must be, what their published descriptions say."""
    for becomes in (quick_amounts, local_times, units, excluding, selections):
        becomes(context)
    for what, value in malformed(context):
        refused(context, what, context.driver.upsert(value))
    number = {"key": context.name("none"), "number_filter": {}}
    answer = context.driver.ask("search-catalog-items", {"custom_attribute_filters": [number]})
    context.expect("number filter without a bound", got=answer.ok, wanted=False)


def stored_data(context: SquareContext, what: str, value: JsonDict) -> JsonDict:
    """The data of an object as it is stored, empty when it is refused."""
    answer = context.driver.upsert(value)
    return data_of(at(objects_of(answer), 0)) if accepted(context, what, answer) else {}


def quick_amounts(context: SquareContext) -> None:
    amount = {"type": "QUICK_AMOUNT_TYPE_MANUAL", "amount": PRICE, "score": 7}
    data = {"option": "MANUAL", "amounts": [amount]}
    made = context.driver.make.of("QUICK_AMOUNTS_SETTINGS", "#q", data)
    stored = stored_data(context, "quick amounts", made)
    context.expect("score", got=at(stored, "amounts", 0, "score"), wanted=100)


def local_times(context: SquareContext) -> None:
    rule = {"name": context.name("r"), "valid_from_local_time": "08:30:00.25"}
    stored = stored_data(context, "rule", context.driver.make.of("PRICING_RULE", "#r", rule))
    got = stored.get("valid_from_local_time")
    context.expect("local time", got=got, wanted="08:30:00")


def units(context: SquareContext) -> None:
    unit = {"custom_unit": {"name": context.name("u"), "abbreviation": "u"}}
    made = context.driver.make.of("MEASUREMENT_UNIT", "#u", {"measurement_unit": unit})
    stored = stored_data(context, "unit", made)
    context.expect("type", got=at(stored, "measurement_unit", "type"), wanted="TYPE_CUSTOM")


def excluding(context: SquareContext) -> None:
    make = context.driver.make
    ids = context.driver.create(make.product_set("#s", **EVERY))
    rule = {"name": context.name("x"), "exclude_products_id": ids["#s"]}
    stored = stored_data(context, "excluding rule", make.of("PRICING_RULE", "#x", rule))
    got = stored.get("exclude_strategy")
    context.expect("exclude_strategy", got=got, wanted="LEAST_EXPENSIVE")


def selections(context: SquareContext) -> None:
    entries = [{"name": "A", "uid": context.name("mine")}, {"name": "B"}]
    stored = stored_data(context, "definition", choice(context, "#d", *entries))
    got = at(stored, "selection_config", "allowed_selections")
    uids = [at(entry, "uid") for entry in got] if isinstance(got, list) else []
    made = [uid for uid in uids if isinstance(uid, str) and uid != context.name("mine")]
    context.expect("uids that the server made", got=len(set(made)), wanted=2)


def choice(context: SquareContext, ref: str, *entries: JsonDict) -> JsonDict:
    """The definition of an attribute with selections."""
    config = {"allowed_selections": list(entries)}
    return context.driver.make.definition(ref, type="SELECTION", selection_config=config)


def malformed(context: SquareContext) -> list[tuple[str, JsonDict]]:
    """Objects whose properties are not what they must be."""
    make = context.driver.make
    stock = {
        "stockable_item_variation_id": "#bottle",
        "stockable_quantity": "1",
        "nonstockable_quantity": "0.123456",
    }
    glass = make.variation("#glass", stockable_conversion=stock)
    summary = f"SUMMARY:{context.name('event')}"
    return [
        ("six decimals", make.item("#wine", make.variation("#bottle"), glass)),
        ("two selections of a name", choice(context, "#same", {"name": "A"}, {"name": "A"})),
        ("event in UTC", event(context, summary, EVENT.replace("T090000", "T090000Z"))),
        ("event with a place", event(context, summary, EVENT, "LOCATION:here")),
    ]


def event(context: SquareContext, *lines: str) -> JsonDict:
    data: dict[str, Any] = {"event": "\n".join(lines)}
    return context.driver.make.of("TIME_PERIOD", "#e", data)
