"""Temporary ids: what they create, where they are replaced, and how far they reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.drivers.square.objects import data_of, nested_in
from conformance.drivers.square.responses import (
    REFUSED,
    everything_in,
    ids_of,
    objects_of,
    outcome,
    pairs_of,
)
from conformance.expectations import at, is_list, matching
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, partly_refused, refused

PERMANENT = matching("[^#].*")


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for found in value.values():
            yield from texts_in(found)
    elif is_list(value):
        for found in value:
            yield from texts_in(found)


def temporary_in(value: Any) -> list[str]:
    """The temporary ids left in a JSON value."""
    return sorted({text for text in texts_in(value) if text.startswith("#")})


@probe("SQ-38")
def an_id_with_a_hash_creates(context: SquareContext) -> None:
    """An id that starts with # creates an object, whose permanent id does not start with #."""
    make = context.driver.make
    answer = context.driver.batches([make.tax("#t"), make.item("#i")])
    if not accepted(context, "create", answer):
        return
    for value in everything_in(answer):
        context.expect("id", got=value.get("id"), wanted=PERMANENT)
    for value in objects_of(answer):
        read = context.driver.read(str(value.get("id")))
        context.expect("read back", got=read.at("object", "type"), wanted=value.get("type"))


@probe("SQ-39")
def every_created_object_is_mapped_once(context: SquareContext) -> None:
    """
    The response maps the temporary id of every created object, nested ones included, to its
    permanent id, once.
    """
    make = context.driver.make
    item = make.item("#i", make.variation("#a"), make.variation("#b"))
    answer = context.driver.batches(
        [item, make.tax("#t")], [make.modifier_list("#l", make.modifier("#m"))]
    )
    context.driver.stored(answer)
    refs = sorted(ref for ref, _ in pairs_of(answer))
    context.expect("temporary ids", got=refs, wanted=["#a", "#b", "#i", "#l", "#m", "#t"])
    by_name = {name: value.get("id") for value in everything_in(answer) for name in [named(value)]}
    for ref, object_id in pairs_of(answer):
        context.expect(f"id of {ref}", got=object_id, wanted=by_name.get(context.name(ref[1:])))
    single = context.driver.stored(context.driver.upsert(make.item("#j", make.variation("#c"))))
    context.expect("of an upsert", got=sorted(ids_of(single)), wanted=["#c", "#j"])


def named(value: Any) -> str:
    return str(data_of(value).get("name"))


@probe("SQ-40")
def mappings_list_top_level_objects_first(context: SquareContext) -> None:
    """The mappings list the top-level objects in the order of the request, then the nested ones."""
    make = context.driver.make
    item = make.item("#i", make.variation("#a"), make.variation("#b"))
    answer = context.driver.stored(context.driver.batches([item, make.tax("#t")]))
    refs = [ref for ref, _ in pairs_of(answer)]
    context.expect("order", got=refs, wanted=["#i", "#t", "#a", "#b"])


@probe("SQ-41")
def references_are_replaced(context: SquareContext) -> None:
    """
    Every temporary id used as a reference is replaced by the permanent one, in the response and in
    what is stored.
    """
    make = context.driver.make
    item = make.item(
        "#i",
        make.variation("#v", item_id="#i"),
        categories=[{"id": "#c"}],
        tax_ids=["#t"],
        modifier_list_info=[{"modifier_list_id": "#l"}],
    )
    batch = [make.category("#c"), make.tax("#t"), make.modifier_list("#l"), item]
    answer = context.driver.batches(batch)
    if not accepted(context, "create", answer):
        return
    context.expect("left in the answer", got=temporary_in(answer.at("objects")), wanted=[])
    ids = ids_of(answer)
    read = context.driver.read(ids.get("#i", "")).at("object")
    context.expect("left in what is stored", got=temporary_in(read), wanted=[])
    stored = {
        "category": at(read, "item_data", "categories", 0, "id"),
        "tax": at(read, "item_data", "tax_ids", 0),
        "list": at(read, "item_data", "modifier_list_info", 0, "modifier_list_id"),
        "item": at(read, "item_data", "variations", 0, "item_variation_data", "item_id"),
    }
    wanted = {"category": ids.get("#c"), "tax": ids.get("#t"), "list": ids.get("#l")}
    context.expect("references", got=stored, wanted={**wanted, "item": ids.get("#i")})


@probe("SQ-42")
def a_reference_may_point_forward(context: SquareContext) -> None:
    """An object may refer to one that comes later in its batch."""
    make = context.driver.make
    item = make.item("#i", categories=[{"id": "#c"}], tax_ids=["#t"])
    answer = context.driver.batches([item, make.category("#c"), make.tax("#t")])
    if accepted(context, "create", answer):
        ids = ids_of(answer)
        data = data_of(context.driver.read(ids.get("#i", "")).at("object"))
        context.expect("category", got=at(data, "categories", 0, "id"), wanted=ids.get("#c"))
        context.expect("tax", got=at(data, "tax_ids", 0), wanted=ids.get("#t"))


@probe("SQ-43")
def a_nested_variation_may_name_its_item(context: SquareContext) -> None:
    """A nested variation that names its item by the temporary id belongs to that item."""
    make = context.driver.make
    variations = [make.variation(ref, item_id="#i") for ref in ("#a", "#b")]
    answer = context.driver.batches([make.item("#i", *variations)])
    if accepted(context, "create", answer):
        ids = ids_of(answer)
        read = context.driver.read(ids.get("#i", "")).at("object")
        for value, ref in zip(nested_in(read), ("#a", "#b"), strict=False):
            wanted = {"id": ids.get(ref), "item_variation_data": {"item_id": ids.get("#i")}}
            context.expect(f"variation {ref}", got=value, wanted=wanted)
        context.expect("variations", got=len(nested_in(read)), wanted=2)


@probe("SQ-44")
def a_separate_variation_joins_its_item(context: SquareContext) -> None:
    """A variation sent as an object of its own joins the item whose temporary id it names."""
    make = context.driver.make
    item = make.item("#i", make.variation("#a"))
    answer = context.driver.batches([item, make.variation("#b", item_id="#i")])
    if accepted(context, "create", answer):
        ids = ids_of(answer)
        read = context.driver.read(ids.get("#i", "")).at("object")
        found = sorted(str(each.get("id")) for each in nested_in(read))
        context.expect("variations", got=found, wanted=sorted(map(str, map(ids.get, ("#a", "#b")))))


@probe("SQ-45")
def a_temporary_id_ends_with_its_batch(context: SquareContext) -> None:
    """
    A temporary id of one batch is unknown in the next: that batch fails and the first one stands.
    """
    make = context.driver.make
    answer = context.driver.batches([make.tax("#t")], [make.item("#i", tax_ids=["#t"])])
    partly_refused(context, "answer", answer)
    context.expect("stored", got=context.driver.names(), wanted=[context.name("t")])


@probe("SQ-46")
def two_batches_may_use_one_temporary_id(context: SquareContext) -> None:
    """The same temporary id in two batches makes two objects and two mappings."""
    make = context.driver.make
    answer = context.driver.batches([make.tax("#t")], [make.category("#t")])
    if accepted(context, "create", answer):
        ids = [object_id for ref, object_id in pairs_of(answer) if ref == "#t"]
        context.expect("mappings", got=len(ids), wanted=2)
        kinds = sorted(str(context.driver.read(each).at("object", "type")) for each in set(ids))
        context.expect("objects", got=kinds, wanted=["CATEGORY", "TAX"])


@probe("SQ-47")
def a_temporary_id_used_twice_fails_its_batch(context: SquareContext) -> None:
    """A temporary id that two objects of one batch carry fails the batch."""
    make = context.driver.make
    again = {**make.tax("#b"), "id": "#t"}
    refused(
        context, "two objects", context.driver.batches([make.tax("#t"), again]), "INVALID_VALUE"
    )
    nested = make.item("#i", {**make.variation("#v"), "id": "#i"})
    refused(context, "item and variation", context.driver.batches([nested]), "INVALID_VALUE")
    context.expect("stored", got=context.driver.names(), wanted=[])


@probe("SQ-48")
def an_undefined_temporary_id_fails_its_batch(context: SquareContext) -> None:
    """A reference to a temporary id that no object carries fails the batch."""
    make = context.driver.make
    for field in ({"tax_ids": ["#none"]}, {"categories": [{"id": "#none"}]}):
        answer = context.driver.batches([make.tax("#t"), make.item("#i", **field)])
        context.expect(f"with {field}", got=outcome(answer), wanted=REFUSED)
    context.expect("stored", got=context.driver.names(), wanted=[])
