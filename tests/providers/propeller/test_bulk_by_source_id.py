"""The bulk write by source id, keys that have no bulk write, and directives."""

import pytest

IRIS = {"source": "SHOP", "sourceId": 3002196, "firstName": "Iris"}


def test_a_pair_that_is_unknown_creates_a_customer_with_another_id(env):
    # PRP-45, 6.7
    reply = env.by_source(IRIS)
    assert reply.body == {
        "data": [
            {
                "action": "create",
                "id": 100001,
                "key": 3002196,
                "lookupKey": "sourceId",
                "success": True,
            }
        ],
        "messages": ["Completed"],
        "total": 1,
    }


def test_the_same_pair_is_an_update_as_number_or_as_text(env):
    # PRP-45, 3.1
    env.by_source(IRIS)
    row = env.by_source({**IRIS, "sourceId": "3002196", "lastName": "Smit"}).body["data"][0]
    assert (row["action"], row["id"], row["key"]) == ("update", 100001, "3002196")
    assert env.customer(100001)["name"] == "Iris Smit"


def test_the_same_source_id_in_two_sources_is_two_customers(env):
    # PRP-46
    rows = env.by_source(IRIS, {**IRIS, "source": "ERP"}).body["data"]
    assert [row["id"] for row in rows] == [100001, 100002]


def test_the_pair_twice_in_one_call_is_one_customer(env):
    rows = env.by_source(IRIS, {**IRIS, "lastName": "Smit"}).body["data"]
    assert [(row["action"], row["id"]) for row in rows] == [("create", 100001), ("update", 100001)]


@pytest.mark.parametrize("missing", ["source", "sourceId"])
def test_both_halves_of_the_pair_are_required(env, error, missing):
    customer = {name: value for name, value in IRIS.items() if name != missing}
    expected = f"#/customers/0: required key [{missing}] not found"
    assert error(env.by_source(customer)) == (400, 10007, expected)


def test_an_id_is_no_field_of_this_operation(env, error):
    # PRP-17
    expected = "#/customers/0: extraneous key [id] is not permitted"
    assert error(env.by_source({**IRIS, "id": 5})) == (400, 10007, expected)


def test_addresses_come_with_a_customer_that_is_new(env, home):
    # PRP-26
    env.by_source({**IRIS, "addresses": [home, {**home, "type": "invoice"}]})
    assert [row["type"] for row in env.addresses(100001)] == ["delivery", "invoice"]


@pytest.mark.parametrize("key", ["email", "debtorId", "sourceid", "ID"])
def test_no_other_key_has_a_bulk_write(env, error, key):
    # PRP-37
    reply = env.call("bulkCustomersByOtherKey", path={"lookupKey": key})
    assert error(reply) == (
        400,
        10006,
        f"Invalid lookup key [{key}], key must contain one of the following values: [id,sourceId,]",
    )


SKIP_CREATE = [{"skipCreate": []}, [{"operation": "skipCreate"}]]
KEEP_EMAIL = [
    {"skipIfNotEmpty": ["email", "phone"]},
    [{"operation": "skipIfNotEmpty", "fields": ["email", "phone"]}],
]


@pytest.mark.parametrize("directives", SKIP_CREATE, ids=["object", "list"])
def test_skip_create_only_updates(env, directives):
    # PRP-48
    env.bulk({"id": 1, "lastName": "Smit"})
    reply = env.bulk({"id": 1, "lastName": "Bos"}, {"id": 2}, directives=directives)
    assert env.customer(1)["lastName"] == "Bos"
    assert env.get(2).status == 404
    assert reply.body["data"][1] == {
        "action": "create",
        "error": "Customer with id [2] not found",
        "key": 2,
        "lookupKey": "id",
        "success": False,
    }


@pytest.mark.parametrize("directives", KEEP_EMAIL, ids=["object", "list"])
def test_skip_if_not_empty_fills_only_what_is_empty(env, directives):
    # PRP-49
    env.bulk({"id": 1, "email": "old@example.com", "phone": "", "title": "Mr."})
    sent = {"id": 1, "email": "new@example.com", "phone": "030", "title": "Dr."}
    env.bulk(sent, directives=directives)
    found = env.customer(1)
    assert [found[name] for name in ("email", "phone", "title")] == [
        "old@example.com",
        "030",
        "Dr.",
    ]


def test_skip_if_not_empty_says_nothing_about_new_customers(env):
    env.by_source(IRIS, directives={"skipIfNotEmpty": ["firstName"]})
    assert env.customer(100001)["firstName"] == "Iris"


def test_skip_if_not_empty_knows_sources_addresses_and_attributes(env, home):
    env.define(668, "LOYALTY")
    gold = {"name": "LOYALTY", "class": "customer", "type": "text", "value": "gold"}
    first = {"id": 1, "source": "SHOP", "sourceId": "9", "addresses": [home], "attributes": [gold]}
    env.bulk(first)
    second = {
        "id": 1,
        "source": "SHOP",
        "sourceId": "10",
        "addresses": [home],
        "attributes": [gold | {"value": "silver"}],
    }
    env.bulk(second, directives={"skipIfNotEmpty": ["sourceId", "addresses", "attributes"]})
    assert env.customer(1, "expands=sources")["sources"] == [{"source": "SHOP", "sourceId": "9"}]
    assert len(env.addresses(1)) == 1
    assert env.attributes(1) == {"LOYALTY": "gold"}


@pytest.mark.parametrize("half", ["source", "sourceId"])
def test_one_half_of_the_pair_protects_the_other(env, half):
    env.bulk({"id": 1, "source": "SHOP", "sourceId": "9"})
    sent = {"id": 1, "source": "ERP", "sourceId": "10"}
    row = env.bulk(sent, directives={"skipIfNotEmpty": [half]}).body["data"][0]
    assert row["success"] is True
    assert env.customer(1, "expands=sources")["sources"] == [{"source": "SHOP", "sourceId": "9"}]


def test_skip_move_on_update_keeps_the_parent(env):
    env.plant("usergroups", 12, {}, "pair\x1fERP\x1f900")
    env.bulk({"id": 1, "parent": {"id": 109}})
    env.bulk({"id": 1, "parent": {"id": 12}}, directives={"skipMoveOnUpdate": []})
    assert env.customer(1, "expands=parent")["parent"] == {"id": 109}
    env.bulk({"id": 2, "parent": {"id": 12}}, directives={"skipMoveOnUpdate": []})
    assert env.customer(2, "expands=parent")["parent"] == {"id": 12}


def test_translations_do_not_concern_customers(env):
    reply = env.bulk({"id": 1}, directives={"mergeTranslationsOnUpdate": []})
    assert reply.body["data"][0]["success"] is True


@pytest.mark.parametrize(
    ("directives", "message"),
    [
        ({"skipAll": []}, "#/directives: extraneous key [skipAll] is not permitted"),
        ([{"fields": []}], "#/directives/0: required key [operation] not found"),
        (
            [{"operation": "skipAll"}],
            "#/directives/0/operation: skipAll is not a valid enum value",
        ),
        ("skipCreate", "#/directives: expected type: JSONArray or JSONObject, found: String"),
    ],
)
def test_directives_that_do_not_exist_are_refused(env, error, directives, message):
    assert error(env.bulk({"id": 1}, directives=directives)) == (400, 10007, message)
