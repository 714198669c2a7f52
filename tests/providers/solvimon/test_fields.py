"""Types, lengths, patterns, words and nulls of a product's members, each at its boundary."""

from __future__ import annotations

import pytest

ENUMS = {
    "product_type": ["DEFAULT", "ADDON"],
    "status": ["DRAFT", "ACTIVE", "ARCHIVED", "DEPRECATED"],
    "tax_category": ["STANDARD", "NO_TAX", "EXEMPT"],
}


@pytest.mark.parametrize(
    ("member", "word"), [(member, word) for member, words in ENUMS.items() for word in words]
)
def test_every_word_is_accepted_and_echoed(platform, member, word):  # SLV-28
    assert platform.product(**{member: word})[member] == word


@pytest.mark.parametrize(
    ("member", "word"),
    [
        ("product_type", "FOO"),  # SLV-25
        ("product_type", "addon"),
        ("status", "LIVE"),  # SLV-26
        ("tax_category", "REDUCED"),  # SLV-27
    ],
)
def test_other_words_are_refused(platform, fault, member, word):
    reply = platform.put(**{member: word})
    assert fault(reply) == (400, "INVALID_FIELD", member)  # SLV-24
    assert platform.products() == []


def test_a_refusal_lists_the_words_that_are_valid(platform):
    reply = platform.put(product_type="FOO")
    assert reply.body == {
        "type": "INVALID_REQUEST",
        "code": "INVALID_FIELD",
        "message": "must be one of DEFAULT, ADDON",
        "field": "product_type",
    }


@pytest.mark.parametrize("member", ["name", "description", "reference"])
def test_text_has_at_most_256_characters(platform, fault, member):  # SLV-30, SLV-31, SLV-32
    assert platform.product(**{"reference": "r", member: "é" * 256})[member] == "é" * 256
    reply = platform.put(**{"reference": "s", member: "é" * 257})
    assert fault(reply) == (400, "INVALID_FIELD", member)


@pytest.mark.parametrize("text", ["a b", " a", "a\t", "a\n", "\u00a0", ""])
def test_a_reference_has_no_white_space_and_is_not_empty(platform, fault, text):  # SLV-29, SLV-33
    assert fault(platform.put(text)) == (400, "INVALID_FIELD", "reference")


def test_a_name_may_be_empty_and_has_one_line(platform, fault):
    assert platform.product(name="")["name"] == ""
    assert fault(platform.put(name="a\nb")) == (400, "INVALID_FIELD", "name")


NULLABLE = [
    "description",
    "parent_product_id",
    "tax_category",
    "features",
    "custom_fields",
    "display_order",
    "linked_integrations",
    "billing_entity_id",
    "category",
    "customer_id",
]


@pytest.mark.parametrize("member", NULLABLE)
def test_null_is_accepted_and_comes_back(platform, member):  # SLV-35
    assert platform.product(**{member: None})[member] is None


@pytest.mark.parametrize("member", ["name", "reference", "category_id", "product_type"])
def test_four_members_are_never_null(platform, fault, member):  # SLV-36
    reply = platform.put(**{"reference": "router", member: None})
    assert fault(reply) == (400, "INVALID_FIELD", member)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("display_order", "x"),
        ("display_order", 1.5),
        ("display_order", True),
        ("features", {}),
        ("name", 5),
        ("reference", ["a"]),
        ("description", {}),
        ("custom_fields", "x"),
        ("linked_integrations", 1),
        ("category", "x"),
        ("category_id", 7),
        ("id", 7),
    ],
)
def test_another_type_is_refused(platform, fault, member, value):  # SLV-34
    reply = platform.put(**{"reference": "router", member: value})
    assert fault(reply) == (400, "INVALID_FIELD", member)


def test_a_fault_deep_inside_is_named_by_a_path_with_dots(platform, fault):  # SLV-24
    reply = platform.put(custom_fields=[{"reference": "a", "values": ["x", 1]}])
    assert fault(reply) == (400, "INVALID_FIELD", "custom_fields.0.values.1")


def test_several_faults_name_the_first_and_count_the_others(platform):
    reply = platform.put(name=5, description=6, status="X")
    assert reply.body["message"].endswith("; 2 more faults")
    assert platform.put(name=5, status="X").body["message"].endswith("; 1 more fault")


@pytest.mark.parametrize("number", [0, -1, 2**63 - 1, -(2**63)])
def test_a_display_order_is_any_integer_of_64_bits(platform, number):  # SLV-63
    platform.product(display_order=number)
    assert platform.get("router").body["display_order"] == number


def test_a_display_order_beyond_64_bits_is_refused(platform, fault):
    reply = platform.put(display_order=2**63)
    assert fault(reply) == (400, "INVALID_FIELD", "display_order")


@pytest.mark.parametrize("body", [[], "text", 5, True])
def test_a_body_that_is_no_object_is_refused(platform, fault, body):  # SLV-38
    assert fault(platform.call("putProducts", body)) == (400, "BAD_REQUEST", None)


@pytest.mark.parametrize(
    "text", [b"{", b"", b'{"name": NaN}', b'{"name": "a", "name": "b"}', b"\xff"]
)
def test_a_body_that_is_not_json_is_refused(platform, fault, text):  # SLV-37
    reply = platform.call("putProducts", raw=text)
    assert fault(reply) == (400, "UNABLE_TO_PROCESS_INSTRUCTIONS", None)
    assert reply.body["type"] == "INVALID_REQUEST"
