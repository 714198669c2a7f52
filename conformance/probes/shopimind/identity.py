"""
Which record a save means: unique keys, numbers.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.shopimind import DefinedRecords, field, stored_value
from conformance.drivers.shopimind.bodies import id_of
from conformance.expectations import success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext
from conformance.scenarios import create_update_read, require_record, write_and_require


@probe("SPM-61")
def a_known_key_updates(context: ShopiMindContext) -> None:
    """A record whose unique key exists is updated in place and keeps its number."""
    defined = DefinedRecords.made_by(context.driver)
    create_update_read(context, defined)
    number = defined.stored_id(0)
    # The third write, with others around it.
    context.accepted(defined.write([defined.record(1), defined.record(0, 2), defined.record(3)]))
    require_record(context, defined, 0, 2)
    require_record(context, defined, 3)
    context.expect("number", got=defined.stored_id(0), wanted=number)
    context.expect("records", got=defined.count(), wanted=3)


@probe("SPM-62")
def keys_are_composite(context: ShopiMindContext) -> None:
    """Records that differ in one part of a composite key are different records."""
    definition = context.driver.define(
        field("vet", "number", required=True),
        field("item", required=True),
        field("price", "decimal"),
        unique_keys=["vet", "item"],
    )
    pairs = [(1, "a"), (1, "b"), (2, "a")]
    records = [{"vet": vet, "item": item, "price": 5} for vet, item in pairs]
    context.require("status", got=definition.save(*records).status, wanted=success())
    context.eventually("records", read=definition.total, wanted=3)
    context.accepted(definition.save({"vet": 2, "item": "a", "price": 9}))
    context.eventually("prices", read=lambda: prices(definition.rows()), wanted=["5", "5", "9"])
    context.expect("records", got=definition.total(), wanted=3)


def prices(rows: Any) -> list[str]:
    return sorted(id_of(row.get("price")) for row in rows or [])


@probe("SPM-63")
def without_key_everything_is_new(context: ShopiMindContext) -> None:
    """Without a unique key identical records are both inserted."""
    defined = DefinedRecords.made_by(context.driver, keyed=False)
    write_and_require(context, defined, [0])
    context.require("status", got=defined.write([defined.record(0)]).status, wanted=success())
    context.eventually("records", read=defined.count, wanted=2)
    context.expect("codes", got=defined.definition.column("code"), wanted=["code-0"] * 2)
    ids = set(defined.definition.column("id"))
    context.expect("different numbers", got=len(ids), wanted=2)


@probe("SPM-64")
def numbers_rise(context: ShopiMindContext) -> None:
    """Records get numbers that differ and rise with each save."""
    defined = DefinedRecords.made_by(context.driver)
    numbers = []
    for n in range(3):
        write_and_require(context, defined, [n])
        numbers.append(defined.stored_id(n))
    context.expect("numbers in the order of writing", got=numbers, wanted=sorted(set(numbers)))
    context.expect("the first", got=numbers[0] > 0, wanted=True)


@probe("SPM-74")
def a_key_sees_the_contact_behind(context: ShopiMindContext) -> None:
    """A unique key on a relation is the same key however the contact was named."""
    person = context.driver.shop.person("ada")
    definition = context.driver.define(
        field("contact", "number", required=True),
        field("points", "number"),
        unique_keys=["contact"],
        relationships=[
            {"sourceField": "contact", "targetSchemaType": "system", "targetSchema": "contacts"}
        ],
    )
    ways: list[Any] = [
        {"by": "email", "value": person.email},
        person.id_contact,
        {"by": "id_customer", "value": person.customer_id},
        {"by": "id_contact", "value": person.id_contact},
    ]
    for points, way in enumerate(ways):
        context.accepted(definition.save({"contact": way, "points": points}))
        context.eventually(
            f"points after {way}",
            read=lambda points=points: definition.row(points=points),  # type: ignore[misc] # bound now
            wanted={"contact": stored_value(person.id_contact)},
        )
        context.require("records", got=definition.total(), wanted=1)
