"""Keys, and the envelope of every refusal."""

import pytest

from mockserver.core.reasons import Reason, Refusal
from mockserver.providers.shopimind import PROVIDER

NAME = "shop-of-somebody-0000"


def test_a_missing_key_is_a_401_in_the_vendors_words(shop):
    # SPM-01, SPM-02
    refused = shop.bench.sandbox.vendors["shopimind"].admit("listCustomers", None)
    assert isinstance(refused, Refusal)
    answer = PROVIDER.refuse(refused)
    assert answer.status == 401
    assert answer.body == {
        "statusCode": 401,
        "message": "Missing API key.",
        "error": "Unauthorized",
    }


@pytest.mark.parametrize(
    "key", ["a" * 19, "a" * 65, "a" * 19 + "_", "a" * 19 + "é", "", "a" * 20 + "\n"]
)
def test_a_malformed_key_is_a_401(shop, key):
    # SPM-03
    reply = shop.bench.call("listCustomers", credential=key or " ")
    assert reply.status == 401
    assert reply.body["error"] == "Unauthorized"


@pytest.mark.parametrize("key", ["a" * 20, "A-9" * 21 + "z"])
def test_a_well_formed_key_is_a_shop(shop, key):
    # SPM-03, SPM-04
    assert shop.bench.call("listCustomers", credential=key).status == 200


def test_a_revoked_key_is_a_401(shop):
    assert shop.bench.call("listCustomers", credential=f"revoked-{NAME}").status == 401


def test_a_read_only_key_reads_the_shop_and_writes_nothing(shop, make_field):
    shop.other(NAME).define([make_field("a")])
    reader = shop.other(f"read-only-{NAME}")
    assert len(reader.call("listCustomDataDefinitions").body["data"]) == 1
    refused = reader.create([make_field("a")], name="New")
    assert (refused.status, refused.body["error"]) == (403, "Forbidden")


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_has_the_envelope_and_its_status_twice(reason):
    # SPM-05
    answer = PROVIDER.refuse(Refusal(reason))
    assert answer.body["statusCode"] == answer.status
    assert set(answer.body) == {"statusCode", "message", "error"}
    assert answer.body["message"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"name": 1, "fields": []}, ["name must be a string"]),
        ({"name": "", "fields": []}, ["name should not be empty"]),
        ({"name": "a", "fields": {}}, ["fields must be an array"]),
        (
            {"name": "a", "fields": [], "description": 1},
            ["description must be null or a string"],
        ),
        (
            {"fields": [{"name": "a", "label": "A", "required": 1, "type": "text"}]},
            ["fields[0].required must be a boolean", "name is required"],
        ),
        ([], ["the body must be an object"]),
    ],
)
def test_what_is_wrong_with_a_body_is_said_in_sentences(shop, body, expected):
    reply = shop.call("createCustomDataDefinition", body)
    assert reply.status == 400
    assert sorted(reply.body["message"]) == expected
