"""What decides which product an upsert means: reference, id, or a custom field's value."""

from __future__ import annotations

import pytest


def value(text, reference="erp_id"):
    return [{"reference": reference, "value": text}]


@pytest.fixture
def erp(platform):
    """A platform with the custom fields ``erp_id``, unique, and ``tags``, of several values."""
    platform.custom_field("erp_id", unique_value=True, type="STRING")
    platform.custom_field("tags", multiple_values=True)
    platform.custom_field("line")
    return platform


@pytest.mark.parametrize("word", ["reference", "REFERENCE"])
def test_the_reference_can_be_asked_for(platform, word):  # SLV-11, 6.3
    first = platform.product()
    assert platform.product(query=f"identifier_field={word}", name="New")["id"] == first["id"]


def test_the_reference_counts_case(platform):  # SLV-50
    platform.product("ref-a")
    assert platform.get("REF-A").status == 404
    assert len({platform.product("ref-a")["id"], platform.product("REF-A")["id"]}) == 2


def test_by_reference_without_a_reference_is_refused(platform, fault):
    assert fault(platform.call("putProducts", {"name": "a"})) == (400, "MISSING_FIELD", "reference")


def test_a_known_id_identifies_although_the_reference_changes(platform):  # SLV-12
    first = platform.product("old")
    moved = platform.product("new", query="identifier_field=Id", id=first["id"])
    assert moved["id"] == first["id"]
    assert platform.get(first["id"]).body["reference"] == "new"
    assert platform.get("old").status == 404
    assert platform.get("new").status == 200


def test_an_unknown_or_missing_id_is_refused(platform, fault):  # 6.8
    unknown = platform.put(query="identifier_field=id", id="prod_0")
    assert fault(unknown) == (404, "RESOURCE_NOT_FOUND", "id")
    assert (unknown.body["resource_id"], unknown.body["resource_type"]) == ("prod_0", "PRODUCT")
    for members in ({}, {"id": None}):
        reply = platform.put(query="identifier_field=id", **members)
        assert fault(reply) == (400, "MISSING_FIELD", "id")
    assert platform.products() == []


def test_the_reference_of_another_product_is_refused(platform, fault):  # 3.11
    first, second = platform.product("first"), platform.product("second")
    reply = platform.put("first", query="identifier_field=id", id=second["id"])
    assert fault(reply) == (400, "RESOURCE_ALREADY_EXISTS", "reference")
    assert reply.body["resource_id"] == first["id"]
    assert platform.get(second["id"]).body["reference"] == "second"


@pytest.mark.parametrize(
    "query",
    [
        "custom_field_reference=erp_id",
        "identifier_field=custom_field&custom_field_reference=erp_id",
        "identifier_field=Custom_Field&custom_field_reference=erp_id",
    ],
)
def test_the_value_of_a_custom_field_identifies(erp, query):  # SLV-13, SLV-14
    first = erp.product("a", custom_fields=value("4711"))
    same = erp.product("b", query=query, custom_fields=value("4711"))
    assert (same["id"], same["reference"]) == (first["id"], "b")
    other = erp.product("c", query=query, custom_fields=value("4712"))
    assert other["id"] != first["id"]


def test_the_explicit_word_wins_over_the_implied_one(erp):  # 6.3
    first = erp.product("a", custom_fields=value("1"))
    query = "identifier_field=reference&custom_field_reference=line"
    assert erp.product("a", query=query)["id"] == first["id"]


def test_an_undefined_custom_field_is_refused(erp, fault):  # SLV-15
    erp.custom_field("theirs", resource_type="CUSTOMER")
    for name in ("nothing", "theirs", "ERP_ID", ""):
        reply = erp.put(query=f"custom_field_reference={name}", custom_fields=value("1"))
        assert fault(reply) == (404, "RESOURCE_NOT_FOUND", "custom_field_reference")
        assert reply.body["resource_type"] == "CUSTOM_FIELD"


@pytest.mark.parametrize(
    "members",
    [{}, {"custom_fields": None}, {"custom_fields": value("1", "line")}],
)
def test_the_custom_field_must_be_in_the_body(erp, fault, members):  # SLV-16
    reply = erp.put(query="custom_field_reference=erp_id", **members)
    assert fault(reply) == (400, "MISSING_FIELD", "custom_fields")


def test_the_custom_field_must_have_a_value(erp, fault):  # SLV-16
    reply = erp.put(query="custom_field_reference=erp_id", custom_fields=value(None))
    assert fault(reply) == (400, "MISSING_FIELD", "custom_fields")


def test_a_custom_field_must_be_named_for_its_word(erp, fault):
    reply = erp.put(query="identifier_field=custom_field", custom_fields=value("1"))
    assert fault(reply) == (400, "MISSING_FIELD", "custom_field_reference")


def test_a_field_of_several_values_identifies_nothing(erp, fault):
    tags = [{"reference": "tags", "values": ["a"]}]
    reply = erp.put(query="custom_field_reference=tags", custom_fields=tags)
    assert fault(reply) == (400, "INVALID_FIELD", "custom_field_reference")


def test_several_products_with_the_value_cannot_be_told_apart(erp, fault):  # 3.3
    erp.product("a", custom_fields=value("x", "line"))
    erp.product("b", custom_fields=value("x", "line"))
    reply = erp.put("c", query="custom_field_reference=line", custom_fields=value("x", "line"))
    assert fault(reply) == (400, "INVALID_OPERATION", None)
    assert len(erp.products()) == 2


@pytest.mark.parametrize("word", ["zz", "", "name", "reference,id"])
def test_another_identifier_field_is_refused(platform, fault, word):  # SLV-17
    reply = platform.put(query=f"identifier_field={word}")
    assert fault(reply) == (400, "INVALID_FIELD", "identifier_field")
    assert platform.products() == []
