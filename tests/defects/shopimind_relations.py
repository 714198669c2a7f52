"""ShopiMind's planted defects: relations of records to contacts and products."""

from __future__ import annotations

from defects.planting import Ask, Defect, Forward, Reply
from defects.shopimind_wraps import RECORDS, on, other, replaced, saved_items, says, when, without

from mockserver.providers.shopimind import records, relations

VALUE_OF = records.value_of
FOUND = relations.found_contact
DIRECT = relations.direct_contact
RESOLVED = relations.resolved


def creating_contacts(ask: Ask, forward: Forward) -> Reply:
    for one in ask.json if isinstance(ask.json, list) else []:
        way = one.get("contact") if isinstance(one, dict) else None
        if isinstance(way, dict) and way.get("by") == "email" and "value" in way:
            forward(other(ask, "POST", "/v1/contacts", {"email": way["value"]}))
    return forward(ask)


def any_way_is_an_address(one):
    way = one.get("contact")
    known = {"email", "id_customer", "id_contact"}
    if isinstance(way, dict) and way.get("by", "email") not in known:
        return one | {"contact": way | {"by": "email"}}
    return one


def numbers_lose_zeros(one):
    way = one.get("contact")
    if isinstance(way, dict) and way.get("by") == "id_customer":
        return one | {"contact": way | {"value": way["value"].lstrip("0")}}
    return one


def half_ways_are_nothing(one):
    way = one.get("contact")
    half = isinstance(way, dict) and set(way) != {"by", "value"}
    return without("contact")(one) if half else one


def unresolved_is_null(seen, definition, field, value):
    try:
        return VALUE_OF(seen, definition, field, value)
    except relations.Unresolved:
        if definition.relations.get(field.name) is None:
            raise
        return None


def no_customers(seen, resolver):
    if resolver.get("by") == "id_customer":
        raise relations.Unresolved("is unknown")
    return FOUND(seen, resolver)


def mind_case(seen, resolver):
    if resolver.get("by") == "email" and resolver["value"] != resolver["value"].lower():
        raise relations.Unresolved("is unknown")
    return FOUND(seen, resolver)


def another_contact(seen, resolver):
    return FOUND(seen, resolver) + (1000 if resolver.get("by") == "email" else 0)


def no_products(seen, field, relation, value):
    if relation.target == "products":
        raise relations.Unresolved("is unknown")
    return RESOLVED(seen, field, relation, value)


def mixed(ask: Ask) -> bool:
    kinds = {type(one.get("contact")) for one in ask.json or [] if isinstance(one, dict)}
    return {int, dict} <= kinds


RELATIONS = (
    Defect(
        "direct_contacts_are_shifted",
        ("SPM-65", "SPM-67"),
        patch=replaced(relations, "direct_contact", lambda field, value: DIRECT(field, value) + 1),
    ),
    Defect(
        "shop_ids_find_nobody",
        ("SPM-66", "SPM-67"),
        patch=replaced(relations, "found_contact", no_customers),
    ),
    Defect("ways_may_not_be_mixed", ("SPM-67",), wrap=on("POST", RECORDS, when(mixed, says(400)))),
    Defect(
        "unknown_contacts_are_null",
        ("SPM-68", "SPM-69"),
        patch=replaced(records, "value_of", unresolved_is_null),
    ),
    Defect(
        "contacts_are_created",
        ("SPM-68", "SPM-69", "SPM-70"),
        wrap=on("POST", RECORDS, creating_contacts),
    ),
    Defect("any_way_is_an_address", ("SPM-71",), wrap=saved_items(any_way_is_an_address)),
    Defect("shop_ids_lose_zeros", ("SPM-72",), wrap=saved_items(numbers_lose_zeros)),
    Defect(
        "addresses_lead_elsewhere",
        ("SPM-66", "SPM-73"),
        patch=replaced(relations, "found_contact", another_contact),
    ),
    Defect(
        "addresses_mind_case", ("SPM-75",), patch=replaced(relations, "found_contact", mind_case)
    ),
    Defect("half_a_resolver_is_nothing", ("SPM-76",), wrap=saved_items(half_ways_are_nothing)),
    Defect(
        "products_cannot_be_related", ("SPM-77",), patch=replaced(records, "resolved", no_products)
    ),
)
