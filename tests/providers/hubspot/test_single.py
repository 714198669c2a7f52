"""HubSpot's single operations, lists, and definitions of properties."""

from __future__ import annotations

import pytest
from providers.hubspot.conftest import HubSpot


def test_a_used_email_is_a_conflict_that_names_its_holder(hubspot: HubSpot):  # HUB-119
    holder = hubspot.made(email="ana@x.example")
    answer = hubspot.ask("create", {"properties": {"email": "Ana@x.example"}})
    assert (answer.status, answer.body["category"]) == (409, "CONFLICT")
    assert answer.body["message"].endswith(f"Existing ID: {holder}")


def test_an_update_keeps_what_it_does_not_send(hubspot: HubSpot):  # HUB-95, 99, 102, 103
    number = hubspot.made(email="ana@x.example", firstname="Ana", phone="1")
    hubspot.advance(5)
    answer = hubspot.ask("update", {"properties": {"phone": "2"}}, objectId=number)
    assert answer.body["createdAt"] == "2026-09-21T14:13:20.000Z"
    assert answer.body["updatedAt"] == "2026-09-21T14:13:25.000Z"
    cleared = hubspot.ask("update", {"properties": {"firstname": ""}}, objectId=number)
    assert cleared.body["properties"]["firstname"] == ""  # HUB-104
    expected = {"email": "ana@x.example", "firstname": None, "phone": "2"}
    assert hubspot.seen(number, "email", "firstname", "phone") == expected


def test_a_record_is_found_by_a_unique_property_in_the_path(hubspot: HubSpot):  # HUB-129
    number = hubspot.made(email="a+b@x.example")
    query = "idProperty=email"
    assert hubspot.ask("read", query=query, objectId="a+b@x.example").body["id"] == number
    changed = {"properties": {"phone": "7"}}
    assert hubspot.ask("update", changed, query=query, objectId="a+b@x.example").status == 200
    assert hubspot.seen(number, "phone") == {"phone": "7"}


def test_an_unknown_id_is_not_found(hubspot: HubSpot):  # HUB-128
    for operation, body in (("read", None), ("update", {"properties": {}})):
        answer = hubspot.ask(operation, body, objectId="99")
        assert (answer.status, answer.body["category"]) == (404, "OBJECT_NOT_FOUND")
    assert hubspot.ask("archive", objectId="99").status == 204


def test_without_a_choice_the_usual_properties_are_shown(hubspot: HubSpot):  # HUB-135, 136
    number = hubspot.made(email="ana@x.example", phone="1")
    assert set(hubspot.seen(number)) == {"email", "createdate", "lastmodifieddate", "hs_object_id"}
    twice = hubspot.ask("read", query="properties=phone&properties=email", objectId=number)
    assert twice.body["properties"] == {"phone": "1", "email": "ana@x.example"}
    company = hubspot.made("companies", name="N")
    shown = hubspot.seen(company, of="companies")
    assert set(shown) == {"name", "createdate", "hs_lastmodifieddate", "hs_object_id"}


@pytest.mark.parametrize(
    ("of", "properties", "code"),
    [
        ("contacts", {"email": "nothing"}, "INVALID_EMAIL"),
        ("contacts", {"lifecyclestage": "king"}, "INVALID_OPTION"),
        ("contacts", {"colr": "red"}, "PROPERTY_DOESNT_EXIST"),
        ("contacts", {"name": "of a company"}, "PROPERTY_DOESNT_EXIST"),
        ("contacts", {"createdate": "2026"}, "READ_ONLY_VALUE"),
        ("companies", {"name": "N", "numberofemployees": "many"}, "INVALID_INTEGER"),
    ],
)
def test_a_faulty_property_is_named_with_its_code(
    hubspot: HubSpot, of: str, properties: dict[str, str], code: str
):  # HUB-108, 110 to 114
    answer = hubspot.ask("create", {"properties": properties}, of=of)
    assert (answer.status, answer.body["category"]) == (400, "VALIDATION_ERROR")
    assert [each["code"] for each in answer.body["errors"]] == [code]
    assert answer.body["errors"][0]["context"]["propertyName"] == [list(properties)[-1]]


def test_what_a_new_record_needs(hubspot: HubSpot):  # HUB-115, 116
    assert hubspot.ask("create", {"properties": {"city": "C"}}, of="companies").status == 400
    assert hubspot.ask("create", {"properties": {"price": "1"}}, of="products").status == 400
    assert hubspot.ask("create", {"properties": {}}).status == 400
    assert hubspot.made("companies", domain="x.example") != hubspot.made(
        "companies", domain="x.example"
    )


def test_a_sku_is_unique_among_products(hubspot: HubSpot):  # HUB-50
    hubspot.made("products", name="A", hs_sku="S")
    body = {"properties": {"name": "B", "hs_sku": "S"}}
    refused = hubspot.ask("create", body, of="products")
    assert (refused.status, refused.body["category"]) == (400, "VALIDATION_ERROR")
    assert refused.body["message"].endswith("1 already has that value.")


def test_the_life_cycle_stage_does_not_move_back_unless_cleared(hubspot: HubSpot):  # HUB-109
    number = hubspot.made(email="ana@x.example", lifecyclestage="customer")

    def move(stage: str) -> str:
        body = {"properties": {"lifecyclestage": stage}}
        assert hubspot.ask("update", body, objectId=number).status == 200
        found: str = hubspot.seen(number, "lifecyclestage")["lifecyclestage"]
        return found

    assert [move("lead"), move("other"), move(""), move("lead")] == [
        "customer",
        "other",
        None,
        "lead",
    ]


def test_an_unknown_type_is_named(hubspot: HubSpot):  # HUB-12
    for operation in ("list", "create"):
        answer = hubspot.ask(operation, {"properties": {"name": "N"}}, of="widgets")
        assert (answer.status, answer.body["message"]) == (
            400,
            "Unable to infer object type from: widgets",
        )


def test_a_list_has_pages_and_the_last_names_no_next(hubspot: HubSpot):  # HUB-138 to 140, 124
    numbers = [hubspot.made(email=f"n{n}@x.example") for n in range(12)]
    first = hubspot.ask("list")
    after = first.body["paging"]["next"]["after"]
    last = hubspot.ask("list", query=f"after={after}")
    assert "paging" not in last.body
    assert [each["id"] for page in (first, last) for each in page.body["results"]] == numbers
    assert len(hubspot.ask("list", query="limit=100").body["results"]) == 12
    assert hubspot.ask("list", query="limit=101").status == 400
    hubspot.ask("archive", objectId=numbers[3])
    gone = hubspot.ask("list", query="archived=true").body["results"]
    assert [(each["id"], each["archived"]) for each in gone] == [(numbers[3], True)]
    assert len(hubspot.ask("list", query="limit=50&archived=False").body["results"]) == 11


def test_accounts_do_not_see_each_other(hubspot: HubSpot):  # HUB-56
    number = hubspot.made(email="ana@x.example")
    stranger = "pat-eu1-account-two"
    assert hubspot.ask("read", objectId=number, credential=stranger).status == 404
    body = {"properties": {"email": "ana@x.example"}}
    assert hubspot.ask("create", body, credential=stranger).status == 201


def test_every_error_has_its_number_and_word(hubspot: HubSpot):  # HUB-08, 09
    body = hubspot.ask("read", objectId="99").body
    assert body["status"] == "error"
    assert len(body["correlationId"]) == 36


def test_a_definition_repeats_what_was_sent(hubspot: HubSpot):  # HUB-148 to 151, 153, 154, 156
    answer = hubspot.define("ext_id", hasUniqueValue=True)
    assert (answer.status, answer.body["hasUniqueValue"]) == (201, True)
    taken = hubspot.define("ext_id", label="Other")
    assert (taken.status, taken.body["category"]) == (409, "OBJECT_ALREADY_EXISTS")
    change = {"hasUniqueValue": False, "label": "New"}
    changed = hubspot.ask("updateProperty", change, of="companies", name="ext_id")
    assert (changed.body["hasUniqueValue"], changed.body["label"]) == (True, "New")
    assert "ext_id" in names_of(hubspot, "companies")
    assert "ext_id" not in names_of(hubspot, "contacts")
    assert hubspot.ask("archiveProperty", of="companies", name="ext_id").status == 204
    missing = hubspot.ask("readProperty", of="companies", name="ext_id")
    assert (missing.status, missing.body["category"]) == (404, "OBJECT_NOT_FOUND")


def names_of(hubspot: HubSpot, of: str) -> list[str]:
    found = hubspot.ask("listProperties", of=of).body["results"]
    return [each["name"] for each in found]


def test_a_definition_lacks_none_of_its_required_members(hubspot: HubSpot):  # HUB-149
    assert hubspot.ask("createProperty", {"name": "n"}, of="companies").status == 400


def test_values_follow_the_definitions_of_the_account(hubspot: HubSpot):
    options = [{"label": "Red", "value": "red"}]
    hubspot.define("colr", type="enumeration", options=options)
    assert hubspot.made("companies", name="N", colr="red") == "1"
    wrong = hubspot.ask("create", {"properties": {"name": "N", "colr": "blue"}}, of="companies")
    assert wrong.body["errors"][0]["code"] == "INVALID_OPTION"
