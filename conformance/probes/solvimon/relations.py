"""
What products refer to: categories, entities, parents, features, custom fields.
"""

from __future__ import annotations

from conformance.expectations import client_error
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import SolvimonRun, dangling, reads, refused, told


@probe("SLV-39", "SLV-40", "SLV-41")
def an_unknown_target_is_refused(run: SolvimonRun) -> None:
    member, prefix = {
        "SLV-39": ("category_id", "prca"),
        "SLV-40": ("billing_entity_id", "bent"),
        "SLV-41": ("parent_product_id", "prod"),
    }[run.rule.id]
    dangling(run, **{member: f"{prefix}_{run.random.randrange(10**19):020}"})


@probe("SLV-42")
def an_unknown_feature_is_refused(run: SolvimonRun) -> None:
    dangling(run, features=[{"reference": run.name()}])


@probe("SLV-43")
def features_are_kept(run: SolvimonRun) -> None:
    feature = run.driver.feature()
    product = run.driver.stored(features=[{"reference": feature}])

    def names() -> list[str]:
        kept = run.driver.read(product["id"]).at("features")
        rows = kept if isinstance(kept, list) else []
        return [name for row in rows for name in (row.get("id"), row.get("reference")) if name]

    known = names()
    run.expect("the feature is named", got=bool(known), wanted=True)
    run.expect("one feature", got=len(known) <= len(("id", "reference")), wanted=True)


@probe("SLV-44")
def custom_field_values_are_kept(run: SolvimonRun) -> None:
    one, many = run.driver.custom_field(), run.driver.custom_field(multiple_values=True)
    first, second = run.name(), run.name()
    product = run.driver.stored(
        custom_fields=[
            {"reference": one, "value": first},
            {"reference": many, "values": [first, second]},
        ]
    )

    def kept() -> dict[str, object]:
        rows = run.driver.read(product["id"]).at("custom_fields")
        return {row.get("reference"): row for row in rows} if isinstance(rows, list) else {}

    run.eventually(
        "custom_fields",
        read=kept,
        wanted={one: {"value": first}, many: {"values": [first, second]}},
    )


@probe("SLV-45")
def a_unique_value_belongs_to_one_product(run: SolvimonRun) -> None:
    field, value = run.driver.custom_field(unique_value=True), run.name()
    values = [{"reference": field, "value": value}]
    holder = run.driver.stored(custom_fields=values)
    second = run.driver.product(custom_fields=values)
    told(run, "a value that is taken", refused(run, "a taken value", second, client_error()))
    reads(run, "the holder", holder["id"], name=holder["name"])
