"""
Which record a save means: unique keys, numbers.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.shopimind import Shelf, ShopiMind, field, kept
from conformance.drivers.shopimind.bodies import id_of
from conformance.expectations import success
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.scenarios import create_update_read, stored, written


@probe("SPM-61")
def a_known_key_updates(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    create_update_read(run, shelf)
    number = shelf.number(0)
    # The third write, with others around it.
    run.accepted(shelf.write([shelf.record(1), shelf.record(0, 2), shelf.record(3)]))
    stored(run, shelf, 0, 2)
    stored(run, shelf, 3)
    run.expect("number", got=shelf.number(0), wanted=number)
    run.expect("records", got=shelf.count(), wanted=3)


@probe("SPM-62")
def keys_are_composite(run: Run[ShopiMind]) -> None:
    definition = run.driver.define(
        field("vet", "number", required=True),
        field("item", required=True),
        field("price", "decimal"),
        unique_keys=["vet", "item"],
    )
    pairs = [(1, "a"), (1, "b"), (2, "a")]
    records = [{"vet": vet, "item": item, "price": 5} for vet, item in pairs]
    run.require("status", got=definition.save(*records).status, wanted=success())
    run.eventually("records", read=definition.total, wanted=3)
    run.accepted(definition.save({"vet": 2, "item": "a", "price": 9}))
    run.eventually("prices", read=lambda: prices(definition.rows()), wanted=["5", "5", "9"])
    run.expect("records", got=definition.total(), wanted=3)


def prices(rows: Any) -> list[str]:
    """Prices in their order, as whole numbers."""
    return sorted(id_of(row.get("price")) for row in rows or [])


@probe("SPM-63")
def without_key_everything_is_new(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver, keyed=False)
    written(run, shelf, [0])
    run.require("status", got=shelf.write([shelf.record(0)]).status, wanted=success())
    run.eventually("records", read=shelf.count, wanted=2)
    run.expect("codes", got=shelf.definition.column("code"), wanted=["code-0"] * 2)
    ids = set(shelf.definition.column("id"))
    run.expect("different numbers", got=len(ids), wanted=2)


@probe("SPM-64")
def numbers_rise(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    numbers = []
    for n in range(3):
        written(run, shelf, [n])
        numbers.append(shelf.number(n))
    run.expect("numbers in the order of writing", got=numbers, wanted=sorted(set(numbers)))
    run.expect("the first", got=numbers[0] > 0, wanted=True)


@probe("SPM-74")
def a_key_sees_the_contact_behind(run: Run[ShopiMind]) -> None:
    person = run.driver.shop.person("ada")
    definition = run.driver.define(
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
        run.accepted(definition.save({"contact": way, "points": points}))
        run.eventually(
            f"points after {way}",
            read=lambda points=points: definition.row(points=points),  # type: ignore[misc] # bound now
            wanted={"contact": kept(person.id_contact)},
        )
        run.require("records", got=definition.total(), wanted=1)
