"""What there is to define in HubSpot, and what becomes of definitions."""

from __future__ import annotations

from providers.hubspot.conftest import HubSpot


def test_predefined_properties_are_shown_and_their_names_are_taken(hubspot: HubSpot):  # HUB-156
    email = hubspot.ask("readProperty", name="email").body
    assert (email["hubspotDefined"], email["hasUniqueValue"]) == (True, True)
    assert email["modificationMetadata"]["readOnlyValue"] is False
    number = hubspot.ask("readProperty", name="hs_object_id").body
    assert number["modificationMetadata"]["readOnlyValue"] is True
    assert hubspot.define("email", of="contacts").status == 409
    assert hubspot.define("email", of="companies").status == 201
    assert len(hubspot.ask("listProperties", of="products").body["results"]) == 8


def test_an_empty_description_reads_as_it_was_sent(hubspot: HubSpot):  # HUB-148
    assert hubspot.define("colr", description="").body["description"] == ""
    assert hubspot.ask("readProperty", of="companies", name="colr").body["description"] == ""
    changed = hubspot.ask("updateProperty", {"description": ""}, of="companies", name="colr")
    assert changed.status == 200
    assert hubspot.ask("readProperty", of="companies", name="colr").body["description"] == ""


def test_a_definition_that_was_read_can_be_sent_back(hubspot: HubSpot):
    read = hubspot.define("colr").body
    again = hubspot.ask("updateProperty", {**read, "label": "Colour"}, of="companies", name="colr")
    assert (again.status, again.body["label"]) == (200, "Colour")


def test_an_eleventh_unique_property_of_a_type_is_refused(hubspot: HubSpot):  # HUB-152
    for number in range(10):
        assert hubspot.define(f"key_{number}", hasUniqueValue=True).status == 201
    refused = hubspot.define("one_more", hasUniqueValue=True)
    assert (refused.status, refused.body["category"]) == (400, "VALIDATION_ERROR")
    assert hubspot.define("one_more").status == 201
    assert hubspot.define("key_of_contacts", of="contacts", hasUniqueValue=True).status == 201
    hubspot.ask("archiveProperty", of="companies", name="key_0")
    assert hubspot.define("key_10", hasUniqueValue=True).status == 201


def test_an_archived_definition_is_read_on_request(hubspot: HubSpot):  # HUB-154
    hubspot.define("colr", label="Colour")
    hubspot.made("companies", name="N", colr="red")
    assert hubspot.ask("archiveProperty", of="companies", name="colr").status == 204
    assert hubspot.ask("readProperty", of="companies", name="colr").status == 404
    gone = hubspot.ask("readProperty", of="companies", name="colr", query="archived=true")
    assert (gone.status, gone.body["label"], gone.body["archived"]) == (200, "Colour", True)
    listed = hubspot.ask("listProperties", of="companies", query="archived=true").body["results"]
    assert [each["name"] for each in listed] == ["colr"]
    refused = hubspot.ask("create", {"properties": {"name": "M", "colr": "red"}}, of="companies")
    assert refused.body["errors"][0]["code"] == "PROPERTY_DOESNT_EXIST"
    assert hubspot.seen("1", "colr", of="companies") == {}


def test_an_archived_property_comes_back_with_its_values(hubspot: HubSpot):  # HUB-155
    hubspot.define("colr", label="Colour")
    hubspot.made("companies", name="N", colr="red")
    hubspot.ask("archiveProperty", of="companies", name="colr")
    again = hubspot.define("colr", label="Color")
    assert (again.status, again.body["label"], again.body["archived"]) == (201, "Color", False)
    assert hubspot.seen("1", "colr", of="companies") == {"colr": "red"}
    assert hubspot.ask("readProperty", of="companies", name="colr").body["label"] == "Color"


def test_several_options_are_replaced_or_added_to(hubspot: HubSpot):  # HUB-107
    options = [{"label": each, "value": each} for each in ("red", "green", "blue")]
    more = {"type": "enumeration", "fieldType": "checkbox", "options": options}
    hubspot.define("colrs", **more)
    number = hubspot.made("companies", name="N", colrs="red;green")

    def write(value: str) -> tuple[int, str]:
        body = {"properties": {"colrs": value}}
        status = hubspot.ask("update", body, of="companies", objectId=number).status
        return status, hubspot.seen(number, "colrs", of="companies")["colrs"]

    assert write(";blue;red") == (200, "red;green;blue")
    assert write("blue") == (200, "blue")
    assert write(";pink") == (400, "blue")


def test_a_property_may_be_called_like_the_id(hubspot: HubSpot):
    assert hubspot.define("id", of="contacts").status == 201
    first = hubspot.made(email="ana@x.example", id="own")
    second = hubspot.made(email="ben@x.example", id="own")
    assert (first, second) == ("1", "2")
    assert hubspot.seen(first, "id", "email") == {"id": "own", "email": "ana@x.example"}
    assert hubspot.ask("update", {"properties": {"id": "2"}}, objectId=first).body["id"] == "1"
    assert hubspot.seen(first, "id") == {"id": "2"}
    assert hubspot.seen(second, "id", "email") == {"id": "own", "email": "ben@x.example"}
