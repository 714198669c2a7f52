"""
Sellers: nothing of one is there for another.
"""

from __future__ import annotations

from conformance.drivers.square.objects import name_of
from conformance.drivers.square.responses import REFUSED, members, outcome
from conformance.drivers.square.taxes import Taxes
from conformance.judging.probe import probe
from conformance.probes.square.refusing import SquareRun, refused
from conformance.probes.square.versions import changed
from conformance.scenarios import unseen_by_the_other_tenant


@probe("SQ-163")
def sellers_never_meet(run: SquareRun) -> None:
    unseen_by_the_other_tenant(run, Taxes(run.driver))
    make, other = run.driver.make, "second"
    mine = run.driver.save(make.tax("#mine"))
    object_id = mine["id"]
    batch = run.driver.ask("batch-retrieve", {"object_ids": [object_id]}, credential=other)
    run.expect("batch-retrieve", got=members(batch, "objects"), wanted=[])
    stolen = changed(mine, name=run.name("stolen"))
    refused(run, "update", run.driver.upsert(stolen, credential=other))
    referring = make.item("#i", tax_ids=[object_id])
    refused(run, "reference", run.driver.batches([referring], credential=other))
    deleted = run.driver.delete_all(object_id, credential=other)
    run.expect("batch-delete", got=members(deleted, "deleted_object_ids"), wanted=[])
    single = run.driver.delete(object_id, credential=other)
    run.expect("delete", got=outcome(single), wanted=REFUSED)
    pages = run.driver.pages({"types": "TAX"}, credential=other)
    listed = [each.get("id") for page in pages for each in members(page, "objects")]
    run.expect("listed", got=object_id in listed, wanted=False)
    found = [name_of(each) for each in run.driver.named("TAX", credential=other)]
    run.expect("found", got=found, wanted=[])
    run.expect("still there", got=run.driver.read(object_id).at("object"), wanted=mine)
