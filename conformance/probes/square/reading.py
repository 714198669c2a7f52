"""
Single reads and batch-retrieve: children, related objects, old versions, deleted objects.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.drivers.square import INFO
from conformance.drivers.square.objects import data_of, nested_in
from conformance.drivers.square.responses import ids_of, members, milliseconds, objects_of
from conformance.expectations import ABSENT, JsonDict, at, number
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext
from conformance.probes.square.identity import invented
from conformance.probes.square.versions import changed

LIMITS = {
    "batch_upsert_max_objects_per_batch": 1000,
    "batch_upsert_max_total_objects": 10_000,
    "batch_retrieve_max_object_ids": 1000,
    "search_max_page_limit": 1000,
    "batch_delete_max_object_ids": 200,
    "update_item_taxes_max_item_ids": 1000,
    "update_item_taxes_max_taxes_to_enable": 1000,
    "update_item_taxes_max_taxes_to_disable": 1000,
    "update_item_modifier_lists_max_item_ids": 1000,
    "update_item_modifier_lists_max_modifier_lists_to_enable": 1000,
    "update_item_modifier_lists_max_modifier_lists_to_disable": 1000,
}


def ids_in(values: Iterable[Any]) -> list[str]:
    return sorted(str(at(value, "id")) for value in values)


@probe("SQ-107")
def an_item_comes_with_its_variations(context: SquareContext) -> None:
    """Reading an item returns its variations nested in it."""
    make = context.driver.make
    sent = [make.variation("#a", sku=context.name("sku")), make.variation("#b")]
    ids = context.driver.create(make.item("#i", *sent, abbreviation="TEA"))
    found = context.driver.read(ids["#i"]).at("object")
    wanted = {"type": "ITEM", "id": ids["#i"], "item_data": {"name": context.name("i")}}
    context.require("item", got=found, wanted=wanted)
    nested = [
        {"id": ids[each["id"]], "type": "ITEM_VARIATION", "item_variation_data": data_of(each)}
        for each in sent
    ]
    context.expect("variations", got=nested_in(found), wanted=nested)
    batch = context.driver.retrieve([ids["#i"]]).get(ids["#i"])
    context.expect("in a batch-retrieve", got=batch, wanted=found)


@probe("SQ-108")
def children_have_addresses(context: SquareContext) -> None:
    """A variation and a modifier can be read by their own ids."""
    make = context.driver.make
    ids = context.driver.create(make.item("#i"), make.modifier_list("#l"))
    for ref, kind, parent, field in (
        ("#i-v", "ITEM_VARIATION", "#i", "item_id"),
        ("#l-m", "MODIFIER", "#l", "modifier_list_id"),
    ):
        found = context.driver.read(ids[ref]).at("object")
        context.expect(kind, got=found, wanted={"type": kind, "id": ids[ref]})
        context.expect(
            f"{kind}: name", got=data_of(found).get("name"), wanted=context.name(ref[1:])
        )
        if data_of(found).get(field) != ids[parent]:
            context.note(f"a {kind} read by itself has no {field}")


@probe("SQ-109")
def an_unknown_id_is_not_found(context: SquareContext) -> None:
    """Reading an id that does not exist answers 404 NOT_FOUND."""
    unknown = invented(context)
    answer = context.driver.read(unknown)
    context.expect("status", got=answer.status, wanted=404)
    context.expect("code", got=context.driver.error_body(answer).code, wanted="NOT_FOUND")
    if f"`{unknown}`" not in context.driver.error_body(answer).text:
        context.note(f"detail: {context.driver.error_body(answer).text}")


@probe("SQ-110")
def a_deleted_object_is_not_found(context: SquareContext) -> None:
    """Reading a deleted object answers 404."""
    ids = context.driver.create(context.driver.make.item("#i"))
    context.given("delete", got=context.driver.delete(ids["#i"]).status, wanted=200)
    for ref, object_id in ids.items():
        context.expect(f"status of {ref}", got=context.driver.read(object_id).status, wanted=404)


@probe("SQ-111")
def related_objects_are_one_level_deep(context: SquareContext) -> None:
    """
    The related objects of an item are its category, taxes, modifier lists and images, and nothing
    one level deeper.
    """
    make = context.driver.make
    ids = context.driver.create(
        make.category("#above"),
        make.category("#c", parent_category={"id": "#above"}),
        make.tax("#t"),
        make.modifier_list("#l"),
        make.item(
            "#i",
            categories=[{"id": "#c"}],
            tax_ids=["#t"],
            modifier_list_info=[{"modifier_list_id": "#l"}],
        ),
    )
    wanted = sorted(ids[ref] for ref in ("#c", "#t", "#l"))
    answer = context.driver.read(ids["#i"], {"include_related_objects": "true"})
    context.expect("related", got=ids_in(members(answer, "related_objects")), wanted=wanted)
    plain = context.driver.read(ids["#i"])
    context.expect("related, unasked", got=members(plain, "related_objects"), wanted=[])
    body = {"object_ids": [ids["#i"]], "include_related_objects": True}
    batch = context.driver.ask("batch-retrieve", body)
    found = ids_in(members(batch, "related_objects"))
    context.expect("related in a batch-retrieve", got=found, wanted=wanted)
    related_image(context, ids["#i"])


def related_image(context: SquareContext, item_id: str) -> None:
    """Expect the image of an item among its related objects, where an image can be upserted."""
    image = context.driver.upsert(context.driver.make.image("#p"))
    if not image.ok:
        context.note("an image cannot be upserted; whether it is related was not looked at")
        return
    image_id = ids_of(image).get("#p", "")
    context.driver.save(changed(context.driver.get(item_id), image_ids=[image_id]))
    answer = context.driver.read(item_id, {"include_related_objects": "true"})
    related = ids_in(members(answer, "related_objects"))
    context.expect("image among the related", got=image_id in related, wanted=True)


@probe("SQ-112")
def the_item_of_a_variation_is_related(context: SquareContext) -> None:
    """The related object of a variation is its item."""
    ids = context.driver.create(context.driver.make.item("#i"))
    answer = context.driver.read(ids["#i-v"], {"include_related_objects": "true"})
    context.expect("object", got=answer.at("object", "id"), wanted=ids["#i-v"])
    found = ids_in(members(answer, "related_objects"))
    context.expect("related", got=found, wanted=[ids["#i"]])


@probe("SQ-113")
def a_version_that_never_was_cannot_be_read(context: SquareContext) -> None:
    """Reading an object at a version that it never had is an error."""
    stored = context.driver.save(context.driver.make.tax("#t"))
    second = context.driver.save(changed(stored, percentage="6"))
    for what, version in (
        ("before its first version", stored["version"] - 1),
        ("its first version", stored["version"]),
        ("between two versions", second["version"] - 1),
        ("after its last version", second["version"] + 1),
    ):
        answer = context.driver.read(stored["id"], {"catalog_version": version})
        shown = f"the state with {data_of(answer.at('object')).get('percentage')} percent"
        context.note(f"{what}: {shown if answer.ok else f'status {answer.status}'}")


@probe("SQ-114")
def unknown_ids_in_a_batch_retrieve(context: SquareContext) -> None:
    """A batch-retrieve leaves out ids that do not exist."""
    ids = context.driver.create(context.driver.make.tax("#t"))
    body = {"object_ids": [invented(context), ids["#t"], invented(context)]}
    answer = context.driver.ask("batch-retrieve", body)
    left_out = ids_in(objects_of(answer)) == [ids["#t"]]
    code = context.driver.error_body(answer).code
    context.note("left out" if left_out and answer.ok else f"status {answer.status} {code}")


@probe("SQ-115")
def deleted_objects_can_be_retrieved(context: SquareContext) -> None:
    """
    A batch-retrieve that asks for deleted objects returns them with is_deleted true and the time of
    the deletion.
    """
    ids = context.driver.create(context.driver.make.item("#i"), context.driver.make.tax("#t"))
    deleted = context.driver.delete(ids["#i"])
    context.given("delete", got=deleted.status, wanted=200)
    found = context.driver.retrieve(list(ids.values()), include_deleted_objects=True)
    context.expect("live", got=at(found, ids["#t"], "is_deleted"), wanted=False)
    dead = found.get(ids["#i"], ABSENT)
    context.require("deleted", got=dead, wanted={"is_deleted": True, "type": "ITEM"})
    then = milliseconds(deleted.at("deleted_at")) or 0
    apart = (milliseconds(at(dead, "updated_at")) or 0) - then
    context.expect("milliseconds from deleted_at", got=apart, wanted=number(-1000, 1000))
    plain = context.driver.retrieve(list(ids.values()))
    context.expect("unasked", got=sorted(plain), wanted=[ids["#t"]])


@probe("SQ-147")
def the_limits_are_told(context: SquareContext) -> None:
    """The catalog information names eleven limits with the published values."""
    limits: JsonDict = context.target.send("GET", INFO).at("limits")
    context.expect("limits", got=limits, wanted=LIMITS)
