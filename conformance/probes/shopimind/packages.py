"""
Every request that the official packages were seen to make.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.shopimind import Shelf, ShopiMind, field
from conformance.expectations import success
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.scenarios import written

LABEL = {"label_source": "web"}
QUERY = (
    "order%5B0%5D%5Bfield%5D=id&order%5B0%5D%5Btype%5D=desc"
    "&filters%5B0%5D%5Bfield%5D=code&filters%5B0%5D%5Boperator%5D=EQUALS"
    "&filters%5B0%5D%5Bvalues%5D=code-0&fields%5B%5D=id&fields%5B%5D=code&limit=5"
)


@probe("SPM-102")
def every_call_of_the_packages(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    definition = shelf.definition
    written(run, shelf, [0, 1, 2])
    calls = [
        run.target.send("GET", "/v1/custom-data-definitions", query="limit=5&offset=0"),
        definition.get(),
        definition.extend(fields=[field("later")]),
        definition.switch("deactivate"),
        definition.switch("activate"),
        definition.save(shelf.record(0, 1)),
        definition.list(QUERY),
        definition.update(shelf.number(1), {"note": "changed"}),
        definition.drop(shelf.number(1)),
        definition.bulk_delete([shelf.number(2)]),
        run.target.send("GET", "/v1/custom-data-definitions/overrides"),
        run.driver.override("price_discount", [source(definition.id)]),
        run.driver.override("price_discount", []),
        *of_people(run),
        run.target.send("DELETE", definition.path, headers={"content-type": "application/json"}),
    ]
    for answer in calls:
        run.expect(answer.line, got=answer.status, wanted=success())


def source(number: str) -> dict[str, Any]:
    """An override by the amount of a shelf."""
    return {
        "id_custom_data_definition": int(number),
        "custom_field_name": "amount",
        "priority": 1,
    }


def of_people(run: Run[ShopiMind]) -> list[Exchange]:
    """The calls on customers and contacts."""
    shop, send = run.driver.shop, run.target.send
    person = shop.person("ada")
    changed = {"customer_id": person.customer_id, "last_name": "Hopper"} | LABEL
    path = f"/v1/customers/{person.customer_id}"
    ids = {"customer_ids": [person.customer_id]} | LABEL
    return [
        shop.push(shop.customer("bea") | LABEL),
        shop.push(changed, method="PUT"),
        send("GET", path, query="fields%5B%5D=customer_id&fields%5B%5D=email"),
        send("GET", "/v1/customers", query="limit=5"),
        send("GET", "/v1/contacts", query={"contact_data_email": person.email}),
        send("GET", "/v1/contacts/all", query="limit=5"),
        send("GET", f"/v1/contacts/{person.id_contact}/custom-data-definitions"),
        send("DELETE", path, headers={"content-type": "application/json"}),
        send("POST", "/v1/customers/bulk-delete", ids),
    ]
