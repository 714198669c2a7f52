"""
What a request must look like: keys, batches, objects, fields.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.square import BATCH_UPSERT, OBJECT
from conformance.drivers.square.objects import data_of, nested_in
from conformance.drivers.square.responses import MIXED, REFUSED, ids_of, outcome
from conformance.expectations import ABSENT, matching, nothing, unlike
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.square.refusing import SquareRun, accepted, partly_refused, refused

MISSING = ("MISSING_REQUIRED_PARAMETER", "EXPECTED_STRING", "VALUE_EMPTY", "BAD_REQUEST")
FAULTY = ("INVALID_VALUE", "BAD_REQUEST", *MISSING)


def upsert_as_is(run: SquareRun, **body: Any) -> Exchange:
    """An upsert of one object whose body is exactly this."""
    return run.driver.write(OBJECT, body)


def batches_as_they_are(run: SquareRun, **body: Any) -> Exchange:
    """A batch-upsert whose body is exactly this."""
    return run.driver.write(BATCH_UPSERT, body)


@probe("SQ-12")
def an_upsert_without_a_key_is_refused(run: SquareRun) -> None:
    tax = run.driver.make.tax("#t")
    batches = [{"objects": [tax]}]
    refused(run, "batch-upsert", batches_as_they_are(run, batches=batches), *MISSING)
    refused(run, "upsert", upsert_as_is(run, object=tax), *MISSING)
    run.expect("stored", got=run.driver.names(), wanted=[])


@probe("SQ-13")
def a_key_has_1_to_128_characters(run: SquareRun) -> None:
    make, longest, longer = run.driver.make, run.key().ljust(128, "k"), run.key().ljust(129, "k")
    shortest = run.random.choice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    answer = run.driver.upsert(make.tax("#short"), key=shortest)
    # A single character may have been used before; its reuse is refused for another reason.
    if run.driver.problem(answer).code != "IDEMPOTENCY_KEY_REUSED":
        accepted(run, "1 character", answer)
    accepted(run, "128 characters", run.driver.upsert(make.tax("#longest"), key=longest))
    codes = ("VALUE_EMPTY", "VALUE_TOO_SHORT", "VALUE_TOO_LONG", "MISSING_REQUIRED_PARAMETER")
    for path, written in (
        (BATCH_UPSERT, {"batches": [{"objects": [make.tax("#t")]}]}),
        (OBJECT, {"object": make.tax("#t")}),
    ):
        for key in ("", longer):
            answer = run.driver.write(path, {"idempotency_key": key, **written})
            refused(run, f"{len(key)} characters on {path}", answer, *codes)
    run.expect("stored", got=run.name("t") in run.driver.names(), wanted=False)


@probe("SQ-14")
def a_key_that_is_no_string_is_refused(run: SquareRun) -> None:
    answer = upsert_as_is(run, idempotency_key=5, object=run.driver.make.tax("#t"))
    run.expect("answer", got=outcome(answer), wanted=REFUSED)
    problem = run.driver.problem(answer)
    run.expect("code", got=problem.code, wanted="EXPECTED_STRING")
    run.expect("field", got=problem.place, wanted="idempotency_key")


@probe("SQ-15")
def an_upsert_needs_something_to_write(run: SquareRun) -> None:
    key = run.key()
    refused(run, "no batches", batches_as_they_are(run, idempotency_key=key), *MISSING)
    refused(run, "no object", upsert_as_is(run, idempotency_key=run.key()), *MISSING)


@probe("SQ-16")
def a_batch_needs_objects(run: SquareRun) -> None:
    alone = batches_as_they_are(run, idempotency_key=run.key(), batches=[{}])
    refused(run, "only batch", alone, *MISSING)
    batches = [{"objects": [run.driver.make.tax("#t")]}, {}]
    second = batches_as_they_are(run, idempotency_key=run.key(), batches=batches)
    partly_refused(run, "second batch", second)


@probe("SQ-17")
def an_object_needs_a_type_and_an_id(run: SquareRun) -> None:
    tax = run.driver.make.tax("#t")
    nested = run.driver.make.variation("#v")
    for what, value in (
        ("no type", {name: tax[name] for name in tax if name != "type"}),
        ("no id", {name: tax[name] for name in tax if name != "id"}),
        ("empty id", {**tax, "id": ""}),
        ("nested without id", run.driver.make.item("#i", {**nested, "id": ""})),
    ):
        refused(run, what, run.driver.upsert(value), *FAULTY, "VALUE_TOO_SHORT")
    run.expect("stored", got=run.driver.names(), wanted=[])


@probe("SQ-18")
def an_unknown_type_is_refused(run: SquareRun) -> None:
    answer = run.driver.upsert({**run.driver.make.tax("#t"), "type": "FOO"})
    run.expect("status", got=answer.status, wanted=400)
    run.expect("code", got=run.driver.problem(answer).code, wanted="INVALID_ENUM_VALUE")


@probe("SQ-19")
def a_wrong_json_type_is_refused_with_its_place(run: SquareRun) -> None:
    answer = run.driver.upsert(run.driver.make.tax("#t", name=5))
    run.expect("status", got=answer.status, wanted=400)
    problem = run.driver.problem(answer)
    run.expect("code", got=problem.code, wanted=matching("EXPECTED_[A-Z_]+"))
    run.expect("field", got=problem.place, wanted=matching(r"(.+\.)?tax_data\.name"))


@probe("SQ-20")
def data_of_another_type_is_refused(run: SquareRun) -> None:
    make = run.driver.make
    tax, item = make.tax("#t"), make.item("#i")
    variation = {**make.variation("#v"), "tax_data": tax["tax_data"]}
    for what, value in (
        ("other data only", {"type": "ITEM", "id": "#i", "tax_data": tax["tax_data"]}),
        ("other data beside its own", {**item, "tax_data": tax["tax_data"]}),
        ("other data in a nested object", make.item("#n", variation)),
    ):
        refused(run, what, run.driver.upsert(value), *FAULTY)
    run.expect("stored", got=run.driver.names(), wanted=[])


@probe("SQ-21")
def a_bad_object_costs_its_batch_only(run: SquareRun) -> None:
    make = run.driver.make
    bad = {**make.tax("#bad"), "is_deleted": True}
    run.given("a bad object", got=outcome(run.driver.upsert(bad)), wanted=REFUSED)
    answer = run.driver.batches([make.tax("#good")], [bad])
    partly_refused(run, "answer", answer)
    run.expect("stored", got=run.driver.names(), wanted=[run.name("good")])
    mistyped = run.driver.batches([make.tax("#neighbour")], [make.tax("#typo", name=5)])
    cost = "its batch" if outcome(mistyped) == MIXED else "the request"
    run.note(f"a field of the wrong JSON type costs {cost}")
    broken = run.target.send("POST", BATCH_UPSERT, content=b'{"idempotency_key": "k", "batches": [')
    run.expect("a body that ends too soon", got=outcome(broken), wanted=REFUSED)


@probe("SQ-22")
def an_upsert_cannot_delete(run: SquareRun) -> None:
    tax = run.driver.make.tax("#t")
    refused(run, "create", run.driver.upsert({**tax, "is_deleted": True}), *FAULTY)
    stored = run.driver.save(tax)
    update = run.driver.upsert({**stored, "is_deleted": True})
    refused(run, "update", update, *FAULTY)
    run.expect("still there", got=run.driver.read(stored["id"]).at("object"), wanted=stored)
    dead = {**run.driver.make.variation("#v"), "is_deleted": True}
    refused(run, "nested", run.driver.upsert(run.driver.make.item("#i", dead)), *FAULTY)


@probe("SQ-23")
def the_client_does_not_say_when_it_was(run: SquareRun) -> None:
    past = "2000-01-01T00:00:00Z"
    first = run.driver.upsert({**run.driver.make.tax("#t"), "updated_at": past})
    accepted(run, "create", first)
    stored = first.at("catalog_object")
    run.require("created", got=stored, wanted={"updated_at": unlike(past), "id": unlike(ABSENT)})
    update = {**stored, "tax_data": {**data_of(stored), "percentage": "6"}, "updated_at": past}
    accepted(run, "update", run.driver.upsert(update))
    seen = run.driver.read(stored["id"]).at("object", "updated_at")
    run.expect("updated_at", got=seen, wanted=unlike(past))


@probe("SQ-24")
def an_object_can_be_sent_back_as_it_was_read(run: SquareRun) -> None:
    make = run.driver.make
    item = make.item("#i", make.variation("#a"), make.variation("#b"), description_html="<p>x</p>")
    ids = run.driver.create(item)
    read = run.driver.get(ids["#i"])
    accepted(run, "resend", run.driver.upsert(read))
    again = run.driver.get(ids["#i"])
    run.expect("data", got=data_of(again).get("name"), wanted=data_of(read).get("name"))
    run.expect("variations", got=len(nested_in(again)), wanted=2)


@probe("SQ-25")
def null_means_absent(run: SquareRun) -> None:
    empty = dict.fromkeys(("abbreviation", "description", "is_taxable", "tax_ids", "categories"))
    none = dict.fromkeys(("sku", "upc", "price_money", "location_overrides"))
    item = run.driver.make.item("#i", run.driver.make.variation("#v", **none), **empty)
    answer = run.driver.upsert({**item, "present_at_all_locations": None, "version": None})
    if not accepted(run, "nulls", answer):
        return
    stored = run.driver.get(ids_of(answer)["#i"])
    if data_of(stored).get("is_taxable") is not True:
        run.note("null is not the same as absent for is_taxable")
    again = {**stored, "item_data": {**data_of(stored), "abbreviation": None}}
    accepted(run, "null in an update", run.driver.upsert(again))
    run.expect("abbreviation", got=data_of(stored).get("abbreviation"), wanted=nothing())


@probe("SQ-26")
def unknown_fields(run: SquareRun) -> None:
    tax = run.driver.make.tax("#t")
    top = upsert_as_is(run, idempotency_key=run.key(), object=tax, foo=1)
    nested = run.driver.upsert(run.driver.make.tax("#n", foo=1))
    for what, answer in (("at the top", top), ("inside an object", nested)):
        code = run.driver.problem(answer).code
        run.note(f"{what}: {f'refused with {code}' if code else 'ignored'}")
