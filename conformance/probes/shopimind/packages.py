"""
Every request that the official packages were seen to make.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.shopimind import DefinedRecords, field
from conformance.expectations import success
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext
from conformance.scenarios import write_and_require

LABEL = {"label_source": "web"}
QUERY = (
    "order%5B0%5D%5Bfield%5D=id&order%5B0%5D%5Btype%5D=desc"
    "&filters%5B0%5D%5Bfield%5D=code&filters%5B0%5D%5Boperator%5D=EQUALS"
    "&filters%5B0%5D%5Bvalues%5D=code-0&fields%5B%5D=id&fields%5B%5D=code&limit=5"
)


@probe("SPM-102")
def every_call_of_the_packages(context: ShopiMindContext) -> None:
    """Every request that the official packages make is answered with success."""
    defined = DefinedRecords.made_by(context.driver)
    definition = defined.definition
    write_and_require(context, defined, [0, 1, 2])
    calls = [
        context.target.send("GET", "/v1/custom-data-definitions", query="limit=5&offset=0"),
        definition.get(),
        definition.extend(fields=[field("later")]),
        definition.switch("deactivate"),
        definition.switch("activate"),
        definition.save(defined.record(0, 1)),
        definition.list(QUERY),
        definition.update(defined.stored_id(1), {"note": "changed"}),
        definition.drop(defined.stored_id(1)),
        definition.bulk_delete([defined.stored_id(2)]),
        context.target.send("GET", "/v1/custom-data-definitions/overrides"),
        context.driver.override("price_discount", [source(definition.id)]),
        context.driver.override("price_discount", []),
        *of_people(context),
        context.target.send(
            "DELETE", definition.path, headers={"content-type": "application/json"}
        ),
    ]
    for answer in calls:
        context.expect(answer.line, got=answer.status, wanted=success())


def source(number: str) -> dict[str, Any]:
    """An override by the field ``amount`` of the records."""
    return {
        "id_custom_data_definition": int(number),
        "custom_field_name": "amount",
        "priority": 1,
    }


def of_people(context: ShopiMindContext) -> list[Exchange]:
    """The requests for customers and contacts."""
    shop, send = context.driver.shop, context.target.send
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
