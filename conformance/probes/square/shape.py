"""
What a request must look like: keys, batches, objects, fields.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.square import BATCH_UPSERT, OBJECT
from conformance.drivers.square.objects import data_of, nested_in
from conformance.drivers.square.responses import MIXED, REFUSED, ids_of, outcome
from conformance.expectations import ABSENT, anything_but, matching, nothing
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, partly_refused, refused

MISSING = ("MISSING_REQUIRED_PARAMETER", "EXPECTED_STRING", "VALUE_EMPTY", "BAD_REQUEST")
FAULTY = ("INVALID_VALUE", "BAD_REQUEST", *MISSING)


def upsert_as_is(context: SquareContext, **body: Any) -> Exchange:
    return context.driver.write(OBJECT, body)


def batches_as_they_are(context: SquareContext, **body: Any) -> Exchange:
    return context.driver.write(BATCH_UPSERT, body)


@probe("SQ-12")
def an_upsert_without_a_key_is_refused(context: SquareContext) -> None:
    """An upsert without an idempotency_key is refused and writes nothing."""
    tax = context.driver.make.tax("#t")
    batches = [{"objects": [tax]}]
    refused(context, "batch-upsert", batches_as_they_are(context, batches=batches), *MISSING)
    refused(context, "upsert", upsert_as_is(context, object=tax), *MISSING)
    context.expect("stored", got=context.driver.names(), wanted=[])


@probe("SQ-13")
def a_key_has_1_to_128_characters(context: SquareContext) -> None:
    """An idempotency_key has 1 to 128 characters: both ends are accepted, 0 and 129 are refused."""
    make, longest, longer = (
        context.driver.make,
        context.key().ljust(128, "k"),
        context.key().ljust(129, "k"),
    )
    shortest = context.random.choice(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    )
    answer = context.driver.upsert(make.tax("#short"), key=shortest)
    # A single character may have been used before; its reuse is refused for another reason.
    if context.driver.error_body(answer).code != "IDEMPOTENCY_KEY_REUSED":
        accepted(context, "1 character", answer)
    accepted(context, "128 characters", context.driver.upsert(make.tax("#longest"), key=longest))
    codes = ("VALUE_EMPTY", "VALUE_TOO_SHORT", "VALUE_TOO_LONG", "MISSING_REQUIRED_PARAMETER")
    for path, written in (
        (BATCH_UPSERT, {"batches": [{"objects": [make.tax("#t")]}]}),
        (OBJECT, {"object": make.tax("#t")}),
    ):
        for key in ("", longer):
            answer = context.driver.write(path, {"idempotency_key": key, **written})
            refused(context, f"{len(key)} characters on {path}", answer, *codes)
    context.expect("stored", got=context.name("t") in context.driver.names(), wanted=False)


@probe("SQ-14")
def a_key_that_is_no_string_is_refused(context: SquareContext) -> None:
    """An idempotency_key that is not a string is refused with code EXPECTED_STRING."""
    answer = upsert_as_is(context, idempotency_key=5, object=context.driver.make.tax("#t"))
    context.expect("answer", got=outcome(answer), wanted=REFUSED)
    error = context.driver.error_body(answer)
    context.expect("code", got=error.code, wanted="EXPECTED_STRING")
    context.expect("field", got=error.place, wanted="idempotency_key")


@probe("SQ-15")
def an_upsert_needs_something_to_write(context: SquareContext) -> None:
    """A batch-upsert without batches and an upsert without object are refused."""
    key = context.key()
    refused(context, "no batches", batches_as_they_are(context, idempotency_key=key), *MISSING)
    refused(context, "no object", upsert_as_is(context, idempotency_key=context.key()), *MISSING)


@probe("SQ-16")
def a_batch_needs_objects(context: SquareContext) -> None:
    """A batch without objects is refused."""
    alone = batches_as_they_are(context, idempotency_key=context.key(), batches=[{}])
    refused(context, "only batch", alone, *MISSING)
    batches = [{"objects": [context.driver.make.tax("#t")]}, {}]
    second = batches_as_they_are(context, idempotency_key=context.key(), batches=batches)
    partly_refused(context, "second batch", second)


@probe("SQ-17")
def an_object_needs_a_type_and_an_id(context: SquareContext) -> None:
    """An object without a type, without an id or with an empty id is refused."""
    tax = context.driver.make.tax("#t")
    nested = context.driver.make.variation("#v")
    for what, value in (
        ("no type", {name: tax[name] for name in tax if name != "type"}),
        ("no id", {name: tax[name] for name in tax if name != "id"}),
        ("empty id", {**tax, "id": ""}),
        ("nested without id", context.driver.make.item("#i", {**nested, "id": ""})),
    ):
        refused(context, what, context.driver.upsert(value), *FAULTY, "VALUE_TOO_SHORT")
    context.expect("stored", got=context.driver.names(), wanted=[])


@probe("SQ-18")
def an_unknown_type_is_refused(context: SquareContext) -> None:
    """An object of an unknown type is refused with status 400 and code INVALID_ENUM_VALUE."""
    answer = context.driver.upsert({**context.driver.make.tax("#t"), "type": "FOO"})
    context.expect("status", got=answer.status, wanted=400)
    context.expect("code", got=context.driver.error_body(answer).code, wanted="INVALID_ENUM_VALUE")


@probe("SQ-19")
def a_wrong_json_type_is_refused_with_its_place(context: SquareContext) -> None:
    """
    A field of the wrong JSON type is refused with a code EXPECTED_... and the dotted path of the
    field.
    """
    answer = context.driver.upsert(context.driver.make.tax("#t", name=5))
    context.expect("status", got=answer.status, wanted=400)
    error = context.driver.error_body(answer)
    context.expect("code", got=error.code, wanted=matching("EXPECTED_[A-Z_]+"))
    context.expect("field", got=error.place, wanted=matching(r"(.+\.)?tax_data\.name"))


@probe("SQ-20")
def data_of_another_type_is_refused(context: SquareContext) -> None:
    """An object that carries the data field of another type is refused."""
    make = context.driver.make
    tax, item = make.tax("#t"), make.item("#i")
    variation = {**make.variation("#v"), "tax_data": tax["tax_data"]}
    for what, value in (
        ("other data only", {"type": "ITEM", "id": "#i", "tax_data": tax["tax_data"]}),
        ("other data beside its own", {**item, "tax_data": tax["tax_data"]}),
        ("other data in a nested object", make.item("#n", variation)),
    ):
        refused(context, what, context.driver.upsert(value), *FAULTY)
    context.expect("stored", got=context.driver.names(), wanted=[])


@probe("SQ-21")
def a_bad_object_costs_its_batch_only(context: SquareContext) -> None:
    """An invalid object fails the batch that it is in, and a valid batch before it is stored."""
    make = context.driver.make
    bad = {**make.tax("#bad"), "is_deleted": True}
    context.given("a bad object", got=outcome(context.driver.upsert(bad)), wanted=REFUSED)
    answer = context.driver.batches([make.tax("#good")], [bad])
    partly_refused(context, "answer", answer)
    context.expect("stored", got=context.driver.names(), wanted=[context.name("good")])
    mistyped = context.driver.batches([make.tax("#neighbour")], [make.tax("#typo", name=5)])
    cost = "its batch" if outcome(mistyped) == MIXED else "the request"
    context.note(f"a field of the wrong JSON type costs {cost}")
    broken = context.target.send(
        "POST", BATCH_UPSERT, content=b'{"idempotency_key": "k", "batches": ['
    )
    context.expect("a body that ends too soon", got=outcome(broken), wanted=REFUSED)


@probe("SQ-22")
def an_upsert_cannot_delete(context: SquareContext) -> None:
    """An upsert refuses an object whose is_deleted is true, on creation and on update."""
    tax = context.driver.make.tax("#t")
    refused(context, "create", context.driver.upsert({**tax, "is_deleted": True}), *FAULTY)
    stored = context.driver.save(tax)
    update = context.driver.upsert({**stored, "is_deleted": True})
    refused(context, "update", update, *FAULTY)
    context.expect("still there", got=context.driver.read(stored["id"]).at("object"), wanted=stored)
    dead = {**context.driver.make.variation("#v"), "is_deleted": True}
    refused(context, "nested", context.driver.upsert(context.driver.make.item("#i", dead)), *FAULTY)


@probe("SQ-23")
def the_client_does_not_say_when_it_was(context: SquareContext) -> None:
    """The updated_at that a client sends is ignored."""
    past = "2000-01-01T00:00:00Z"
    first = context.driver.upsert({**context.driver.make.tax("#t"), "updated_at": past})
    accepted(context, "create", first)
    stored = first.at("catalog_object")
    context.require(
        "created", got=stored, wanted={"updated_at": anything_but(past), "id": anything_but(ABSENT)}
    )
    update = {**stored, "tax_data": {**data_of(stored), "percentage": "6"}, "updated_at": past}
    accepted(context, "update", context.driver.upsert(update))
    seen = context.driver.read(stored["id"]).at("object", "updated_at")
    context.expect("updated_at", got=seen, wanted=anything_but(past))


@probe("SQ-24")
def an_object_can_be_sent_back_as_it_was_read(context: SquareContext) -> None:
    """
    An object may be sent back as it was read, with created_at, ordinal, description_plaintext and
    is_deleted false.
    """
    make = context.driver.make
    item = make.item("#i", make.variation("#a"), make.variation("#b"), description_html="<p>x</p>")
    ids = context.driver.create(item)
    read = context.driver.get(ids["#i"])
    accepted(context, "resend", context.driver.upsert(read))
    again = context.driver.get(ids["#i"])
    context.expect("data", got=data_of(again).get("name"), wanted=data_of(read).get("name"))
    context.expect("variations", got=len(nested_in(again)), wanted=2)


@probe("SQ-25")
def null_means_absent(context: SquareContext) -> None:
    """A nullable field may be null, which means the same as leaving it out."""
    empty = dict.fromkeys(("abbreviation", "description", "is_taxable", "tax_ids", "categories"))
    none = dict.fromkeys(("sku", "upc", "price_money", "location_overrides"))
    item = context.driver.make.item("#i", context.driver.make.variation("#v", **none), **empty)
    answer = context.driver.upsert({**item, "present_at_all_locations": None, "version": None})
    if not accepted(context, "nulls", answer):
        return
    stored = context.driver.get(ids_of(answer)["#i"])
    if data_of(stored).get("is_taxable") is not True:
        context.note("null is not the same as absent for is_taxable")
    again = {**stored, "item_data": {**data_of(stored), "abbreviation": None}}
    accepted(context, "null in an update", context.driver.upsert(again))
    context.expect("abbreviation", got=data_of(stored).get("abbreviation"), wanted=nothing())


@probe("SQ-26")
def unknown_fields(context: SquareContext) -> None:
    """
    An unknown field at the top of a body is refused with code BAD_REQUEST; inside an object it is
    ignored.
    """
    tax = context.driver.make.tax("#t")
    top = upsert_as_is(context, idempotency_key=context.key(), object=tax, foo=1)
    nested = context.driver.upsert(context.driver.make.tax("#n", foo=1))
    for what, answer in (("at the top", top), ("inside an object", nested)):
        code = context.driver.error_body(answer).code
        context.note(f"{what}: {f'refused with {code}' if code else 'ignored'}")
