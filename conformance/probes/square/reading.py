"""
Single reads and batch-retrieve: children, related objects, old versions, deleted objects.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.drivers.square import INFO
from conformance.drivers.square.objects import Json, data_of, nested_in
from conformance.drivers.square.responses import ids_of, members, milliseconds, objects_of, outcome
from conformance.expectations import ABSENT, at, number
from conformance.judging.probe import probe
from conformance.probes.square.identity import invented
from conformance.probes.square.refusing import SquareRun
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
    """The ids of objects, sorted."""
    return sorted(str(at(value, "id")) for value in values)


@probe("SQ-107")
def an_item_comes_with_its_variations(run: SquareRun) -> None:
    make = run.driver.make
    sent = [make.variation("#a", sku=run.name("sku")), make.variation("#b")]
    ids = run.driver.create(make.item("#i", *sent, abbreviation="TEA"))
    found = run.driver.read(ids["#i"]).at("object")
    wanted = {"type": "ITEM", "id": ids["#i"], "item_data": {"name": run.name("i")}}
    run.require("item", got=found, wanted=wanted)
    nested = [
        {"id": ids[each["id"]], "type": "ITEM_VARIATION", "item_variation_data": data_of(each)}
        for each in sent
    ]
    run.expect("variations", got=nested_in(found), wanted=nested)
    batch = run.driver.retrieve([ids["#i"]]).get(ids["#i"])
    run.expect("in a batch-retrieve", got=batch, wanted=found)


@probe("SQ-108")
def children_have_addresses(run: SquareRun) -> None:
    make = run.driver.make
    ids = run.driver.create(make.item("#i"), make.modifier_list("#l"))
    for ref, kind, parent, field in (
        ("#i-v", "ITEM_VARIATION", "#i", "item_id"),
        ("#l-m", "MODIFIER", "#l", "modifier_list_id"),
    ):
        found = run.driver.read(ids[ref]).at("object")
        run.expect(kind, got=found, wanted={"type": kind, "id": ids[ref]})
        run.expect(f"{kind}: name", got=data_of(found).get("name"), wanted=run.name(ref[1:]))
        if data_of(found).get(field) != ids[parent]:
            run.note(f"a {kind} read by itself has no {field}")


@probe("SQ-109")
def an_unknown_id_is_not_found(run: SquareRun) -> None:
    unknown = invented(run)
    answer = run.driver.read(unknown)
    run.expect("status", got=answer.status, wanted=404)
    run.expect("code", got=run.driver.problem(answer).code, wanted="NOT_FOUND")
    if f"`{unknown}`" not in run.driver.problem(answer).text:
        run.note(f"detail: {run.driver.problem(answer).text}")


@probe("SQ-110")
def a_deleted_object_is_not_found(run: SquareRun) -> None:
    ids = run.driver.create(run.driver.make.item("#i"))
    run.given("delete", got=run.driver.delete(ids["#i"]).status, wanted=200)
    for ref, object_id in ids.items():
        run.expect(f"status of {ref}", got=run.driver.read(object_id).status, wanted=404)


@probe("SQ-111")
def related_objects_are_one_level_deep(run: SquareRun) -> None:
    make = run.driver.make
    ids = run.driver.create(
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
    answer = run.driver.read(ids["#i"], {"include_related_objects": "true"})
    run.expect("related", got=ids_in(members(answer, "related_objects")), wanted=wanted)
    plain = run.driver.read(ids["#i"])
    run.expect("related, unasked", got=members(plain, "related_objects"), wanted=[])
    body = {"object_ids": [ids["#i"]], "include_related_objects": True}
    batch = run.driver.ask("batch-retrieve", body)
    found = ids_in(members(batch, "related_objects"))
    run.expect("related in a batch-retrieve", got=found, wanted=wanted)
    related_image(run, ids["#i"])


def related_image(run: SquareRun, item_id: str) -> None:
    """The image of an item, where images can be written without a file."""
    image = run.driver.upsert(run.driver.make.image("#p"))
    if not image.ok:
        run.note("an image cannot be upserted; whether it is related was not looked at")
        return
    image_id = ids_of(image).get("#p", "")
    run.driver.save(changed(run.driver.get(item_id), image_ids=[image_id]))
    answer = run.driver.read(item_id, {"include_related_objects": "true"})
    related = ids_in(members(answer, "related_objects"))
    run.expect("image among the related", got=image_id in related, wanted=True)


@probe("SQ-112")
def the_item_of_a_variation_is_related(run: SquareRun) -> None:
    ids = run.driver.create(run.driver.make.item("#i"))
    answer = run.driver.read(ids["#i-v"], {"include_related_objects": "true"})
    run.expect("object", got=answer.at("object", "id"), wanted=ids["#i-v"])
    found = ids_in(members(answer, "related_objects"))
    run.expect("related", got=found, wanted=[ids["#i"]])


@probe("SQ-113")
def a_version_that_never_was_cannot_be_read(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.tax("#t"))
    for version in (1, stored["version"] - 1):
        answer = run.driver.read(stored["id"], {"catalog_version": version})
        got = outcome(answer) if answer.ok else "refused"
        run.expect(f"version {version}", got=got, wanted="refused")
    same = run.driver.read(stored["id"], {"catalog_version": stored["version"]})
    run.expect("its own version", got=same.at("object", "id"), wanted=stored["id"])


@probe("SQ-114")
def unknown_ids_in_a_batch_retrieve(run: SquareRun) -> None:
    ids = run.driver.create(run.driver.make.tax("#t"))
    body = {"object_ids": [invented(run), ids["#t"], invented(run)]}
    answer = run.driver.ask("batch-retrieve", body)
    left_out = ids_in(objects_of(answer)) == [ids["#t"]]
    code = run.driver.problem(answer).code
    run.note("left out" if left_out and answer.ok else f"status {answer.status} {code}")


@probe("SQ-115")
def deleted_objects_can_be_retrieved(run: SquareRun) -> None:
    ids = run.driver.create(run.driver.make.item("#i"), run.driver.make.tax("#t"))
    deleted = run.driver.delete(ids["#i"])
    run.given("delete", got=deleted.status, wanted=200)
    found = run.driver.retrieve(list(ids.values()), include_deleted_objects=True)
    run.expect("live", got=at(found, ids["#t"], "is_deleted"), wanted=False)
    dead = found.get(ids["#i"], ABSENT)
    run.require("deleted", got=dead, wanted={"is_deleted": True, "type": "ITEM"})
    then = milliseconds(deleted.at("deleted_at")) or 0
    apart = (milliseconds(at(dead, "updated_at")) or 0) - then
    run.expect("milliseconds from deleted_at", got=apart, wanted=number(-1000, 1000))
    plain = run.driver.retrieve(list(ids.values()))
    run.expect("unasked", got=sorted(plain), wanted=[ids["#t"]])


@probe("SQ-147")
def the_limits_are_told(run: SquareRun) -> None:
    limits: Json = run.target.send("GET", INFO).at("limits")
    run.expect("limits", got=limits, wanted=LIMITS)
