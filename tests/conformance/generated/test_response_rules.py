"""
Rules that one answer decides, each on a valid answer and on a wrong one.
"""

from __future__ import annotations

import pytest

from conformance.generated.registry import VENDORS, traffic_of
from conformance.generated.vendor_traffic import GeneratedRequest, VendorReply

TAX = {"type": "TAX", "id": "#t", "tax_data": {"name": "VAT"}}
STORED = {"type": "TAX", "id": "ABC", "updated_at": "2026-09-20T10:15:30.25Z"}
MAPPED = {"client_object_id": "#t", "object_id": "ABC"}
META = {
    "generated_at": "2026-05-07T14:32:11.000Z",
    "pagination": dict.fromkeys(
        (
            "total_items",
            "items_per_page",
            "total_pages",
            "current_page",
            "offset",
            "has_previous_page",
            "has_next_page",
            "next_page",
            "previous_page",
        ),
        1,
    ),
}
ROW = {"action": "create", "id": 7, "key": 7, "lookupKey": "id", "success": True}
FAULT = {"code": 10005, "status": 400, "type": "InvalidJSONPayload", "messages": ["no"]}
PRODUCT = {"object_type": "PRODUCT", "id": "prod_1", "name": "Tea", "reference": "tea"}
LINKS = dict.fromkeys(("first", "previous", "current", "next"))


def asked(operation: str, body: object = None) -> GeneratedRequest:
    return GeneratedRequest(operation, path={}, query={}, headers={}, body=body)


def answered(status: int, body: object, **headers: str) -> VendorReply:
    return VendorReply(
        status, {name.replace("_", "-"): text for name, text in headers.items()}, body
    )


UPSERT = asked("UpsertCatalogObject", {"idempotency_key": "k", "object": TAX})
UPSERTED = {"catalog_object": STORED, "id_mappings": [MAPPED]}
BATCH = asked("BatchUpsertCatalogObjects", {"batches": [{"objects": [TAX, {**TAX, "id": "#u"}]}]})
LIST = asked("listCustomers")
SAVE = asked("bulkCreateCustomers", [{"customer_id": "1"}, {"customer_id": "2"}])
SAVED = {"statusCode": 200, "sent_count": 1, "rejected_count": 1, "rejected_items": [{}]}
BULK = asked("bulkCustomersById", {"customers": [{"id": 7}]})
BULKED = {"data": [ROW], "messages": ["Completed"], "total": 1}
PUT = asked("putProducts", {"name": "Tea", "reference": "tea"})
ERROR = {"errors": [{"category": "INVALID_REQUEST_ERROR", "code": "BAD_REQUEST"}]}
PROBLEM = {"type": "INVALID_REQUEST", "code": "BAD_REQUEST", "message": "no"}

CASES = [
    ("SQ-07", UPSERT, answered(400, ERROR), answered(400, {"errors": []})),
    ("SQ-07", UPSERT, answered(400, ERROR), answered(400, {"errors": [{"code": "X"}]})),
    ("SQ-08", UPSERT, answered(400, ERROR), answered(500, ERROR)),
    (
        "SQ-38",
        UPSERT,
        answered(200, UPSERTED),
        answered(200, {"catalog_object": {**STORED, "id": "#t"}}),
    ),
    ("SQ-39", UPSERT, answered(200, UPSERTED), answered(200, {"catalog_object": STORED})),
    (
        "SQ-79",
        BATCH,
        answered(200, {"objects": [STORED] * 2}),
        answered(200, {"objects": [STORED]}),
    ),
    (
        "SQ-80",
        UPSERT,
        answered(200, UPSERTED),
        answered(200, {"catalog_object": {**STORED, "updated_at": "20 September"}}),
    ),
    (
        "SPM-02",
        LIST,
        answered(401, {"message": "Missing API key.", "error": "Unauthorized"}),
        answered(401, {"message": ["Missing"], "error": "Unauthorized"}),
    ),
    ("SPM-05", LIST, answered(400, {"statusCode": 400}), answered(400, {"statusCode": 200})),
    ("SPM-07", LIST, answered(200, {"data": [], "meta": META}), answered(200, {"data": []})),
    ("SPM-09", SAVE, answered(200, SAVED), answered(200, {**SAVED, "sent_count": 2})),
    ("SPM-09", SAVE, answered(200, SAVED), answered(200, {**SAVED, "rejected_items": []})),
    (
        "PRP-04",
        BULK,
        answered(200, BULKED),
        answered(200, {**BULKED, "data": [{**ROW, "lookupKey": "sourceId"}]}),
    ),
    ("PRP-05", BULK, answered(200, BULKED), answered(200, {**BULKED, "data": [{**ROW, "key": 8}]})),
    ("PRP-10", BULK, answered(200, BULKED), answered(200, {**BULKED, "total": 2})),
    ("PRP-10", BULK, answered(200, BULKED), answered(200, {**BULKED, "data": []})),
    ("PRP-15", BULK, answered(400, {"error": FAULT}), answered(400, {"error": {"code": 1}})),
    (
        "PRP-16",
        BULK,
        answered(400, {"error": FAULT}),
        answered(400, {"error": {**FAULT, "status": 422}}),
    ),
    ("SLV-04", PUT, answered(201, PRODUCT), answered(201, {**PRODUCT, "id": ""})),
    ("SLV-05", PUT, answered(201, PRODUCT), answered(201, {**PRODUCT, "object_type": "FEATURE"})),
    ("SLV-06", PUT, answered(201, PRODUCT), answered(201, {**PRODUCT, "name": "Coffee"})),
    ("SLV-23", PUT, answered(400, PROBLEM), answered(400, {**PROBLEM, "type": "MISTAKE"})),
    ("SLV-23", PUT, answered(400, PROBLEM), answered(400, {"type": "API_ERROR"})),
    (
        "SLV-57",
        asked("getProducts"),
        answered(200, {"data": [], "links": LINKS}),
        answered(200, {"data": [], "links": {}}),
    ),
    ("SLV-59", PUT, answered(201, PRODUCT, x_request_id="reqr_1"), answered(201, PRODUCT)),
    (
        "HUB-08",
        asked("read"),
        answered(404, {"status": "error", "message": "resource not found"}),
        answered(404, {"status": 404, "message": "resource not found"}),
    ),
    (
        "HUB-54",
        asked("create"),
        answered(201, {"id": "5", "properties": {}}),
        answered(201, {"id": 5, "properties": {}}),
    ),
    (
        "HUB-76",
        asked("batchRead"),
        answered(207, {"results": [], "numErrors": 1, "errors": [{"category": "X"}]}),
        answered(207, {"results": [], "numErrors": 2, "errors": [{"category": "X"}]}),
    ),
    (
        "HUB-98",
        asked("search"),
        answered(200, {"results": [{"id": "5", "properties": {"price": "5", "name": None}}]}),
        answered(200, {"results": [{"id": "5", "properties": {"price": 5}}]}),
    ),
]

RULES = {rule.id: rule for vendor in VENDORS for rule in traffic_of(vendor).rules}


@pytest.mark.parametrize(("rule", "request_", "sound", "wrong"), CASES)
def test_a_rule_accepts_a_valid_answer_and_reports_a_wrong_one(rule, request_, sound, wrong):
    assert RULES[rule].judge(request_, sound) == []
    assert RULES[rule].judge(request_, wrong)


def test_every_rule_has_a_case():
    assert {case[0] for case in CASES} == RULES.keys()


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("body", [None, 5, [], {}, {"data": 1, "error": 1, "errors": 1}, [[1]]])
@pytest.mark.parametrize("status", [200, 201, 400, 401])
def test_rules_do_not_fail_on_answers_of_another_form(vendor, body, status):
    for operation in (
        "UpsertCatalogObject",
        "bulkCreateCustomers",
        "bulkCustomersById",
        "putProducts",
    ):
        for sent in (None, {}, [1], {"batches": 1, "customers": [1], "object": 1}):
            for rule in traffic_of(vendor).rules:
                found = rule.judge(asked(operation, sent), answered(status, body))
                assert found is None or isinstance(found, list)
