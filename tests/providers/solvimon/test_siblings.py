"""Categories, features and billing entities: the same ways of writing, with their own members."""

from __future__ import annotations

import re

import pytest

KINDS = {
    "ProductCategories": ("PRODUCT_CATEGORY", {"name": "Services"}, "OrReference"),
    "Features": ("FEATURE", {"type": "SWITCH"}, ""),
    "BillingEntities": ("BILLING_ENTITY", {}, "OrReference"),
}


@pytest.fixture(params=list(KINDS))
def kind(request):
    return request.param


def path_operation(method, kind):
    return f"{method}{kind}ByResourceId{KINDS[kind][2]}"


def made(platform, kind, method="put", **members):
    return platform.call(f"{method}{kind}", {"reference": "one", **KINDS[kind][1], **members})


def test_an_upsert_creates_and_then_updates_by_reference(platform, kind):  # 3.1
    first = made(platform, kind)
    assert (first.status, first.body["object_type"]) == (201, KINDS[kind][0])
    second = made(platform, kind)
    assert (second.status, second.body) == (201, first.body)
    assert made(platform, kind, reference="two").body["id"] != first.body["id"]


def test_creating_twice_is_a_conflict(platform, fault, kind):  # SLV-51
    first = made(platform, kind, "post")
    again = made(platform, kind, "post")
    assert (first.status, fault(again)) == (201, (409, "RESOURCE_ALREADY_EXISTS", "reference"))
    assert again.body["resource_type"] == KINDS[kind][0]


def test_a_change_keeps_what_is_not_sent(platform, kind):
    stored = made(platform, kind).body
    member = {"BillingEntities": "legal_name"}.get(kind, "description")
    operation = path_operation("patch", kind)
    reply = platform.call(operation, {member: "Text"}, at=stored["id"])
    assert (reply.status, reply.body) == (200, stored | {member: "Text"})
    read = platform.call(path_operation("get", kind), at=stored["id"])
    assert (read.status, read.body) == (200, reply.body)


def test_a_path_takes_references_where_it_says_so(platform, kind):
    stored = made(platform, kind).body
    reply = platform.call(path_operation("get", kind), at="one")
    if kind == "Features":
        assert reply.status == 404
    else:
        assert reply.body == stored


def test_an_unknown_one_is_not_found(platform, fault, kind):
    for method in ("get", "patch"):
        body = {} if method == "patch" else None
        reply = platform.call(path_operation(method, kind), body, at="none")
        assert fault(reply) == (404, "RESOURCE_NOT_FOUND", None)
        assert reply.body["resource_type"] == KINDS[kind][0]


def test_one_is_listed(platform, kind):
    stored = made(platform, kind).body
    assert platform.call(f"get{kind}").body["data"] == [stored]


@pytest.mark.parametrize("reference", ["a b", "", "x" * 257, None])
def test_references_follow_one_rule_everywhere(platform, fault, kind, reference):
    reply = made(platform, kind, reference=reference)
    assert fault(reply) == (400, "INVALID_FIELD", "reference")


@pytest.mark.parametrize(
    ("operation", "body", "member"),
    [
        ("putProductCategories", {"reference": "a"}, "name"),
        ("putProductCategories", {"name": "a"}, "reference"),
        ("putFeatures", {"type": "SWITCH"}, "reference"),
        ("putFeatures", {"reference": "a"}, "type"),
        ("postBillingEntities", {}, "reference"),
        ("putBillingEntities", {}, "reference"),
    ],
)
def test_what_a_new_one_needs(platform, fault, operation, body, member):
    assert fault(platform.call(operation, body)) == (400, "MISSING_FIELD", member)


@pytest.mark.parametrize("operation", ["ProductCategories", "Features"])
def test_one_that_is_not_in_use_is_deleted(platform, operation):
    stored = made(platform, operation).body
    reply = platform.call(path_operation("delete", operation), at=stored["id"])
    assert (reply.status, reply.body) == (200, stored)
    assert platform.call(path_operation("get", operation), at=stored["id"]).status == 404


def test_what_a_product_refers_to_stays(platform, fault):
    category, feature = platform.category(), platform.feature()
    platform.product(category_id=category["id"], features=[{"id": feature["id"]}])
    for kind, stored in (("ProductCategories", category), ("Features", feature)):
        reply = platform.call(path_operation("delete", kind), at=stored["id"])
        assert fault(reply) == (400, "COULD_NOT_DELETE_RESOURCE", None)
    platform.call("deleteProductsByResourceIdOrReference", at="router")
    for kind, stored in (("ProductCategories", category), ("Features", feature)):
        assert platform.call(path_operation("delete", kind), at=stored["id"]).status == 200


@pytest.mark.parametrize("word", ["SWITCH", "NUMBER", "ENUM", "AMOUNT", "STRING"])
def test_features_have_five_types(platform, word):
    assert platform.feature(type=word)["type"] == word


def test_another_type_of_feature_is_refused(platform, fault):
    reply = made(platform, "Features", type="TEXT")
    assert fault(reply) == (400, "INVALID_FIELD", "type")


def test_every_kind_has_ids_of_its_own_form(platform):  # 1.7
    made = {
        "prca": platform.category(),
        "cufi": platform.custom_field("one"),
        "feat": platform.feature(),
        "biee": platform.entity(),
    }
    for prefix, stored in made.items():
        assert re.fullmatch(f"{prefix}_[A-Za-z0-9]{{20}}", stored["id"])


def test_the_same_reference_may_name_records_of_different_kinds(platform):
    ids = {
        platform.category("one")["id"],
        platform.feature("one")["id"],
        platform.entity("one")["id"],
    }
    assert len(ids) == 3


def test_a_billing_entity_has_a_date_without_milliseconds(platform):  # 1.7
    platform.bench.advance(0.5)
    stored = platform.entity(created_at="2000-01-01T00:00:00Z")
    assert stored["created_at"] == "2026-09-21T14:13:20Z"
    assert re.fullmatch(r"biee_[A-Za-z0-9]{20}", stored["id"])


def test_the_status_of_a_billing_entity_is_any_text_and_null_clears_it(platform):
    assert platform.entity(status="OPEN")["status"] == "OPEN"
    assert platform.entity(status=None)["status"] is None


def test_a_billing_entity_is_identified_like_a_product(platform, fault):
    platform.custom_field("vat", resource_type="BILLING_ENTITY", unique_value=True)
    value = [{"reference": "vat", "value": "NL1"}]
    first = platform.entity("a", custom_fields=value)
    body = {"reference": "b", "custom_fields": value}
    query = "custom_field_reference=vat"
    moved = platform.call("putBillingEntities", body, query=query)
    assert (moved.body["id"], moved.body["reference"]) == (first["id"], "b")
    same = {"reference": "c", "id": first["id"]}
    query = "identifier_field=id"
    assert platform.call("putBillingEntities", same, query=query).body["id"] == first["id"]
    taken = platform.call("putBillingEntities", {"reference": "d", "custom_fields": value})
    assert fault(taken)[1:] == ("CUSTOM_FIELD_VALUE_ALREADY_EXISTS", "custom_fields.0.value")
    listed = platform.call("getBillingEntities", query="custom_field=vat:NL1").body["data"]
    assert [entity["reference"] for entity in listed] == ["c"]


def test_a_custom_field_of_products_is_none_of_billing_entities(platform, fault):
    platform.custom_field("erp_id")
    value = [{"reference": "erp_id", "value": "1"}]
    reply = platform.call("putBillingEntities", {"reference": "a", "custom_fields": value})
    assert fault(reply) == (404, "RESOURCE_NOT_FOUND", "custom_fields.0.reference")


TAX_ID = {
    "id": "NL123456789B01",
    "type": "GENERIC_TAX_ID",
    "display_name": "VAT",
    "tax_id_validation_result": {"id": "v", "valid": "VALID", "message": None},
}
ADDRESS = {
    "line1": "Keizersgracht 1",
    "line2": None,
    "city": "Amsterdam",
    "postal_code": "1015 CJ",
    "state": None,
    "country": "NL",
}
ABOUT_TAX = {
    "registered_address": ADDRESS,
    "tax_ids": [TAX_ID],
    "tax_settings": {"apply_local_vat_for_missing_tax_id": True},
    "tax_registrations": [
        {
            "id": "r",
            "description": "second",
            "tax_id": "x",
            "tax_ids": [TAX_ID],
            "registration_number": "1",
            "registered_address": ADDRESS,
        }
    ],
    "default_customer_country_selector": ["NL", "BE"],
    "default_billing_currency_selector": ["EUR"],
}


def test_what_a_billing_entity_says_about_tax_is_kept(platform):
    stored = platform.entity(**ABOUT_TAX)
    assert {name: stored[name] for name in ABOUT_TAX} == ABOUT_TAX
    assert platform.call("getBillingEntities").body["data"] == [stored]
    renamed = platform.entity(legal_name="Example B.V.")
    assert {name: renamed[name] for name in ABOUT_TAX} == ABOUT_TAX
    cleared = platform.entity(**dict.fromkeys(ABOUT_TAX))
    assert {name: cleared[name] for name in ABOUT_TAX} == dict.fromkeys(ABOUT_TAX)


def test_members_that_a_billing_entity_does_not_have_are_dropped_at_every_depth(platform):  # 6.11
    odd = {
        "registered_address": {"line1": "x", "planet": "Earth"},
        "tax_registrations": [{"id": "r", "tax_ids": [{"id": "t", "colour": "red"}], "x": 1}],
    }
    stored = platform.entity(**odd)
    assert stored["registered_address"] == {"line1": "x"}
    assert stored["tax_registrations"] == [{"id": "r", "tax_ids": [{"id": "t"}]}]


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"registered_address": {"country": "Netherlands"}}, "registered_address.country"),
        ({"tax_ids": [{}, {"type": "VAT"}]}, "tax_ids.1.type"),
        ({"tax_settings": {"apply_local_vat_for_missing_tax_id": "yes"}}, "tax_settings"),
        ({"default_billing_currency_selector": ["euro"]}, "default_billing_currency_selector.0"),
    ],
)
def test_a_malformed_member_of_a_billing_entity_is_refused(platform, fault, members, field):
    reply = platform.call("putBillingEntities", {"reference": "nl", **members})
    status, code, where = fault(reply)
    assert (status, code) == (400, "INVALID_FIELD")
    assert where.startswith(field)


def test_the_list_of_billing_entities_holds_them_all_and_nothing_else(platform):
    for number in range(51):
        platform.entity(f"e{number}")
    body = platform.call("getBillingEntities").body
    assert set(body) == {"data"}
    assert [one["reference"] for one in body["data"]][::50] == ["e50", "e0"]


def test_the_meter_value_calculation_of_a_feature_is_kept(platform):
    calculation = {
        "reference": "sum",
        "calculation_type": "SUM",
        "meter_id": "mete_1",
        "meter": {"reference": "calls", "meter_values": [{"id": "v"}]},
    }
    stored = platform.feature(meter_value_calculation={**calculation, "colour": "red"})
    assert stored["meter_value_calculation"] == calculation
    assert platform.call("getFeatures").body == {"data": [stored]}
    assert platform.feature("bare")["meter_value_calculation"] is None
