"""
Limits of one request, from both sides, with identities that all differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from conformance.drivers.square.objects import Json
from conformance.drivers.square.responses import (
    ACCEPTED,
    REFUSED,
    members,
    objects_of,
    outcome,
    pairs_of,
)
from conformance.drivers.square.taxes import Taxes
from conformance.expectations import at, containing
from conformance.judging.probe import probe
from conformance.probes.square.identity import invented
from conformance.probes.square.refusing import SquareRun, accepted, refused
from conformance.scenarios import at_the_limit

TOO_LONG = "ARRAY_LENGTH_TOO_LONG"
BATCH, REQUEST, IDS_TO_DELETE, IDS_TO_READ, VARIATIONS = 1000, 10_000, 200, 1000, 250


def taxes(run: SquareRun, number: int, label: str = "t") -> list[Json]:
    """So many taxes, each with an identity of its own."""
    return [run.driver.make.tax(f"#{label}{n}") for n in range(number)]


def items(run: SquareRun, number: int) -> list[Json]:
    """So many items, each with one variation: twice as many objects."""
    return [run.driver.make.item(f"#i{n}") for n in range(number)]


@probe("SQ-27")
def a_batch_of_1000_is_accepted(run: SquareRun) -> None:
    at_the_limit(run, Taxes(run.driver), BATCH)
    nested = run.driver.batches(items(run, BATCH // 2))
    accepted(run, "500 items with a variation each", nested)
    run.expect("mappings", got=len(pairs_of(nested)), wanted=BATCH)


@probe("SQ-28")
def a_batch_of_1001_is_refused(run: SquareRun) -> None:
    refused(run, "1001 objects", run.driver.batches(taxes(run, BATCH + 1)), TOO_LONG)
    run.expect("stored", got=run.driver.names("TAX"), wanted=[])


@probe("SQ-29")
def a_request_of_10000_is_accepted(run: SquareRun) -> None:
    batches = [taxes(run, BATCH, f"t{n}-") for n in range(REQUEST // BATCH)]
    answer = run.driver.batches(*batches)
    if accepted(run, "10000 objects", answer):
        run.expect("mappings", got=len(pairs_of(answer)), wanted=REQUEST)
        ids = [object_id for _, object_id in pairs_of(answer)]
        for some in (ids[:BATCH], ids[-BATCH:]):
            run.expect("read back", got=len(run.driver.retrieve(some)), wanted=BATCH)


@probe("SQ-30")
def a_request_of_10001_is_refused(run: SquareRun) -> None:
    batches = [taxes(run, BATCH, f"t{n}-") for n in range(REQUEST // BATCH)]
    refused(run, "10001 objects", run.driver.batches(*batches, taxes(run, 1, "last")), TOO_LONG)
    run.expect("stored", got=run.driver.names("TAX"), wanted=[])


@probe("SQ-31")
def nested_objects_count(run: SquareRun) -> None:
    refused(run, "501 items with a variation each", run.driver.batches(items(run, 501)), TOO_LONG)
    run.expect("stored", got=run.driver.names("ITEM"), wanted=[])


@probe("SQ-32")
def the_detail_names_the_limit(run: SquareRun) -> None:
    answer = run.driver.batches(taxes(run, BATCH + 1))
    run.given("1001 objects", got=outcome(answer), wanted=REFUSED)
    detail = run.driver.problem(answer).text
    run.expect("detail", got=detail, wanted=containing("1001", "max 1000"))


@probe("SQ-33")
def a_too_large_batch_stops_its_neighbours(run: SquareRun) -> None:
    small = [run.driver.make.category("#small")]
    refused(run, "1 and 1001", run.driver.batches(small, taxes(run, BATCH + 1)), TOO_LONG)
    run.expect("stored", got=run.driver.names(), wanted=[])


@probe("SQ-34")
def a_batch_delete_takes_200_ids(run: SquareRun) -> None:
    ids = run.driver.create(run.driver.make.tax("#a"), run.driver.make.tax("#b"))
    others = [invented(run) for _ in range(IDS_TO_DELETE)]
    answer = run.driver.delete_all(*others, ids["#a"])
    refused(run, "201 ids", answer, TOO_LONG)
    run.expect("object", got=sorted(run.driver.retrieve([ids["#a"]])), wanted=[ids["#a"]])
    answer = run.driver.delete_all(*others[1:], ids["#b"])
    run.expect("200 ids", got=outcome(answer), wanted=ACCEPTED)
    run.expect("deleted", got=members(answer, "deleted_object_ids"), wanted=[ids["#b"]])


@probe("SQ-35")
def a_batch_retrieve_takes_1000_ids(run: SquareRun) -> None:
    ids = [invented(run) for _ in range(IDS_TO_READ + 1)]
    within = run.driver.ask("batch-retrieve", {"object_ids": ids[1:]})
    over = run.driver.ask("batch-retrieve", {"object_ids": ids})
    codes = [run.driver.problem(each).code for each in (within, over)]
    if codes == ["NOT_FOUND", "NOT_FOUND"]:
        run.untested("the target looks for unknown ids before it counts them")
    if codes[0] != "NOT_FOUND":
        run.expect("1000 ids", got=outcome(within), wanted=ACCEPTED)
    refused(run, "1001 ids", over, TOO_LONG)


@probe("SQ-36")
def updates_of_links_take_1000_ids(run: SquareRun) -> None:
    some = created(run, items(run, BATCH + 1))
    enough_taxes = created(run, taxes(run, BATCH + 1))
    make = run.driver.make
    enough_lists = created(run, [make.modifier_list(f"#l{n}") for n in range(BATCH + 1)])
    for operation, word, links in (
        ("update-item-taxes", "taxes", enough_taxes),
        ("update-item-modifier-lists", "modifier_lists", enough_lists),
    ):
        for field, ids in (
            ("item_ids", some),
            (f"{word}_to_enable", links),
            (f"{word}_to_disable", links),
        ):
            body = {"item_ids": some[:1], f"{word}_to_enable": links[:1], field: ids}
            where = f"{operation}, {field}"
            over = run.driver.change(operation, body)
            refused(run, f"{where}: 1001", over, TOO_LONG)
            within = run.driver.change(operation, {**body, field: ids[:BATCH]})
            run.expect(f"{where}: 1000", got=within.status, wanted=200)


def created(run: SquareRun, values: Sequence[Json]) -> list[str]:
    """The ids of many objects, created in parts."""
    size = BATCH // 2
    parts = [values[start : start + size] for start in range(0, len(values), size)]
    answer = run.driver.stored(run.driver.batches(*parts))
    return [str(each.get("id")) for each in objects_of(answer)]


@probe("SQ-37")
def an_item_takes_250_variations(run: SquareRun) -> None:
    make = run.driver.make
    many = [make.variation(f"#v{n}") for n in range(VARIATIONS + 1)]
    answer = run.driver.upsert(make.item("#within", *many[1:]))
    if accepted(run, "250 variations", answer):
        found = run.driver.get(dict(pairs_of(answer)).get("#within", ""))
        count = len(at(found, "item_data", "variations") or ())
        run.expect("variations", got=count, wanted=VARIATIONS)
    over = run.driver.upsert(make.item("#over", *many))
    refused(run, "251 variations", over, TOO_LONG, "INVALID_VALUE")
    run.expect("stored", got=run.driver.names(), wanted=[run.name("within")])
