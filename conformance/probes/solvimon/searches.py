"""
Searches: directions in either case, and the members that may be searched and filtered.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.solvimon import Product
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import SolvimonContext

DIRECTIONS = {"asc": [0, 1], "ASC": [0, 1], "desc": [1, 0], "DESC": [1, 0]}
"""A direction to the positions of two products in the order of their names."""


def two_products(context: SolvimonContext) -> list[Product]:
    """Two products whose names, which begin alike, and descriptions rise."""
    label = context.name()
    return [
        context.driver.stored(name=f"{label}-{letter}", description=f"{label} text {letter}")
        for letter in "ab"
    ]


def positions(answer: Any, products: list[Product]) -> list[int]:
    """Which of some products an answer holds, in its order."""
    ids = [product["id"] for product in products]
    rows = answer if isinstance(answer, list) else []
    return [ids.index(row["id"]) for row in rows if row.get("id") in ids]


@probe("SLV-72")
def directions_are_read_in_either_case(context: SolvimonContext) -> None:
    """The order_direction of a search is asc or desc, in small letters or in capitals."""
    products = two_products(context)
    prefix = str(products[0]["name"])[:-1]
    body = {"search_fields": [{"name": "name", "value": prefix, "wildcard_end": True}]}
    for direction, wanted in DIRECTIONS.items():
        answer = context.driver.find(body, order_by="name", order_direction=direction)
        context.expect(f"status of {direction}", got=answer.status, wanted=200)
        got = positions(answer.at("data"), products)
        context.expect(f"products in the direction {direction}", got=got, wanted=wanted)


@probe("SLV-73", "SLV-74")
def every_member_is_taken(context: SolvimonContext) -> None:
    """
    Judges several rules.

    - SLV-73: search_fields take every member of a product: name and description find by their text,
      features are not refused.
    - SLV-74: filter_fields take every member of a product: name and description choose by their
      value, features are not refused.
    """
    fields = {"SLV-73": "search_fields", "SLV-74": "filter_fields"}[context.rule.id]
    products = two_products(context)
    for position, product in enumerate(products):
        for member in ("name", "description"):
            answer = context.driver.find({fields: [{"name": member, "value": product[member]}]})
            context.expect(f"status for {member}", got=answer.status, wanted=200)
            got = positions(answer.at("data"), products)
            context.expect(f"products by {member}", got=got, wanted=[position])
    answer = context.driver.find({fields: [{"name": "features", "value": context.name()}]})
    context.expect("status for features", got=answer.status, wanted=200)
    answer = context.driver.find({fields: [{"name": "no_member", "value": "x"}]})
    context.note(f"a name that is no member: {answer.status}")
