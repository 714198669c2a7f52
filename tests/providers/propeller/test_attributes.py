"""Attribute values: with a customer, by themselves, and their definitions."""

import pytest

GOLD = {"name": "LOYALTY", "class": "customer", "type": "text", "value": "gold"}


@pytest.fixture
def iris(env):
    env.define(668, "LOYALTY")
    env.define(669, "VISITS", "int")
    env.define(670, "NEWSLETTER", "enum", "user")
    env.bulk({"id": 1})
    return env


def set_values(env, *entries):
    return env.on("setCustomerAttributes", 1, list(entries))


def test_attributes_come_with_a_customer(iris):
    # PRP-30
    news = {"name": "NEWSLETTER", "class": "user", "type": "enum", "value": "weekly"}
    reply = iris.bulk({"id": 2, "attributes": [GOLD, news]})
    assert reply.body["data"][0]["success"] is True
    assert iris.attributes(2) == {"LOYALTY": "gold", "NEWSLETTER": "weekly"}


def test_every_tenant_has_one_attribute(env):
    reply = env.bulk({"id": 1, "attributes": [GOLD]})
    assert reply.body["data"][0]["success"] is True
    assert env.attributes(1) == {"LOYALTY": "gold"}


def test_a_seeded_definition_takes_the_place_of_the_built_in_one(env):
    env.define(668, "LOYALTY", "int")
    reply = env.bulk({"id": 1, "attributes": [GOLD]})
    wanted = "Attribute with name [LOYALTY] and class [customer] is of type [int], not [text]"
    assert reply.body["data"][0]["error"] == wanted


def test_attributes_that_are_not_mentioned_stay(iris):
    iris.bulk({"id": 2, "attributes": [GOLD]})
    visits = {"name": "VISITS", "class": "customer", "type": "int", "value": "7"}
    iris.bulk({"id": 2, "attributes": [visits]})
    iris.bulk({"id": 2, "lastName": "Smit"})
    assert iris.attributes(2) == {"LOYALTY": "gold", "VISITS": "7"}


def test_an_attribute_without_a_value_is_deleted(iris):
    # PRP-31
    iris.bulk({"id": 2, "attributes": [GOLD]})
    iris.bulk({"id": 2, "attributes": [{"name": "LOYALTY", "class": "customer", "type": "text"}]})
    assert iris.attributes(2) == {}


def test_an_attribute_without_a_definition_fails_its_row(iris):
    # PRP-32, 3.9
    unknown = {**GOLD, "name": "SHOE_SIZE"}
    reply = iris.bulk({"id": 2, "attributes": [GOLD, unknown]}, {"id": 3})
    assert [row["success"] for row in reply.body["data"]] == [False, True]
    expected = "Attribute with name [SHOE_SIZE] and class [customer] not found"
    assert reply.body["data"][0]["error"] == expected
    assert iris.get(2).status == 404


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"type": "int"}, "Attribute with {} is of type [text], not [int]"),
        ({"name": "VISITS"}, "Attribute with {} is of type [int], not [text]"),
        ({"class": "product"}, "Attribute with {} not found"),
        ({"value": 5}, "The value of attribute with {} is not of type [text]"),
    ],
)
def test_type_class_and_value_must_be_those_of_the_definition(iris, change, text):
    entry = GOLD | change
    row = iris.bulk({"id": 2, "attributes": [entry]}).body["data"][0]
    named = f"name [{entry['name']}] and class [{entry['class']}]"
    assert (row["success"], row["error"]) == (False, text.format(named))


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("int", ["7", 7, 7.0, "-7"], ["7.5", "seven", 7.5, []]),
        ("decimal", ["7.5", 7, 7.5], ["7,5", "x"]),
        ("datetime", ["2026-09-21", "2026-09-21T10:00:00"], ["21 September", 5]),
        ("color", ["#ff0000", "red"], []),
        ("text", ["red", [{"language": "NL", "value": "rood"}]], [5]),
    ],
)
def test_values_are_of_the_type_of_their_definition(iris, kind, good, bad):
    iris.define(700, "THING", kind)
    entry = {"name": "THING", "class": "customer", "type": kind.upper()}
    results = [
        row["success"]
        for row in set_values(iris, *({**entry, "value": value} for value in good)).body["data"]
    ]
    assert results == [True] * len(good)
    assert iris.attributes(1) == {"THING": good[-1]}
    failures = set_values(iris, *({**entry, "value": value} for value in bad)).body["data"]
    assert [row["success"] for row in failures] == [False] * len(bad)
    assert iris.attributes(1) == {"THING": good[-1]}


def test_values_are_set_and_deleted_one_by_one(iris):
    # PRP-31
    set_values(iris, {"id": 669, "type": "int", "value": 7})
    reply = set_values(iris, GOLD, {"id": 669, "type": "int"}, {"id": 800, "type": "int"})
    assert reply.status == 200
    assert reply.body == {
        "data": [
            {"action": "put", "id": 668, "key": "LOYALTY", "lookupKey": "name", "success": True},
            {"action": "delete", "id": 669, "key": 669, "lookupKey": "id", "success": True},
            {
                "action": "delete",
                "error": "Attribute with id [800] not found",
                "key": 800,
                "lookupKey": "id",
                "success": False,
            },
        ],
        "messages": ["Completed"],
        "total": 3,
    }
    assert iris.attributes(1) == {"LOYALTY": "gold"}


def test_an_id_counts_before_a_name(iris):
    set_values(iris, {**GOLD, "id": 669, "type": "int", "value": 7})
    assert iris.attributes(1) == {"VISITS": 7}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"name": "LOYALTY", "type": "text"}, "#/0: required key [class] not found"),
        ({"class": "customer", "type": "text"}, "#/0: required key [name] not found"),
        ({"id": 668}, "#/0: required key [type] not found"),
        (
            {**GOLD, "name": "loyalty"},
            "#/0/name: string [loyalty] does not match pattern ^[A-Z0-9_]+$",
        ),
        ({**GOLD, "class": "order"}, "#/0/class: order is not a valid enum value"),
        (
            {**GOLD, "value": None},
            "#/0/value: expected type: JSONArray or Number or String, found: Null",
        ),
    ],
)
def test_a_fault_of_the_schema_refuses_the_whole_list(iris, error, entry, message):
    assert error(set_values(iris, GOLD, entry))[:2] == (400, 10007)
    assert iris.attributes(1) == {}
    assert error(set_values(iris, entry)) == (400, 10007, message)


def test_an_attribute_is_read_with_its_definition(iris):
    set_values(iris, GOLD)
    for operation in ("listCustomerAttributes", "listResourceAttributes"):
        reply = iris.on(operation, 1)
        assert reply.body == {
            "data": [
                {
                    "class": "customer",
                    "id": 668,
                    "inherited": False,
                    "name": "LOYALTY",
                    "type": "text",
                    "value": "gold",
                }
            ],
            "messages": ["Completed"],
            "start": 1,
            "end": 1,
            "page": 1,
            "pages": 1,
            "total": 1,
            "offset": 12,
            "itemsFound": 1,
        }


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("offset=101", "#/offset: 101 is not less or equal to 100"),
        ("offset=0", "#/offset: 0 is not greater or equal to 1"),
        ("page=-1", "#/page: -1 is not greater or equal to 1"),
        ("page=first", "#/page: expected type: Integer, found: String"),
    ],
)
def test_pages_that_do_not_exist_are_refused(iris, error, query, message):
    # 10015
    reply = iris.on("listCustomerAttributes", 1, query=query)
    assert error(reply) == (400, 10015, message)
    assert reply.body["error"]["type"] == "PaginatedResponseException"


@pytest.mark.parametrize(
    "operation", ["setCustomerAttributes", "listCustomerAttributes", "listResourceAttributes"]
)
def test_the_attributes_of_a_missing_customer_are_not_found(env, error, operation):
    reply = env.on(operation, 5, [] if operation.startswith("set") else None)
    assert error(reply) == (404, 60007, "Parent resource [Customer] with id [5] not found")


def test_a_definition_for_another_resource_is_not_found_by_its_id(iris):
    iris.define(900, "WEIGHT", "int", "product")
    row = set_values(iris, {"id": 900, "type": "int", "value": 5}).body["data"][0]
    assert (row["success"], row["error"]) == (False, "Attribute with id [900] not found")


@pytest.mark.parametrize(("owner", "number"), [("customer", 701), ("user", 702)])
def test_the_class_that_was_sent_counts_before_its_other_name(iris, owner, number):
    iris.define(701, "THING", "text", "customer")
    iris.define(702, "THING", "text", "user")
    entry = {"name": "THING", "class": owner, "type": "text", "value": "x"}
    assert set_values(iris, entry).body["data"][0]["id"] == number
