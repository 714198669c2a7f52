"""Sellers: the objects of one are invisible to another."""

from __future__ import annotations

from conformance.drivers.square.objects import name_of
from conformance.drivers.square.responses import REFUSED, members, outcome
from conformance.drivers.square.taxes import Taxes
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, refused
from conformance.probes.square.versions import changed
from conformance.scenarios import unseen_by_the_other_tenant


@probe("SQ-163")
def sellers_never_meet(context: SquareContext) -> None:
    """
    Nothing of one seller's catalog can be read, referred to, updated or deleted by another seller.
    """
    unseen_by_the_other_tenant(context, Taxes(context.driver))
    make, other = context.driver.make, "second"
    mine = context.driver.save(make.tax("#mine"))
    object_id = mine["id"]
    batch = context.driver.ask("batch-retrieve", {"object_ids": [object_id]}, credential=other)
    context.expect("batch-retrieve", got=members(batch, "objects"), wanted=[])
    stolen = changed(mine, name=context.name("stolen"))
    refused(context, "update", context.driver.upsert(stolen, credential=other))
    referring = make.item("#i", tax_ids=[object_id])
    refused(context, "reference", context.driver.batches([referring], credential=other))
    deleted = context.driver.delete_all(object_id, credential=other)
    context.expect("batch-delete", got=members(deleted, "deleted_object_ids"), wanted=[])
    single = context.driver.delete(object_id, credential=other)
    context.expect("delete", got=outcome(single), wanted=REFUSED)
    pages = context.driver.pages({"types": "TAX"}, credential=other)
    listed = [each.get("id") for page in pages for each in members(page, "objects")]
    context.expect("listed", got=object_id in listed, wanted=False)
    found = [name_of(each) for each in context.driver.named("TAX", credential=other)]
    context.expect("found", got=found, wanted=[])
    context.expect("still there", got=context.driver.read(object_id).at("object"), wanted=mine)
