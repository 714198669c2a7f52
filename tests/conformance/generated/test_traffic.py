"""
What the traffic of vendors changes in generated requests.
"""

from __future__ import annotations

import copy
import json

import pytest

from conformance.generated.registry import traffic_of, traffic_titled
from conformance.generated.vendor_traffic import GeneratedRequest, Memory, VendorReply, within_json

SQUARE, SHOPIMIND, PROPELLER, SOLVIMON = (
    traffic_of(name) for name in ("square", "shopimind", "propeller", "solvimon")
)


def repaired(vendor, operation, *, body=None, path=None, query=None, headers=None, memory=None):
    request = GeneratedRequest(
        operation, path or {}, query or {}, headers or {}, copy.deepcopy(body)
    )
    vendor.make_valid(request, memory or Memory("ns"))
    return request


def ids_in(value):
    if isinstance(value, dict):
        own = [value["id"]] if "id" in value else []
        return own + [each for part in value.values() for each in ids_in(part)]
    return [each for part in value for each in ids_in(part)] if isinstance(value, list) else []


def test_temporary_ids_differ_over_batches_and_depths():
    item = {"type": "ITEM", "id": "0", "item_data": {"variations": [{"id": "0"}, {"id": "0"}]}}
    tax = {"type": "TAX", "id": "0"}
    body = {"idempotency_key": "0", "batches": [{"objects": [item, tax]}, {"objects": [tax]}]}
    ids = ids_in(repaired(SQUARE, "BatchUpsertCatalogObjects", body=body).body)
    assert sorted(ids) == ["#ns-0", "#ns-1", "#ns-2", "#ns-3", "#ns-4"]


def test_each_positive_call_has_a_key_of_its_own():
    memory = Memory("ns")
    body = {"idempotency_key": "0", "object": {"type": "TAX", "id": "0"}}
    sent = [
        repaired(SQUARE, "UpsertCatalogObject", body=body, memory=memory).body for _ in range(2)
    ]
    assert [each["idempotency_key"] for each in sent] == ["ns-key-1", "ns-key-2"]


def test_a_child_that_came_alone_comes_in_a_parent():
    body = {"object": {"type": "MODIFIER", "id": "0", "modifier_data": {"name": "Oat milk"}}}
    sent = repaired(SQUARE, "UpsertCatalogObject", body=body).body["object"]
    assert sent["type"] == "MODIFIER_LIST"
    (child,) = sent["modifier_list_data"]["modifiers"]
    assert (child["type"], child["modifier_data"]["name"]) == ("MODIFIER", "Oat milk")


def test_references_to_objects_that_do_not_exist_are_left_out():
    data = {"name": "Tea", "tax_ids": ["0"], "reporting_category": {"id": "0"}, "abbreviation": "T"}
    body = {"object": {"type": "ITEM", "id": "0", "item_data": data}}
    sent = repaired(SQUARE, "UpsertCatalogObject", body=body).body["object"]["item_data"]
    assert sorted(sent) == ["abbreviation", "name", "variations"]


def test_a_definition_declares_what_its_records_need():
    field = {"name": "0", "label": "", "type": "list", "required": True, "default": 5}
    memory = Memory("ns")
    body = {"name": "0", "fields": [field], "unique_keys": ["x"]}
    sent = repaired(SHOPIMIND, "createCustomDataDefinition", body=body, memory=memory).body
    assert [each["name"] for each in sent["fields"]] == ["code", "note", "amount", "extra_0"]
    assert sent["unique_keys"] == ["code"]
    assert sent["fields"][3] == {
        "name": "extra_0",
        "label": "",
        "type": "list",
        "required": False,
        "options": ["a", "b"],
    }


def test_destructive_operations_take_the_newest_definition_and_others_the_oldest():
    memory = Memory("ns")
    for number in (1, 2):
        answer = {"data": {"id_definition": number}}
        SHOPIMIND.remember(
            GeneratedRequest("createCustomDataDefinition", {}, {}, {}),
            VendorReply(201, {}, answer),
            memory,
        )
    paths = {
        operation: repaired(
            SHOPIMIND, operation, path={"id_definition": 9}, body=[], memory=memory
        ).path["id_definition"]
        for operation in ("saveCustomDataRecords", "deleteCustomDataDefinition")
    }
    assert paths == {"saveCustomDataRecords": 1, "deleteCustomDataDefinition": 2}


def test_an_id_is_the_same_as_a_number_and_as_text():
    memory = Memory("ns")
    memory.remember("definition", 7)
    memory.forget("7", "definition")
    assert not memory.knows("definition", 7)


def test_a_request_that_names_what_was_not_stored_may_be_refused():
    memory = Memory("ns")
    request = GeneratedRequest("saveCustomDataRecords", {"id_definition": 7}, {}, {}, [])
    assert SHOPIMIND.unmet_precondition(request, memory)
    memory.remember("active", 7)
    assert not SHOPIMIND.unmet_precondition(request, memory)


@pytest.mark.parametrize(
    ("vendor", "operation", "body"),
    [
        (SQUARE, "UpsertCatalogObject", {"object": {"type": "TAX", "id": "#t"}}),
        (SQUARE, "SearchCatalogObjects", {"query": None}),
        (SHOPIMIND, "bulkCreateCustomers", []),
        (SHOPIMIND, "createCustomDataDefinition", {"name": "n", "fields": []}),
        (PROPELLER, "bulkCustomersById", {"customers": []}),
        (SOLVIMON, "putProducts", {"name": "n", "reference": "r"}),
    ],
)
def test_refusals_of_what_names_nothing_are_never_excused(vendor, operation, body):
    assert not vendor.unmet_precondition(
        GeneratedRequest(operation, {}, {}, {}, body), Memory("ns")
    )


def test_identities_carry_the_namespace():
    customers = [{"source": "x", "sourceId": "0"}, {"source": "x", "sourceId": "0"}]
    sent = repaired(PROPELLER, "bulkCustomersBySourceId", body={"customers": customers}).body
    assert len({each["sourceId"] for each in sent["customers"]}) == 2
    assert all(each["sourceId"].startswith("ns-") for each in sent["customers"])
    product = repaired(SOLVIMON, "putProducts", body={"reference": "0"}).body
    assert product == {"reference": "ns-Products", "name": "Products"}


def test_an_idempotency_header_is_fresh():
    sent = repaired(SOLVIMON, "postProducts", body={}, headers={"Idempotency-Key": "0"})
    assert sent.headers == {"Idempotency-Key": "ns-key-1"}


def test_numbers_that_json_does_not_promise_to_carry_are_cut():
    assert within_json({"a": [2**70, -(2**70), 5, True, "x"]}) == {
        "a": [9223372036854775807, -9223372036854775807, 5, True, "x"]
    }


def test_new_ids_are_noted_once():
    lines = []
    memory = Memory("ns", note=lambda kind, value: lines.append(json.dumps([kind, value])))
    for value in ("a", "a", None, "b"):
        memory.remember("TAX", value)
    assert lines == ['["TAX", "a"]', '["TAX", "b"]']


def test_an_unknown_contract_is_named_beside_the_known_ones():
    with pytest.raises(LookupError, match=r"no contract is titled 'X'; known are .*Square Catalog"):
        traffic_titled("X")
