"""HubSpot's headers, names of types, additional emails, and errors before a record is looked at."""

from __future__ import annotations

import re
from typing import Any

import pytest
from providers.hubspot.conftest import SERVED, HubSpot, keyed

from mockserver.tenants.limit_overrides import EVERY, Override, Rate, Unit

MOST = {
    "X-HubSpot-RateLimit-Max",
    "X-HubSpot-RateLimit-Remaining",
    "X-HubSpot-RateLimit-Interval-Milliseconds",
}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_answers_carry_an_id_that_errors_repeat(hubspot: HubSpot):  # HUB-09
    good, bad = hubspot.ask("list"), hubspot.ask("read", objectId="9")
    assert UUID.fullmatch(good.headers["X-HubSpot-Correlation-Id"])
    assert bad.headers["X-HubSpot-Correlation-Id"] == bad.body["correlationId"]
    assert good.headers["X-HubSpot-Correlation-Id"] != bad.body["correlationId"]
    stranger = hubspot.ask("list", credential="revoked-one")
    assert stranger.headers["X-HubSpot-Correlation-Id"] == stranger.body["correlationId"]
    assert (stranger.status, stranger.body["category"]) == (401, "INVALID_AUTHENTICATION")


def test_all_answers_but_those_of_a_search_carry_the_numbers_of_the_burst(
    hubspot: HubSpot,
):  # HUB-20, 21
    assert hubspot.ask("list").headers.keys() >= MOST
    assert hubspot.ask("archive", objectId="1").headers.keys() >= MOST
    searched = hubspot.ask("search", {}).headers
    assert not MOST & searched.keys()
    assert searched["X-HubSpot-RateLimit-Daily"] == "250000"


def test_a_token_that_only_reads_is_told_the_scopes(hubspot: HubSpot):  # HUB-04, 05, 06
    hubspot.made(email="ana@x.example")
    reader = f"read-only-{hubspot.credential}"
    refused = hubspot.ask("batchUpsert", {"inputs": [keyed("b@x.example")]}, credential=reader)
    assert (refused.status, refused.body["category"]) == (403, "MISSING_SCOPES")
    scopes = refused.body["errors"][0]["context"]["requiredGranularScopes"]
    assert "crm.objects.contacts.write" in scopes
    assert hubspot.ask("search", {}, credential=reader).body["total"] == 1


def test_a_rate_that_is_set_is_told_in_the_words_of_the_operation(hubspot: HubSpot):  # HUB-15, 17
    hubspot.made(email="ana@x.example")
    tenant = hubspot.sandbox.vendors["hubspot"].tenants.get(hubspot.credential)
    tenant.limits.set(EVERY, Override(rate=Rate(Unit.REQUESTS, 1, 10_000)))
    first = hubspot.ask("list")
    answer, search = hubspot.ask("list"), hubspot.ask("search", {})
    assert (first.status, answer.status, search.status) == (200, 429, 429)
    assert answer.body["policyName"] == "TEN_SECONDLY_ROLLING"
    assert (search.body["category"], "policyName" in search.body) == ("RATE_LIMITS", False)


@pytest.mark.parametrize("of", ["contacts", "contact", "CONTACT", "0-1"])
def test_a_type_is_reached_by_its_other_names(hubspot: HubSpot, of: str):  # HUB-14
    hubspot.made(email="ana@x.example")
    assert hubspot.seen("1", "email", of=of) == {"email": "ana@x.example"}
    again = hubspot.upsert(keyed("ana@x.example"), of=of).body["results"][0]
    assert (again["id"], again["new"]) == ("1", False)


def test_an_unknown_type_id_has_a_text_of_its_own(hubspot: HubSpot):  # HUB-13
    answer = hubspot.ask("list", of="0-9999")
    assert answer.body["message"] == "Invalid object or event type id: 0-9999"


def test_a_body_that_is_no_json_is_told_where(hubspot: HubSpot):  # HUB-10
    answer = hubspot.call("create", raw=b'{"properties": {\n}', path={"objectType": "contacts"})
    assert answer.status == 400
    assert re.search(r"line 2,? column \d", answer.body["message"])


def test_an_additional_email_finds_its_contact_and_changes_no_primary_one(
    hubspot: HubSpot,
):  # HUB-44, 45, 101
    hubspot.made(email="ana@x.example", hs_additional_emails="ana@y.example;Ana@z.example")
    for number, address in enumerate(("ana@y.example", "ANA@Z.example")):
        result = hubspot.upsert(keyed(address, phone=str(number))).body["results"][0]
        assert (result["id"], result["new"]) == ("1", False)
    assert hubspot.seen("1", "email", "phone") == {"email": "ana@x.example", "phone": "1"}
    read = hubspot.ask("read", query="idProperty=email", objectId="ana@y.example")
    assert read.body["id"] == "1"


def test_an_additional_email_cannot_become_the_email_of_another(hubspot: HubSpot):  # HUB-46
    hubspot.made(email="ana@x.example", hs_additional_emails="ana@y.example")
    body = {"properties": {"email": "ana@y.example"}}
    assert hubspot.ask("create", body).status == 409
    hubspot.made(email="ben@x.example")
    assert hubspot.ask("update", body, objectId="2").status == 400
    body = {"properties": {"email": "c@x.example", "hs_additional_emails": "ben@x.example"}}
    assert hubspot.ask("create", body).status == 409


def test_one_used_email_is_named_by_its_holder_and_several_are_not(hubspot: HubSpot):  # HUB-81, 82
    for name in ("ana", "ben"):
        hubspot.made(email=f"{name}@x.example")
    inputs = [{"properties": {"email": f"{name}@x.example"}} for name in ("ana", "ben", "new")]
    one = hubspot.ask("batchCreate", {"inputs": inputs[1:]})
    two = hubspot.ask("batchCreate", {"inputs": inputs})
    assert (one.status, two.status) == (409, 409)
    assert one.body["message"] == "Contact already exists. Existing ID: 2"
    assert two.body["message"] == "Contact already exists"
    assert hubspot.seen("3") is None


def test_the_call_to_paste_names_a_type():
    assert SERVED[1].example == (
        "curl -sS -X GET '{url}/crm/v3/objects/contacts' -H 'Authorization: Bearer my-key'"
    )


@pytest.mark.parametrize("body", [[None, None], 5, {"properties": []}])
def test_a_body_of_another_type_is_refused(hubspot: HubSpot, body: Any):
    for answer in (hubspot.ask("create", body), hubspot.ask("update", body, objectId="1")):
        assert (answer.status, answer.body["category"]) == (400, "VALIDATION_ERROR")
