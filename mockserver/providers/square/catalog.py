"""
The nineteen types of catalog objects: their data fields, their children, what can be searched.

A record's ``kind`` is the type.
Its body is the object as it goes over the wire, without what the server derives
(``type``, ``id``, ``version``, the timestamps, ``is_deleted``) and without its children,
which are records of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.record import Json, JsonObject, Record

OBJECTS = "objects"
"""The collection of catalog objects."""

HISTORY = "history"
"""The collection of their superseded states."""

VERSIONS_KEPT = 20
"""
How many superseded states of one object can be read at least: a read with ``catalog_version``
answers with the state at that moment (SQ-113), a list with a snapshot.
"""


@dataclass(frozen=True, slots=True)
class CatalogKind:
    """
    One type of objects.

    - ``data``: the field that holds its data; no other data field may be set (SQ-20)
    - ``fields``: what the data field may hold; other keys are ignored
    - ``children``: the field of the data that nests other objects, and ``child``, their type
    - ``parent``: the field of the data that names the object in which this one is nested
    - ``needs``: the fields of the data without which there is no such object
    - ``most``: how many children an object may have, 0 for any number
    """

    data: str
    fields: frozenset[str]
    children: str = ""
    child: str = ""
    parent: str = ""
    needs: tuple[str, ...] = ()
    most: int = 0


def fields(names: str) -> frozenset[str]:
    return frozenset(names.split())


COMMON = fields(
    "custom_attribute_values catalog_v1_ids present_at_all_locations present_at_location_ids"
    " absent_at_location_ids image_id"
)
"""What clients write on objects of every type, beside the data field."""

KINDS = {
    "ITEM": CatalogKind(
        "item_data",
        fields(
            "name description description_html abbreviation buyer_facing_name kitchen_name"
            " label_color is_taxable category_id categories reporting_category tax_ids"
            " modifier_list_info product_type skip_modifier_screen item_options image_ids"
            " sort_name is_archived ecom_seo_data ecom_uri ecom_image_uris"
            " food_and_beverage_details is_alcoholic"
        ),
        children="variations",
        child="ITEM_VARIATION",
        needs=("name",),
        most=250,
    ),
    "ITEM_VARIATION": CatalogKind(
        "item_variation_data",
        fields(
            "item_id name kitchen_name sku upc pricing_type price_money location_overrides"
            " track_inventory inventory_alert_type inventory_alert_threshold user_data"
            " service_duration available_for_booking item_option_values measurement_unit_id"
            " sellable stockable image_ids team_member_ids stockable_conversion vendor_information"
        ),
        parent="item_id",
        needs=("item_id",),
    ),
    "CATEGORY": CatalogKind(
        "category_data",
        fields(
            "name image_ids category_type parent_category channels availability_period_ids"
            " online_visibility ecom_seo_data"
        ),
        needs=("name",),
    ),
    "TAX": CatalogKind(
        "tax_data",
        fields(
            "name calculation_phase inclusion_type percentage applies_to_custom_amounts enabled"
            " applies_to_product_set_id"
        ),
    ),
    "DISCOUNT": CatalogKind(
        "discount_data",
        fields(
            "name discount_type percentage amount_money pin_required label_color modify_tax_basis"
            " maximum_amount_money"
        ),
    ),
    "MODIFIER_LIST": CatalogKind(
        "modifier_list_data",
        fields(
            "name internal_name ordinal selection_type image_ids allow_quantities"
            " is_conversational modifier_type max_length text_required min_selected_modifiers"
            " max_selected_modifiers hidden_from_customer"
        ),
        children="modifiers",
        child="MODIFIER",
    ),
    "MODIFIER": CatalogKind(
        "modifier_data",
        fields(
            "name kitchen_name price_money on_by_default ordinal modifier_list_id"
            " location_overrides image_id hidden_online child_modifier_list_ids"
        ),
        parent="modifier_list_id",
        needs=("modifier_list_id",),
    ),
    "IMAGE": CatalogKind("image_data", fields("name url caption photo_studio_order_id")),
    "PRICING_RULE": CatalogKind(
        "pricing_rule_data",
        fields(
            "name time_period_ids discount_id match_products_id apply_products_id"
            " exclude_products_id valid_from_date valid_from_local_time valid_until_date"
            " valid_until_local_time exclude_strategy minimum_order_subtotal_money"
            " customer_group_ids_any"
        ),
    ),
    "PRODUCT_SET": CatalogKind(
        "product_set_data",
        fields(
            "name product_ids_any product_ids_all all_products quantity_exact quantity_min"
            " quantity_max"
        ),
    ),
    "TIME_PERIOD": CatalogKind("time_period_data", fields("event")),
    "MEASUREMENT_UNIT": CatalogKind("measurement_unit_data", fields("measurement_unit precision")),
    "ITEM_OPTION": CatalogKind(
        "item_option_data",
        fields("name display_name description show_colors"),
        children="values",
        child="ITEM_OPTION_VAL",
        most=250,
    ),
    "ITEM_OPTION_VAL": CatalogKind(
        "item_option_value_data",
        fields("item_option_id name description color ordinal"),
        parent="item_option_id",
        needs=("item_option_id",),
    ),
    "CUSTOM_ATTRIBUTE_DEFINITION": CatalogKind(
        "custom_attribute_definition_data",
        fields(
            "type name description allowed_object_types seller_visibility app_visibility"
            " string_config number_config selection_config key"
        ),
    ),
    "QUICK_AMOUNTS_SETTINGS": CatalogKind(
        "quick_amounts_settings_data", fields("option eligible_for_auto_amounts amounts")
    ),
    "SUBSCRIPTION_PLAN": CatalogKind(
        "subscription_plan_data",
        fields("name phases eligible_item_ids eligible_category_ids all_items"),
        children="subscription_plan_variations",
        child="SUBSCRIPTION_PLAN_VARIATION",
    ),
    "SUBSCRIPTION_PLAN_VARIATION": CatalogKind(
        "subscription_plan_variation_data",
        fields(
            "name phases subscription_plan_id monthly_billing_anchor_date can_prorate"
            " successor_plan_variation_id"
        ),
        parent="subscription_plan_id",
        needs=("subscription_plan_id",),
    ),
    "AVAILABILITY_PERIOD": CatalogKind(
        "availability_period_data", fields("start_local_time end_local_time day_of_week")
    ),
}

DATA_FIELDS = frozenset(kind.data for kind in KINDS.values())

OWNERS = frozenset(name for name, kind in KINDS.items() if kind.children)

LISTED = (
    "ITEM",
    "CATEGORY",
    "TAX",
    "DISCOUNT",
    "MODIFIER_LIST",
    "PRICING_RULE",
    "PRODUCT_SET",
    "TIME_PERIOD",
    "MEASUREMENT_UNIT",
    "SUBSCRIPTION_PLAN",
    "ITEM_OPTION",
    "CUSTOM_ATTRIBUTE_DEFINITION",
    "QUICK_AMOUNTS_SETTINGS",
)
"""The types that are listed and searched when a request names none (SQ-118)."""

NAMED = (
    "ITEM",
    "ITEM_VARIATION",
    "CATEGORY",
    "TAX",
    "DISCOUNT",
    "MODIFIER",
    "MODIFIER_LIST",
    "ITEM_OPTION",
    "ITEM_OPTION_VAL",
)

SEARCHABLE = {
    "name": frozenset(NAMED),
    "description": frozenset({"ITEM", "ITEM_OPTION_VAL"}),
    "abbreviation": frozenset({"ITEM"}),
    "sku": frozenset({"ITEM_VARIATION"}),
    "upc": frozenset({"ITEM_VARIATION"}),
    "caption": frozenset({"IMAGE"}),
    "display_name": frozenset({"ITEM_OPTION"}),
    "category_id": frozenset({"ITEM"}),
}
"""Attribute to the types that are searched by it; by others no search is possible (SQ-125)."""

ATTRIBUTES = COMMON.union(*(kind.fields for kind in KINDS.values()))
"""Everything that is the name of an attribute."""


def data_of(record: Record) -> JsonObject:
    """The data field of a stored object."""
    data: JsonObject = record["body"][KINDS[record["kind"]].data]
    return data


def categories_of(data: JsonObject) -> set[str]:
    """Every category that an item is in."""
    found = {entry.get("id") for entry in data.get("categories", ())}
    found |= {data.get("category_id"), data.get("reporting_category", {}).get("id")}
    return {category for category in found if category}


def nested_in(value: Json) -> list[Json]:
    """The objects nested in an object as it was sent, sound or not."""
    named = value.get("type") if isinstance(value, dict) else None
    kind = KINDS.get(named) if isinstance(named, str) else None
    data = value.get(kind.data) if kind is not None and kind.children else None
    nested = data.get(kind.children) if kind is not None and isinstance(data, dict) else None
    return nested if isinstance(nested, list) else []
