"""
What products refer to: categories, entities, parents, features, custom fields.
"""

from __future__ import annotations

from conformance.expectations import client_error
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import (
    SolvimonContext,
    dangling,
    note_refusal,
    reads,
    refused,
)


@probe("SLV-39", "SLV-40", "SLV-41")
def an_unknown_target_is_refused(context: SolvimonContext) -> None:
    """
    Judges several rules.

    - SLV-39: A category_id that does not exist is a client error with an error body, and nothing is
      stored.
    - SLV-40: A billing_entity_id that does not exist is a client error, and nothing is stored.
    - SLV-41: A parent_product_id that does not exist is a client error, and nothing is stored.
    """
    member, prefix = {
        "SLV-39": ("category_id", "prca"),
        "SLV-40": ("billing_entity_id", "bent"),
        "SLV-41": ("parent_product_id", "prod"),
    }[context.rule.id]
    dangling(context, **{member: f"{prefix}_{context.random.randrange(10**19):020}"})


@probe("SLV-42")
def an_unknown_feature_is_refused(context: SolvimonContext) -> None:
    """A feature that does not exist is a client error, and nothing is stored."""
    dangling(context, features=[{"reference": context.name()}])


@probe("SLV-43")
def features_are_kept(context: SolvimonContext) -> None:
    """
    A feature that is given by its reference is stored and read back with its id or its reference.
    """
    feature = context.driver.feature()
    product = context.driver.stored(features=[{"reference": feature}])

    def names() -> list[str]:
        kept = context.driver.read(product["id"]).at("features")
        rows = kept if isinstance(kept, list) else []
        return [name for row in rows for name in (row.get("id"), row.get("reference")) if name]

    known = names()
    context.expect("the feature is named", got=bool(known), wanted=True)
    context.expect("one feature", got=len(known) <= len(("id", "reference")), wanted=True)


@probe("SLV-44")
def custom_field_values_are_kept(context: SolvimonContext) -> None:
    """
    The value of a custom field is stored and read back, and so are the values of one that holds
    several.
    """
    one, many = context.driver.custom_field(), context.driver.custom_field(multiple_values=True)
    first, second = context.name(), context.name()
    product = context.driver.stored(
        custom_fields=[
            {"reference": one, "value": first},
            {"reference": many, "values": [first, second]},
        ]
    )

    def kept() -> dict[str, object]:
        rows = context.driver.read(product["id"]).at("custom_fields")
        return {row.get("reference"): row for row in rows} if isinstance(rows, list) else {}

    context.eventually(
        "custom_fields",
        read=kept,
        wanted={one: {"value": first}, many: {"values": [first, second]}},
    )


@probe("SLV-45")
def a_unique_value_belongs_to_one_product(context: SolvimonContext) -> None:
    """
    The value of a unique custom field that another product has is refused; status and code are
    recorded.
    """
    field, value = context.driver.custom_field(unique_value=True), context.name()
    values = [{"reference": field, "value": value}]
    holder = context.driver.stored(custom_fields=values)
    second = context.driver.product(custom_fields=values)
    note_refusal(
        context, "a value that is taken", refused(context, "a taken value", second, client_error())
    )
    reads(context, "the holder", holder["id"], name=holder["name"])
