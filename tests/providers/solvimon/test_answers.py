"""What every answer has in common: names, idempotency keys, versions, credentials."""

from __future__ import annotations

import re

import pytest

from mockserver.contract import load_contract
from mockserver.core.reasons import Reason, Refusal
from mockserver.providers.solvimon import PROVIDER

CONTRACT = load_contract("solvimon")
BODY = {"reference": "router", "name": "Router"}
REPLAYED = "Idempotent-Replayed"
HOUR = 3600


def keyed(platform, body=BODY, operation="postProducts", key="k", **more):
    return platform.call(operation, body, headers={"Idempotency-Key": key}, **more)


def test_every_answer_has_a_name_of_its_own(platform):  # SLV-59
    replies = [
        platform.put(),
        platform.put(name=5),
        platform.get("none"),
        platform.other("revoked-platform").get("router"),
        platform.call("getProducts", version="99"),
    ]
    names = [reply.headers["X-Request-Id"] for reply in replies]
    assert len(set(names)) == 5
    for name in names:
        assert re.fullmatch(r"reqr_[A-Za-z0-9]{20}", name)


def test_a_known_key_repeats_the_answer_and_creates_nothing(platform):  # SLV-65
    first = keyed(platform)
    platform.product(name="Changed since")
    again = keyed(platform)
    assert (again.status, again.body) == (201, first.body)
    assert (REPLAYED in first.headers, again.headers[REPLAYED]) == (False, "true")
    assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert len(platform.products()) == 1


def test_the_order_of_members_makes_no_other_body(platform):
    first = keyed(platform)
    turned = dict(reversed(BODY.items()))
    assert keyed(platform, turned).body == first.body


def test_another_body_under_a_known_key_is_a_conflict(platform, fault):  # SLV-65
    keyed(platform)
    reply = keyed(platform, {"reference": "other", "name": "Router"})
    assert fault(reply) == (409, "IDEMPOTENCY_CHECK_FAILED", None)
    assert [product["reference"] for product in platform.products()] == ["router"]


def test_a_known_key_belongs_to_its_operation(platform, fault):
    keyed(platform)
    assert fault(keyed(platform, operation="putProducts"))[0] == 409


def test_a_refused_request_leaves_its_key_free(platform):  # 3.18
    assert keyed(platform, {"reference": "a b", "name": "Router"}).status == 400
    assert keyed(platform).status == 201


def test_a_key_is_remembered_for_48_hours(platform, fault):  # 1.3
    keyed(platform)
    platform.bench.advance(48 * HOUR - 1)
    assert keyed(platform).headers[REPLAYED] == "true"
    platform.bench.advance(1)
    assert fault(keyed(platform)) == (409, "RESOURCE_ALREADY_EXISTS", "reference")


def test_a_key_has_at_most_255_characters_and_an_empty_one_is_none(platform, fault):  # 1.3
    assert keyed(platform, key="k" * 255).status == 201
    assert fault(keyed(platform, key="k" * 256)) == (400, "INVALID_FIELD", "Idempotency-Key")
    assert keyed(platform, key="", operation="putProducts").status == 201
    reply = keyed(platform, {**BODY, "name": "New"}, key="", operation="putProducts")
    assert (reply.status, reply.body["name"]) == (201, "New")


def test_every_write_takes_a_key(platform):  # 1.3
    stored = platform.product()
    delete = "deleteProductsByResourceIdOrReference"
    first = keyed(platform, None, delete, at="router")
    again = keyed(platform, None, delete, at="router")
    assert (first.status, again.status, again.body) == (200, 200, stored)
    assert again.headers[REPLAYED] == "true"


def test_keys_of_other_platforms_are_their_own(platform):
    keyed(platform)
    reply = keyed(platform.other("platform-b"))
    assert (reply.status, REPLAYED in reply.headers) == (201, False)


@pytest.mark.parametrize("version", ["99", "0", "1.0", "one"])
def test_another_version_is_refused_by_every_kind_of_operation(platform, version):  # SLV-60
    for operation, body in (
        ("getProducts", None),
        ("putProducts", BODY),
        ("postProductsSearch", {}),
        ("deleteProductsByResourceIdOrReference", None),
        ("patchProductsByResourceIdOrReference", {}),
    ):
        reply = platform.call(operation, body, at="router", version=version)
        assert (reply.status, reply.body) == (
            400,
            {
                "type": "INVALID_REQUEST",
                "code": "UNSUPPORTED_VERSION",
                "message": "the version must be 1",
            },
        )
    assert platform.products() == []


@pytest.mark.parametrize("key", ["revoked-platform-a", "short", "with space", ""])
def test_a_bad_key_is_unauthorised(platform, fault, key):  # SLV-18, SLV-19
    reply = platform.bench.call("getProducts", path={"version": "1"}, credential=key or "é")
    assert fault(reply) == (401, "UNAUTHORISED", None)


def test_an_internal_error_may_be_sent_again():  # 3.18
    response = PROVIDER.refuse(Refusal(Reason.INTERNAL))
    assert (response.status, response.headers) == (500, {"Idempotency-Retryable": "true"})
    assert (response.body["type"], response.body["code"]) == ("API_ERROR", "INTERNAL_ERROR")


def test_the_reasons_of_http_have_the_vendors_shape():
    answered = {reason: PROVIDER.refuse(Refusal(reason)) for reason in Reason}
    codes = {
        reason: (answered[reason].status, answered[reason].body["code"])
        for reason in (Reason.NO_ROUTE, Reason.WRONG_METHOD, Reason.TOO_LARGE, Reason.MEDIA_TYPE)
    }
    assert codes == {
        Reason.NO_ROUTE: (404, "RESOURCE_NOT_FOUND"),
        Reason.WRONG_METHOD: (405, "INVALID_OPERATION"),
        Reason.TOO_LARGE: (413, "BAD_REQUEST"),
        Reason.MEDIA_TYPE: (415, "UNSUPPORTED_MEDIA_TYPE"),
    }


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_is_the_documented_error_object(reason):  # SLV-23
    check = CONTRACT.schemas.component("ApiError")
    for facts in ({}, {"target": "x", "collection": "products"}, {"target": "x"}):
        refusal = Refusal(reason, ("a", 0), facts)
        body = PROVIDER.refuse(refusal).body
        assert check(body, ()) == ((), 0)
        assert body["field"] == "a.0"


def test_a_running_request_with_the_same_key_is_answered_with_422():  # 3.18
    response = PROVIDER.refuse(Refusal(Reason.LOCKED))
    assert (response.status, response.body["code"]) == (422, "IDEMPOTENCY_CHECK_FAILED")
