"""
Limits of one request, from both sides, with identities that all differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from conformance.drivers.square.responses import (
    ACCEPTED,
    REFUSED,
    members,
    objects_of,
    outcome,
    pairs_of,
)
from conformance.drivers.square.taxes import Taxes
from conformance.expectations import JsonDict, at, containing
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused
from conformance.probes.square.identity import invented
from conformance.scenarios import at_the_limit

TOO_LONG = "ARRAY_LENGTH_TOO_LONG"
BATCH, REQUEST, IDS_TO_DELETE, IDS_TO_READ, VARIATIONS = 1000, 10_000, 200, 1000, 250


def taxes(context: SquareContext, number: int, label: str = "t") -> list[JsonDict]:
    return [context.driver.make.tax(f"#{label}{n}") for n in range(number)]


def items(context: SquareContext, number: int) -> list[JsonDict]:
    """Items with one variation each: twice as many objects."""
    return [context.driver.make.item(f"#i{n}") for n in range(number)]


@probe("SQ-27")
def a_batch_of_1000_is_accepted(context: SquareContext) -> None:
    """A batch of 1,000 objects is accepted."""
    at_the_limit(context, Taxes(context.driver), BATCH)
    nested = context.driver.batches(items(context, BATCH // 2))
    accepted(context, "500 items with a variation each", nested)
    context.expect("mappings", got=len(pairs_of(nested)), wanted=BATCH)


@probe("SQ-28")
def a_batch_of_1001_is_refused(context: SquareContext) -> None:
    """A batch of 1,001 objects is refused and none of them is stored."""
    refused(context, "1001 objects", context.driver.batches(taxes(context, BATCH + 1)), TOO_LONG)
    context.expect("stored", got=context.driver.names("TAX"), wanted=[])


@probe("SQ-29")
def a_request_of_10000_is_accepted(context: SquareContext) -> None:
    """A request of 10,000 objects in ten batches is accepted."""
    batches = [taxes(context, BATCH, f"t{n}-") for n in range(REQUEST // BATCH)]
    answer = context.driver.batches(*batches)
    if accepted(context, "10000 objects", answer):
        context.expect("mappings", got=len(pairs_of(answer)), wanted=REQUEST)
        ids = [object_id for _, object_id in pairs_of(answer)]
        for some in (ids[:BATCH], ids[-BATCH:]):
            context.expect("read back", got=len(context.driver.retrieve(some)), wanted=BATCH)


@probe("SQ-30")
def a_request_of_10001_is_refused(context: SquareContext) -> None:
    """A request of 10,001 objects is refused and nothing of any batch is stored."""
    batches = [taxes(context, BATCH, f"t{n}-") for n in range(REQUEST // BATCH)]
    refused(
        context,
        "10001 objects",
        context.driver.batches(*batches, taxes(context, 1, "last")),
        TOO_LONG,
    )
    context.expect("stored", got=context.driver.names("TAX"), wanted=[])


@probe("SQ-31")
def nested_objects_count(context: SquareContext) -> None:
    """Nested variations count: 501 items with one variation each are too many for a batch."""
    refused(
        context,
        "501 items with a variation each",
        context.driver.batches(items(context, 501)),
        TOO_LONG,
    )
    context.expect("stored", got=context.driver.names("ITEM"), wanted=[])


@probe("SQ-32")
def the_detail_names_the_limit(context: SquareContext) -> None:
    """The detail of a refused limit names the limit as max 1000."""
    answer = context.driver.batches(taxes(context, BATCH + 1))
    context.given("1001 objects", got=outcome(answer), wanted=REFUSED)
    detail = context.driver.error_body(answer).text
    context.expect("detail", got=detail, wanted=containing("1001", "max 1000"))


@probe("SQ-33")
def a_too_large_batch_stops_its_neighbours(context: SquareContext) -> None:
    """A second batch of 1,001 objects also keeps the first, valid batch from being stored."""
    small = [context.driver.make.category("#small")]
    refused(
        context, "1 and 1001", context.driver.batches(small, taxes(context, BATCH + 1)), TOO_LONG
    )
    context.expect("stored", got=context.driver.names(), wanted=[])


@probe("SQ-34")
def a_batch_delete_takes_200_ids(context: SquareContext) -> None:
    """A batch-delete takes 200 ids and refuses 201, deleting nothing."""
    ids = context.driver.create(context.driver.make.tax("#a"), context.driver.make.tax("#b"))
    others = [invented(context) for _ in range(IDS_TO_DELETE)]
    answer = context.driver.delete_all(*others, ids["#a"])
    refused(context, "201 ids", answer, TOO_LONG)
    context.expect("object", got=sorted(context.driver.retrieve([ids["#a"]])), wanted=[ids["#a"]])
    answer = context.driver.delete_all(*others[1:], ids["#b"])
    context.expect("200 ids", got=outcome(answer), wanted=ACCEPTED)
    context.expect("deleted", got=members(answer, "deleted_object_ids"), wanted=[ids["#b"]])


@probe("SQ-35")
def a_batch_retrieve_takes_1000_ids(context: SquareContext) -> None:
    """A batch-retrieve takes 1,000 ids and refuses 1,001."""
    ids = [invented(context) for _ in range(IDS_TO_READ + 1)]
    within = context.driver.ask("batch-retrieve", {"object_ids": ids[1:]})
    over = context.driver.ask("batch-retrieve", {"object_ids": ids})
    codes = [context.driver.error_body(each).code for each in (within, over)]
    if codes == ["NOT_FOUND", "NOT_FOUND"]:
        context.untested("the target looks for unknown ids before it counts them")
    if codes[0] != "NOT_FOUND":
        context.expect("1000 ids", got=outcome(within), wanted=ACCEPTED)
    refused(context, "1001 ids", over, TOO_LONG)


@probe("SQ-36")
def updates_of_links_take_1000_ids(context: SquareContext) -> None:
    """
    Each list of ids of update-item-taxes and update-item-modifier-lists takes 1,000 ids and refuses
    1,001.
    """
    some = created(context, items(context, BATCH + 1))
    enough_taxes = created(context, taxes(context, BATCH + 1))
    make = context.driver.make
    enough_lists = created(context, [make.modifier_list(f"#l{n}") for n in range(BATCH + 1)])
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
            over = context.driver.change(operation, body)
            refused(context, f"{where}: 1001", over, TOO_LONG)
            within = context.driver.change(operation, {**body, field: ids[:BATCH]})
            context.expect(f"{where}: 1000", got=within.status, wanted=200)


def created(context: SquareContext, values: Sequence[JsonDict]) -> list[str]:
    """Store many objects in parts, and return their ids."""
    size = BATCH // 2
    parts = [values[start : start + size] for start in range(0, len(values), size)]
    answer = context.driver.stored(context.driver.batches(*parts))
    return [str(each.get("id")) for each in objects_of(answer)]


@probe("SQ-37")
def an_item_takes_250_variations(context: SquareContext) -> None:
    """An item takes 250 variations and is refused with 251."""
    make = context.driver.make
    many = [make.variation(f"#v{n}") for n in range(VARIATIONS + 1)]
    answer = context.driver.upsert(make.item("#within", *many[1:]))
    if accepted(context, "250 variations", answer):
        found = context.driver.get(dict(pairs_of(answer)).get("#within", ""))
        count = len(at(found, "item_data", "variations") or ())
        context.expect("variations", got=count, wanted=VARIATIONS)
    over = context.driver.upsert(make.item("#over", *many))
    refused(context, "251 variations", over, TOO_LONG, "INVALID_VALUE")
    context.expect("stored", got=context.driver.names(), wanted=[context.name("within")])
