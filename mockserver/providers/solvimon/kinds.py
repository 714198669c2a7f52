"""
The five kinds of records: where they are kept, what they hold, how they are found and shown.

A record's body holds what clients write, references to other records by id only.
What the server derives (``object_type``, ``id``, the references of features and custom fields,
expansions) is added when a record is shown, so that it is never out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.tick import moment
from mockserver.core.view import View


def derives_nothing(_record: Record) -> JsonObject:
    """The derived members of a kind that has none but its name and its id."""
    return {}


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """
    One kind of records.

    - ``name``: its ``object_type``, and the ``kind`` of its records
    - ``prefix``: how its ids begin
    - ``members``: what clients write and the server keeps; anything else is ignored
    - ``blank``: what these hold when a record is created without them; the others are left out
    - ``required``: what a new record must have
    - ``by_reference``: whether a path may name a record by its reference as well as by its id
    - ``scope``: the member within whose value references are unique; empty for all of the kind
    - ``paging``: whether its list is a page that says which one (``numbered``), a page that does
      not (``bare``), or ``whole``
    - ``derived``: members that only the server writes, for one record
    """

    name: str
    collection: str
    prefix: str
    members: Sequence[str]
    blank: Mapping[str, Json]
    required: Sequence[str]
    by_reference: bool = True
    scope: str = ""
    paging: Literal["numbered", "bare", "whole"] = "numbered"
    derived: Callable[[Record], JsonObject] = derives_nothing


def words(names: str) -> tuple[str, ...]:
    """Names written in one line."""
    return tuple(names.split())


def blanks(names: str, **given: Json) -> Mapping[str, Json]:
    """Members that are null when they were never sent, and those with another value."""
    return MappingProxyType({**dict.fromkeys(words(names)), **given})


def without_category(_record: Record) -> JsonObject:
    """The category is null unless it is asked for."""
    return {"category": None}


def with_date(record: Record) -> JsonObject:
    """When a record was created, without milliseconds, which the vendor's dates do not have."""
    created = moment(record["created"]).replace(tzinfo=None)
    return {"created_at": f"{created.isoformat(timespec='seconds')}Z"}


PRODUCT: Final = ResourceKind(
    name="PRODUCT",
    collection="products",
    prefix="prod",
    members=words(
        "category_id parent_product_id name reference description status product_type"
        " tax_category features custom_fields display_order linked_integrations"
        " billing_entity_id customer_id"
    ),
    blank=blanks(
        "parent_product_id description tax_category features custom_fields display_order"
        " linked_integrations billing_entity_id customer_id",
        status="DRAFT",
        product_type="DEFAULT",
    ),
    required=("name", "reference"),
    derived=without_category,
)

PRODUCT_CATEGORY: Final = ResourceKind(
    name="PRODUCT_CATEGORY",
    collection="product-categories",
    prefix="prca",
    members=words("name reference description tax_category display_order customer_id"),
    blank=blanks("description tax_category display_order customer_id"),
    required=("name", "reference"),
)

CUSTOM_FIELD: Final = ResourceKind(
    name="CUSTOM_FIELD",
    collection="custom-fields",
    prefix="cufi",
    members=words(
        "reference name description resource_type multiple_values unique_value"
        " copy_value_to_invoice integration_id integration_reference type enum_values"
    ),
    blank=blanks(
        "name description multiple_values unique_value copy_value_to_invoice type enum_values"
    ),
    required=("reference", "resource_type"),
    by_reference=False,
    scope="resource_type",
)

FEATURE: Final = ResourceKind(
    name="FEATURE",
    collection="features",
    prefix="feat",
    members=words(
        "reference name description type enum_values meter_value_calculation_id"
        " meter_value_calculation"
    ),
    blank=blanks(
        "name description type enum_values meter_value_calculation_id meter_value_calculation"
    ),
    required=("reference",),
    by_reference=False,
    paging="bare",
)

ENTITY_MEMBERS: Final = words(
    "status timezone legal_name tax_id tax_ids registration_number registered_address email"
    " tax_settings tax_registrations custom_fields default_customer_country_selector"
    " default_billing_currency_selector linked_integrations"
)

BILLING_ENTITY: Final = ResourceKind(
    name="BILLING_ENTITY",
    collection="billing-entities",
    prefix="biee",
    members=("reference", *ENTITY_MEMBERS),
    blank=blanks(" ".join(ENTITY_MEMBERS)),
    required=("reference",),
    paging="whole",
    derived=with_date,
)

KINDS: Final = (PRODUCT, PRODUCT_CATEGORY, CUSTOM_FIELD, FEATURE, BILLING_ENTITY)

NAMES: Final = {kind.collection: kind.name for kind in KINDS}
"""Collection to the kind of its records, as errors name it."""


def reference_key(reference: str, scope: str = "") -> str:
    """The natural key of a reference; references have no white space."""
    return f"reference {scope} {reference}"


def own_key(kind: ResourceKind, body: JsonObject) -> str:
    """The natural key of a record's own reference."""
    return reference_key(body["reference"], body[kind.scope] if kind.scope else "")


def with_reference(
    view: View, kind: ResourceKind, reference: str, scope: str = ""
) -> Record | None:
    """The record with a reference, case and all (SLV-50)."""
    return next(view.find(kind.collection, "keys", reference_key(reference, scope)), None)


def named(view: View, kind: ResourceKind, text: str) -> Record | None:
    """The record that a path names, by its id or else by its reference (SLV-48)."""
    record = view.get(kind.collection, text)
    if record is None and kind.by_reference:
        record = with_reference(view, kind, text)
    return record


def pointed(view: View, kind: ResourceKind, entry: JsonObject, scope: str = "") -> Record | None:
    """The record that an object names by its ``id``, or else by its ``reference``."""
    if entry.get("id") is not None:
        return view.get(kind.collection, entry["id"])
    return with_reference(view, kind, entry["reference"], scope)


def naming(entry: JsonObject) -> str | None:
    """The member by which an object names a record, if it names any."""
    return next((name for name in ("id", "reference") if entry.get(name) is not None), None)


def reference_of(view: View, kind: ResourceKind, record_id: str) -> str | None:
    """The present reference of a record that another one names by its id."""
    record = view.get(kind.collection, record_id)
    return None if record is None else record["body"]["reference"]


def record_as_sent(view: View, kind: ResourceKind, record: Record) -> JsonObject:
    """A record as it goes over the wire."""
    body = {"object_type": kind.name, "id": record["id"], **kind.derived(record), **record["body"]}
    for name, target in (("features", FEATURE), ("custom_fields", CUSTOM_FIELD)):
        if body.get(name):
            body[name] = [
                {**entry, "reference": reference_of(view, target, entry["id"])}
                for entry in body[name]
            ]
    return body


def expanded(view: View, body: JsonObject) -> JsonObject:
    """A shown product with its category in place."""
    category = view.get(PRODUCT_CATEGORY.collection, body.get("category_id", ""))
    return body | {"category": category and record_as_sent(view, PRODUCT_CATEGORY, category)}
