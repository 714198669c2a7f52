"""HubSpot's batches: keys that the request names, whole or in part, results and errors."""

from __future__ import annotations

from typing import Any

import pytest
from providers.hubspot.conftest import HubSpot, keyed


def test_a_key_that_no_record_has_creates_one_and_then_updates_it(hubspot: HubSpot):  # HUB-38, 39
    first = hubspot.upsert(keyed("ana@x.example", firstname="Ana"))
    again = hubspot.upsert(keyed("ana@x.example", lastname="B"))
    assert (first.status, again.status) == (200, 200)
    assert [first.body["results"][0]["new"], again.body["results"][0]["new"]] == [True, False]
    assert first.body["results"][0]["id"] == again.body["results"][0]["id"] == "1"
    assert hubspot.seen("1", "firstname", "lastname") == {"firstname": "Ana", "lastname": "B"}


def test_a_created_record_holds_its_key_in_lower_case(hubspot: HubSpot):  # HUB-40, 42, 43
    hubspot.upsert(keyed("Ana@X.example"))
    assert hubspot.seen("1", "email") == {"email": "ana@x.example"}
    assert hubspot.upsert(keyed("ANA@x.example")).body["results"][0]["new"] is False


def test_a_successful_batch_has_no_errors_and_complete_results(hubspot: HubSpot):  # HUB-78, 88, 94
    answer = hubspot.upsert(keyed("ana@x.example", phone=5))
    assert set(answer.body) == {"status", "results", "startedAt", "completedAt"}
    assert answer.body["status"] == "COMPLETE"
    [result] = answer.body["results"]
    assert result["archived"] is False
    assert result["createdAt"] == result["updatedAt"] == result["properties"]["createdate"]
    assert result["properties"]["hs_object_id"] == result["id"]
    assert result["properties"]["phone"] == "5"


def test_inputs_may_name_different_keys(hubspot: HubSpot):  # HUB-34, 48
    hubspot.define("ext_id", of="contacts", hasUniqueValue=True)
    own = {"id": "E-1", "idProperty": "ext_id", "properties": {}}
    answer = hubspot.upsert(own, keyed("ana@x.example", ext_id="E-2"))
    assert answer.status == 200
    assert hubspot.seen("2", "ext_id") == {"ext_id": "E-2"}


@pytest.mark.parametrize("name", ["phone", "hs_object_id", "nothing"])
def test_a_key_that_is_not_unique_costs_the_request(hubspot: HubSpot, name: str):  # HUB-29, 30, 31
    wrong = {**keyed("5", "b"), "idProperty": name}
    answer = hubspot.upsert(keyed("ana@x.example", "a"), wrong)
    assert (answer.status, answer.body["category"]) == (400, "VALIDATION_ERROR")
    assert answer.body["message"].endswith(f"non-unique 0-1 property {name}")
    assert hubspot.ask("read", query="idProperty=email", objectId="ana@x.example").status == 404


def test_a_key_must_be_named_by_each_input_of_an_upsert(hubspot: HubSpot):  # HUB-27, 28
    body = {"inputs": [{"id": "a@x.example", "properties": {}}]}
    assert hubspot.ask("batchUpsert", body, query="idProperty=email").status == 400


@pytest.mark.parametrize("operation", ["batchUpsert", "batchUpdate"])
@pytest.mark.parametrize("lacking", ["id", "properties"])
def test_an_input_that_lacks_a_member_costs_the_request(
    hubspot: HubSpot, operation: str, lacking: str
):  # HUB-26
    hubspot.made(email="ana@x.example")
    bad = {key: value for key, value in keyed("b@x.example", "b").items() if key != lacking}
    body = {"inputs": [keyed("ana@x.example", "a", firstname="A"), bad]}
    answer = hubspot.ask(operation, body)
    assert answer.status == 400
    assert answer.body["message"] == f"Some required fields were not set: [{lacking}]"
    assert hubspot.seen("1", "firstname") == {"firstname": None}


def test_one_hundred_inputs_are_taken_and_one_more_costs_the_request(
    hubspot: HubSpot,
):  # HUB-22, 23
    many = [keyed(f"n{number}@x.example") for number in range(101)]
    assert hubspot.upsert(*many).status == 400
    assert hubspot.seen("1") is None
    assert len(hubspot.upsert(*many[:100]).body["results"]) == 100


@pytest.mark.parametrize("traces", [("a", "b"), (None, None)], ids=["traced", "untraced"])
def test_the_same_key_twice_costs_the_request(
    hubspot: HubSpot, traces: tuple[str | None, str | None]
):  # HUB-59, 60, 61
    answer = hubspot.upsert(keyed("a@x.example", traces[0]), keyed("A@x.example", traces[1]))
    assert (answer.status, answer.body["context"]) == (400, {"ids": ["a@x.example"]})
    assert hubspot.seen("1") is None


def test_the_same_id_twice_in_an_update_costs_the_request(hubspot: HubSpot):  # HUB-58
    number = hubspot.made(email="ana@x.example")
    same = {"id": number, "properties": {"firstname": "A"}}
    answer = hubspot.update(same, same)
    assert answer.body["context"] == {"ids": [number]}
    assert answer.body["message"].startswith(f"Duplicate IDs found in batch input: [{number}].")
    assert hubspot.seen(number, "firstname") == {"firstname": None}


def test_without_traces_one_invalid_input_costs_the_request(hubspot: HubSpot):  # HUB-65
    answer = hubspot.upsert(keyed("a@x.example"), keyed("b@x.example", colr="red", shoe="9"))
    assert (answer.status, answer.body["category"]) == (400, "VALIDATION_ERROR")
    assert [each["code"] for each in answer.body["errors"]] == ["PROPERTY_DOESNT_EXIST"] * 2
    names = [each["context"]["propertyName"] for each in answer.body["errors"]]
    assert names == [["colr"], ["shoe"]]
    assert "inputs" not in str(answer.body)
    assert hubspot.seen("1") is None


def test_with_traces_an_invalid_input_costs_itself(hubspot: HubSpot):  # HUB-67, 73, 74, 75
    bad = keyed("b@x.example", "two", lifecyclestage="king")
    answer = hubspot.upsert(keyed("a@x.example", "one"), bad, keyed("c@x.example", "three"))
    assert (answer.status, answer.body["numErrors"]) == (207, 1)
    assert [each["objectWriteTraceId"] for each in answer.body["results"]] == ["one", "three"]
    [error] = answer.body["errors"]
    assert error["context"]["objectWriteTraceId"] == ["two"]
    assert error["errors"][0]["code"] == "INVALID_OPTION"


def test_with_traces_all_inputs_may_be_refused(hubspot: HubSpot):  # HUB-77
    answer = hubspot.upsert(keyed("no mail", "one"))
    assert (answer.status, answer.body["results"], answer.body["numErrors"]) == (207, [], 1)
    assert answer.body["errors"][0]["errors"][0]["code"] == "INVALID_EMAIL"


def test_an_id_that_no_record_has_costs_its_input(hubspot: HubSpot):  # HUB-71, 76
    number = hubspot.made(email="ana@x.example")
    inputs = [{"id": each, "properties": {"phone": "1"}} for each in ("98", number, "99")]
    answer = hubspot.update(*inputs)
    assert (answer.status, answer.body["numErrors"]) == (207, 1)
    assert answer.body["errors"][0]["category"] == "OBJECT_NOT_FOUND"
    assert answer.body["errors"][0]["context"] == {"ids": ["98", "99"]}
    assert hubspot.seen(number, "phone") == {"phone": "1"}


def test_with_traces_each_missing_id_is_an_error(hubspot: HubSpot):  # HUB-72
    inputs = [{"id": n, "objectWriteTraceId": f"t{n}", "properties": {}} for n in ("98", "99")]
    errors = hubspot.update(*inputs).body["errors"]
    traces = [each["context"]["objectWriteTraceId"] for each in errors]
    assert traces == [["t98"], ["t99"]]


def test_an_unknown_property_in_an_update_costs_the_request(hubspot: HubSpot):  # HUB-69
    number = hubspot.made(email="ana@x.example")
    good = {"id": number, "properties": {"phone": "1"}}
    assert hubspot.update(good, {"id": "99", "properties": {"colr": "red"}}).status == 400
    assert hubspot.seen(number, "phone") == {"phone": None}


def test_a_used_email_refuses_a_batch_of_new_contacts(hubspot: HubSpot):  # HUB-66, 81
    holder = hubspot.made(email="ana@x.example")
    inputs = [{"properties": {"email": f"{name}@x.example"}} for name in ("bob", "ana")]
    answer = hubspot.ask("batchCreate", {"inputs": inputs})
    assert (answer.status, answer.body["category"]) == (409, "CONFLICT")
    assert answer.body["message"] == f"Contact already exists. Existing ID: {holder}"
    assert hubspot.seen("2") is None


def test_with_traces_a_used_email_costs_its_input(hubspot: HubSpot):  # HUB-68, 80, 90
    holder = hubspot.made(email="ana@x.example")
    inputs = [
        {"objectWriteTraceId": name, "properties": {"email": f"{name}@x.example"}}
        for name in ("ana", "bob")
    ]
    answer = hubspot.ask("batchCreate", {"inputs": inputs})
    assert answer.status == 207
    assert [each["objectWriteTraceId"] for each in answer.body["results"]] == ["bob"]
    [error] = answer.body["errors"]
    assert error["category"] == "CONFLICT"
    assert error["context"] == {"objectWriteTraceId": ["ana"], "existingId": [holder]}


def test_a_batch_of_new_records_answers_201(hubspot: HubSpot):  # HUB-85
    inputs: list[Any] = [{"properties": {"email": f"{name}@x.example"}} for name in "ab"]
    answer = hubspot.ask("batchCreate", {"inputs": inputs})
    assert (answer.status, [each["id"] for each in answer.body["results"]]) == (201, ["1", "2"])
    assert "new" not in answer.body["results"][0]


def test_a_value_that_another_record_holds_is_refused(hubspot: HubSpot):  # HUB-120
    holder, other = hubspot.made(email="ana@x.example"), hubspot.made(email="bob@x.example")
    answer = hubspot.update({"id": other, "properties": {"email": "ana@x.example"}})
    assert (answer.status, answer.body["category"]) == (400, "VALIDATION_ERROR")
    assert answer.body["message"].endswith(f" on {other}. {holder} already has that value.")


def test_records_are_read_by_id_or_by_key_and_missing_ones_named(
    hubspot: HubSpot,
):  # HUB-130, 131, 133, 134
    number = hubspot.made(email="ana@x.example")
    body = {"inputs": [{"id": "98"}, {"id": number}], "properties": ["email", "phone", "nope"]}
    answer = hubspot.ask("batchRead", body)
    assert answer.status == 207
    [found] = answer.body["results"]
    assert found["properties"] == {"email": "ana@x.example", "phone": None}
    assert answer.body["errors"][0]["context"] == {"ids": ["98"]}
    by_key = {"inputs": [{"id": "ANA@x.example"}], "idProperty": "email"}
    assert hubspot.ask("batchRead", by_key).body["results"][0]["id"] == number


def test_archived_records_are_hidden_and_free_their_keys(hubspot: HubSpot):  # HUB-122, 123, 126
    number = hubspot.made(email="ana@x.example")
    archived = hubspot.ask("batchArchive", {"inputs": [{"id": number}, {"id": "99"}]})
    assert (archived.status, archived.body) == (204, None)
    assert hubspot.ask("read", objectId=number).status == 404
    shown = hubspot.ask("read", objectId=number, query="archived=True")
    assert (shown.status, shown.body["archived"]) == (200, True)
    again = hubspot.upsert(keyed("ana@x.example")).body["results"][0]
    assert (again["id"], again["new"]) == ("2", True)


def test_a_unique_property_of_the_account_is_a_key(hubspot: HubSpot):  # HUB-47, 53, 100, 157
    assert hubspot.define("ext_id", hasUniqueValue=True).status == 201
    key = {"id": "E-1", "idProperty": "ext_id"}
    hubspot.upsert({**key, "properties": {"name": "N"}}, of="companies")
    answer = hubspot.upsert({**key, "properties": {"city": "C"}}, of="companies")
    assert answer.body["results"][0]["new"] is False
    assert hubspot.seen("1", "name", "city", of="companies") == {"name": "N", "city": "C"}
    assert hubspot.upsert({**key, "properties": {}}).status == 400


@pytest.mark.parametrize("name", ["domain", "name"])
def test_neither_domain_nor_name_is_a_key_of_companies(hubspot: HubSpot, name: str):  # HUB-32
    wrong = {"id": "x.example", "idProperty": name, "properties": {}}
    message = hubspot.upsert(wrong, of="companies").body["message"]
    assert message == f"Unable to perform update/upsert by non-unique 0-2 property {name}"
