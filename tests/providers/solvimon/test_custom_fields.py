"""Custom fields: definitions, and the values of products that follow them."""

from __future__ import annotations

import pytest


def entry(reference, value=None, values=None):
    sent = {"reference": reference}
    if value is not None:
        sent["value"] = value
    if values is not None:
        sent["values"] = values
    return [sent]


def test_values_come_back_with_id_and_reference_of_their_field(platform):  # SLV-44
    erp = platform.custom_field("erp_id")["id"]
    tags = platform.custom_field("tags", multiple_values=True)["id"]
    platform.product(custom_fields=[*entry("erp_id", "4711"), {"id": tags, "values": ["a", "b"]}])
    assert platform.get("router").body["custom_fields"] == [
        {
            "id": erp,
            "reference": "erp_id",
            "value": "4711",
            "values": None,
            "integration_details": None,
        },
        {
            "id": tags,
            "reference": "tags",
            "value": None,
            "values": ["a", "b"],
            "integration_details": None,
        },
    ]


def test_what_an_integration_adds_to_a_value_is_kept(platform):
    platform.custom_field("erp_id")
    details = {
        "id": "intg_1",
        "payment_gateway_variant": "ADYEN",
        "adyen": {"recurring_detail_reference": "r"},
    }
    sent = {"reference": "erp_id", "value": "1", "integration_id": "intg_1"}
    stored = platform.product(
        custom_fields=[sent | {"integration_details": {**details, "odd": 1, "stripe": {"odd": 1}}}]
    )
    (shown,) = stored["custom_fields"]
    assert shown["integration_id"] == "intg_1"
    assert shown["integration_details"] == {**details, "stripe": {}}
    details = {"reference": "r", "stripe": {"payment_method_id": "pm_1"}}
    stored = platform.product(custom_fields=[sent | {"integration_details": details}])
    assert stored["custom_fields"][0]["integration_details"] == details


@pytest.mark.parametrize("sent", [{"reference": "none"}, {"id": "cufi_0"}])
def test_a_value_of_an_undefined_field_is_refused(platform, fault, sent):  # 3.10
    reply = platform.put(custom_fields=[{**sent, "value": "1"}])
    (member,) = sent
    assert fault(reply) == (404, "RESOURCE_NOT_FOUND", f"custom_fields.0.{member}")
    assert reply.body["resource_type"] == "CUSTOM_FIELD"


def test_a_field_for_another_kind_of_record_is_undefined(platform, fault):
    theirs = platform.custom_field("erp_id", resource_type="CUSTOMER")["id"]
    for sent, member in (({"reference": "erp_id"}, "reference"), ({"id": theirs}, "id")):
        reply = platform.put(custom_fields=[{**sent, "value": "1"}])
        assert fault(reply) == (404, "RESOURCE_NOT_FOUND", f"custom_fields.0.{member}")


def test_a_value_that_names_no_field_is_refused(platform, fault):
    reply = platform.put(custom_fields=[{"value": "1"}])
    assert fault(reply) == (400, "MISSING_FIELD", "custom_fields.0.reference")


def test_one_field_has_its_value_once(platform, fault):
    field = platform.custom_field("erp_id")["id"]
    reply = platform.put(custom_fields=[*entry("erp_id", "1"), {"id": field, "value": "2"}])
    assert fault(reply) == (400, "INVALID_FIELD", "custom_fields.1")


def test_a_field_takes_value_or_values_as_it_is_defined(platform, fault):  # 3.12
    platform.custom_field("one")
    platform.custom_field("many", multiple_values=True)
    many = platform.put(custom_fields=entry("many", value="a"))
    assert fault(many) == (400, "INVALID_FIELD", "custom_fields.0.value")
    one = platform.put(custom_fields=entry("one", values=["a"]))
    assert fault(one) == (400, "INVALID_FIELD", "custom_fields.0.values")
    assert platform.put(custom_fields=entry("one", value="a", values=[])).status == 201


@pytest.mark.parametrize(
    ("definition", "good", "bad"),
    [
        ({"type": "NUMBER"}, ["1", "-2.50", "+3"], ["x", "", "1e5", "1.", " 1"]),
        ({"type": "BOOLEAN"}, ["true", "false"], ["TRUE", "1", ""]),
        ({"type": "ENUM", "enum_values": ["a", "b"]}, ["a", "b"], ["c", "A"]),
        ({"type": "ENUM"}, ["anything"], []),
        ({"type": "STRING"}, ["", "anything"], []),
        ({}, ["anything"], []),
    ],
)
def test_a_value_is_of_the_type_that_is_defined(platform, fault, definition, good, bad):  # 3.12
    platform.custom_field("erp_id", **definition)
    for text in good:
        assert platform.put(custom_fields=entry("erp_id", text)).status == 201, text
    for text in bad:
        reply = platform.put(custom_fields=entry("erp_id", text))
        assert fault(reply) == (400, "INVALID_FIELD", "custom_fields.0.value"), text


def test_each_of_several_values_is_of_the_type(platform, fault):
    platform.custom_field("sizes", type="NUMBER", multiple_values=True)
    reply = platform.put(custom_fields=entry("sizes", values=["1", "x"]))
    assert fault(reply) == (400, "INVALID_FIELD", "custom_fields.0.values.1")


def test_a_unique_value_of_another_product_is_refused(platform, fault):  # SLV-45
    platform.custom_field("erp_id", unique_value=True)
    first = platform.product("first", custom_fields=entry("erp_id", "4711"))
    reply = platform.put("second", custom_fields=entry("erp_id", "4711"))
    assert fault(reply) == (400, "CUSTOM_FIELD_VALUE_ALREADY_EXISTS", "custom_fields.0.value")
    assert (reply.body["resource_id"], reply.body["resource_type"]) == (first["id"], "PRODUCT")
    assert [product["reference"] for product in platform.products()] == ["first"]


def test_a_unique_value_is_free_for_its_own_product_and_after_it_was_given_up(platform):
    platform.custom_field("erp_id", unique_value=True)
    platform.product("first", custom_fields=entry("erp_id", "1"))
    assert platform.put("first", custom_fields=entry("erp_id", "1")).status == 201
    platform.product("first", custom_fields=None)
    assert platform.put("second", custom_fields=entry("erp_id", "1")).status == 201


def test_each_of_several_values_is_unique(platform, fault):
    platform.custom_field("codes", unique_value=True, multiple_values=True)
    platform.product("first", custom_fields=entry("codes", values=["a", "b"]))
    reply = platform.put("second", custom_fields=entry("codes", values=["c", "b"]))
    assert fault(reply)[1:] == ("CUSTOM_FIELD_VALUE_ALREADY_EXISTS", "custom_fields.0.values.1")


def test_a_field_without_that_word_is_not_unique(platform):
    platform.custom_field("line")
    platform.product("first", custom_fields=entry("line", "a"))
    assert platform.put("second", custom_fields=entry("line", "a")).status == 201


def test_what_is_stored_is_not_checked_again_when_a_field_becomes_unique(platform):
    field = platform.custom_field("line")["id"]
    platform.product("first", custom_fields=entry("line", "a"))
    platform.product("second", custom_fields=entry("line", "a"))
    changed = platform.call("patchCustomFieldsByResourceId", {"unique_value": True}, at=field)
    assert (changed.status, changed.body["unique_value"]) == (200, True)
    assert platform.put("first", name="New").status == 201


def test_the_reference_of_a_field_is_unique_among_fields_of_one_kind_of_record(platform, fault):
    platform.custom_field("erp_id")
    assert platform.custom_field("erp_id", resource_type="BILLING_ENTITY")["id"]
    body = {"reference": "erp_id", "resource_type": "PRODUCT"}
    reply = platform.call("postCustomFields", body)
    assert fault(reply) == (409, "RESOURCE_ALREADY_EXISTS", "reference")


@pytest.mark.parametrize("member", ["reference", "resource_type"])
def test_a_definition_needs_two_members(platform, fault, member):
    body = {"reference": "erp_id", "resource_type": "PRODUCT"}
    del body[member]
    assert fault(platform.call("postCustomFields", body)) == (400, "MISSING_FIELD", member)


def test_a_definition_is_read_by_its_id_only(platform):
    field = platform.custom_field("erp_id")
    assert platform.call("getCustomFieldsByResourceId", at=field["id"]).body == field
    assert platform.call("getCustomFieldsByResourceId", at="erp_id").status == 404


def test_a_field_with_values_stays_and_one_without_goes(platform, fault):
    field = platform.custom_field("erp_id")
    platform.product(custom_fields=entry("erp_id", "1"))
    refused = platform.call("deleteCustomFieldsByResourceId", at=field["id"])
    assert fault(refused) == (400, "COULD_NOT_DELETE_RESOURCE", None)
    platform.product(custom_fields=None)
    gone = platform.call("deleteCustomFieldsByResourceId", at=field["id"])
    assert (gone.status, gone.body) == (200, field)
    assert platform.call("getCustomFieldsByResourceId", at=field["id"]).status == 404
