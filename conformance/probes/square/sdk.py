"""The requests of Square's own clients, imitated one by one."""

from __future__ import annotations

from conformance.drivers.square import BATCH_UPSERT, LIST, OBJECT
from conformance.drivers.square.responses import ids_of, members, objects_of
from conformance.expectations import ABSENT, JsonDict, at
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted

HEADERS = {
    "User-Agent": "squareup/46.0.0.20260916",
    "Accept": "*/*",
    "X-Fern-Language": "Python",
    "X-Fern-SDK-Name": "squareup",
    "X-Fern-SDK-Version": "46.0.0.20260916",
}
COMMON = (
    "custom_attribute_values",
    "catalog_v1_ids",
    "present_at_location_ids",
    "absent_at_location_ids",
    "image_id",
)
ITEM = (
    "description",
    "abbreviation",
    "label_color",
    "category_id",
    "modifier_list_info",
    "skip_modifier_screen",
    "item_options",
    "image_ids",
    "sort_name",
    "channels",
    "ecom_seo_data",
    "food_and_beverage_details",
    "reporting_category",
    "is_alcoholic",
)
VARIATION = (
    "sku",
    "upc",
    "price_money",
    "location_overrides",
    "track_inventory",
    "inventory_alert_type",
    "user_data",
    "service_duration",
    "item_option_values",
    "measurement_unit_id",
    "team_member_ids",
    "stockable_conversion",
)
"""Fields that the clients' models send as null when they hold nothing."""


def with_nulls(value: JsonDict) -> JsonDict:
    """
    An item as the Python package writes it: every field of its models, null where it is empty.
    """
    data = value["item_data"]
    variations = [
        {
            **dict.fromkeys(COMMON),
            **each,
            "item_variation_data": {**dict.fromkeys(VARIATION), **each["item_variation_data"]},
        }
        for each in data["variations"]
    ]
    filled = {**dict.fromkeys(ITEM), **data, "variations": variations}
    return {**dict.fromkeys(COMMON), **value, "item_data": filled}


@probe("SQ-161")
def the_flow_of_the_clients_works(context: SquareContext) -> None:
    """
    The requests of Square's own SDKs work in their order: create, read back, resend, list, delete.
    """
    batch = {"objects": [with_nulls(context.driver.make.item("#i")), context.driver.make.tax("#t")]}
    body = {"idempotency_key": context.key(), "batches": [batch]}
    created = context.driver.write(BATCH_UPSERT, body, headers=HEADERS)
    if not accepted(context, "create", created):
        return
    ids = ids_of(created)
    context.expect("resend", got=context.driver.write(BATCH_UPSERT, body).json, wanted=created.json)
    query = {"include_related_objects": "false"}
    read = context.target.send("GET", f"{OBJECT}/{ids['#i']}", query=query, headers=HEADERS)
    context.expect("read", got=read.at("object", "id"), wanted=ids["#i"])
    found: set[str] = set()
    for page in context.driver.pages({"types": "TAX,ITEM"}):
        context.expect("page", got=page.status, wanted=200)
        found |= {str(each.get("id")) for each in objects_of(page)}
    context.expect("listed", got={ids["#i"], ids["#t"]} <= found, wanted=True)
    deleted = context.target.send("DELETE", f"{OBJECT}/{ids['#i']}", headers=HEADERS)
    named = sorted(map(str, members(deleted, "deleted_object_ids")))
    context.expect("delete", got=named, wanted=sorted([ids["#i"], ids["#i-v"]]))
    empty = context.target.send("GET", LIST, headers=HEADERS)
    context.expect("a list without arguments", got=empty.status, wanted=200)


@probe("SQ-162")
def a_model_can_be_given_back(context: SquareContext) -> None:
    """An object that the Python SDK read and gives back with every other field null is accepted."""
    stored = context.driver.save(context.driver.make.item("#i"))
    read = context.driver.get(stored["id"])
    again = with_nulls(read)
    again["item_data"]["name"] = context.name("other")
    answer = context.driver.upsert(again, headers=HEADERS)
    if accepted(context, "given back", answer):
        found = context.driver.get(stored["id"])
        context.expect("name", got=at(found, "item_data", "name"), wanted=context.name("other"))
        kept = at(found, "item_data", "variations", 0, "id")
        context.expect("variation", got=kept, wanted=at(read, "item_data", "variations", 0, "id"))
        context.expect("deleted", got=found.get("is_deleted", ABSENT) is True, wanted=False)
