"""The bulk write by id: rows, identity, merging, what a row costs and what the call."""

import pytest


def test_an_unknown_id_is_created_and_kept(env):
    # PRP-01, PRP-02, PRP-03, PRP-04, PRP-05, PRP-06, PRP-10, PRP-11
    reply = env.bulk({"id": 25494, "firstName": "Iris"})
    assert reply.status == 200
    assert reply.body == {
        "data": [
            {"action": "create", "id": 25494, "key": 25494, "lookupKey": "id", "success": True}
        ],
        "messages": ["Completed"],
        "total": 1,
    }
    assert env.customer(25494)["firstName"] == "Iris"


def test_a_known_id_is_updated(env):
    # PRP-07, PRP-08, PRP-09
    env.bulk({"id": 25494, "lastName": "Smit"})
    reply = env.bulk({"id": 25494, "lastName": "Jansen"})
    assert reply.body["data"] == [
        {"action": "update", "id": 25494, "key": 25494, "lookupKey": "id", "success": True}
    ]
    assert env.customer(25494)["lastName"] == "Jansen"


def test_fields_that_are_not_sent_keep_their_values(env):
    # PRP-34
    env.bulk({"id": 7, "firstName": "Iris", "lastName": "Smit"})
    env.bulk({"id": 7, "lastName": "Jansen"})
    found = env.customer(7)
    assert (found["firstName"], found["lastName"]) == ("Iris", "Jansen")


def test_a_resent_customer_is_an_update_and_no_second_customer(env):
    # PRP-47
    env.bulk({"id": 7, "lastName": "Smit"})
    again = env.bulk({"id": 7, "lastName": "Smit"})
    assert again.body["data"][0]["action"] == "update"
    assert env.search().body["itemsFound"] == 1


def test_each_row_has_its_own_action_in_the_order_of_the_request(env):
    # PRP-12, PRP-10
    env.bulk({"id": 5})
    reply = env.bulk({"id": 9}, {"id": 5}, {"id": 1})
    assert [(row["action"], row["key"]) for row in reply.body["data"]] == [
        ("create", 9),
        ("update", 5),
        ("create", 1),
    ]
    assert reply.body["total"] == 3


def test_the_id_0_asks_for_a_new_one(env):
    # 6.2
    reply = env.bulk({"id": 0, "firstName": "Jan"}, {"id": 0, "firstName": "Els"})
    rows = reply.body["data"]
    assert [row["key"] for row in rows] == [0, 0]
    assert [row["action"] for row in rows] == ["create", "create"]
    assert [row["id"] for row in rows] == [100001, 100002]
    assert env.customer(100002)["firstName"] == "Els"


def test_a_new_id_is_never_one_that_a_client_picked(env):
    # 6.2
    env.bulk({"id": 100001}, {"id": 100002})
    assert env.bulk({"id": 0}).body["data"][0]["id"] == 100003


def test_the_same_id_twice_is_a_create_and_then_an_update(env):
    # 6.15
    reply = env.bulk({"id": 5, "firstName": "Iris"}, {"id": 5, "lastName": "Smit"})
    assert [row["action"] for row in reply.body["data"]] == ["create", "update"]
    assert env.customer(5)["name"] == "Iris Smit"


def test_an_empty_list_is_completed(env):
    # 6.14
    reply = env.bulk()
    assert (reply.status, reply.body) == (200, {"data": [], "messages": ["Completed"], "total": 0})


def test_a_failing_customer_leaves_its_neighbours_alone(env):
    # PRP-32, PRP-33
    reply = env.bulk({"id": 1}, {"id": 2, "parent": {"id": 7}}, {"id": 3})
    assert reply.status == 200
    assert reply.body["data"][1] == {
        "action": "create",
        "error": "Parent with id [7] not found",
        "key": 2,
        "lookupKey": "id",
        "success": False,
    }
    assert [row["success"] for row in reply.body["data"]] == [True, False, True]
    assert (reply.body["messages"], reply.body["total"]) == (["Completed"], 3)
    assert [env.get(number).status for number in (1, 2, 3)] == [200, 404, 200]


def test_a_failing_update_says_so_and_changes_nothing(env):
    # PRP-32
    env.bulk({"id": 2, "lastName": "Smit"})
    reply = env.bulk({"id": 2, "lastName": "Jansen", "parent": {"id": 7}})
    assert reply.body["data"][0]["action"] == "update"
    assert env.customer(2)["lastName"] == "Smit"


def test_a_call_in_which_every_customer_fails_is_still_a_200(env):
    reply = env.bulk({"id": 2, "parent": {"id": 7}}, {"id": 3, "parent": {"id": 8}})
    assert (reply.status, reply.body["total"]) == (200, 2)
    assert [row["success"] for row in reply.body["data"]] == [False, False]


def test_a_parent_is_the_built_in_user_group_or_a_planted_one(env):
    env.plant("usergroups", 12, {}, "pair\x1fERP\x1f900")
    reply = env.bulk(
        {"id": 1, "parent": {"id": 109}},
        {"id": 2, "parent": {"id": 12}},
        {"id": 3, "parent": {"source": "ERP", "sourceId": 900}},
        {"id": 4, "parent": {"source": "ERP", "sourceId": "901"}},
    )
    assert [row["success"] for row in reply.body["data"]] == [True, True, True, False]
    assert reply.body["data"][3]["error"] == "Parent with sourceId [901] not found"
    assert env.customer(1, "expands=parent")["parent"] == {"id": 109}


def test_a_fault_of_the_schema_in_one_customer_refuses_the_whole_call(env, error):
    # PRP-17, PRP-18
    reply = env.bulk({"id": 1}, {"id": 2, "zzUnknown": 1})
    assert error(reply) == (
        400,
        10007,
        "#/customers/1: extraneous key [zzUnknown] is not permitted",
    )
    assert env.get(1).status == 404


def test_company_and_language_are_accepted(env):
    # 6.1
    assert env.bulk({"id": 1, "company": "Bakker", "language": "NL"}).status == 200
    found = env.customer(1)
    assert (found["company"], found["language"]) == ("Bakker", "NL")


@pytest.mark.parametrize(
    ("customer", "message"),
    [
        ({}, "#/customers/0: required key [id] not found"),
        ({"id": "5"}, "#/customers/0/id: expected type: Integer, found: String"),
        ({"id": 1.5}, "#/customers/0/id: expected type: Integer, found: Double"),
        ({"id": -1}, "#/customers/0/id: -1 is not greater or equal to 0"),
        ({"id": True}, "#/customers/0/id: expected type: Integer, found: Boolean"),
        ({"id": 1, "email": 5}, "#/customers/0/email: expected type: String, found: Integer"),
        ({"id": 1, "email": "x"}, "#/customers/0/email: [x] is not a valid email address"),
        ({"id": 1, "phone": 316}, "#/customers/0/phone: expected type: String, found: Integer"),
        ({"id": 1, "title": None}, "#/customers/0/title: expected type: String, found: Null"),
        ({"id": 1, "title": []}, "#/customers/0/title: expected type: String, found: JSONArray"),
        ({"id": 1, "title": {}}, "#/customers/0/title: expected type: String, found: JSONObject"),
        ({"id": 1, "gender": "X"}, "#/customers/0/gender: X is not a valid enum value"),
        (
            {"id": 1, "primaryLanguage": "nld"},
            "#/customers/0/primaryLanguage: string [nld] does not match pattern ^[A-Za-z]{2}$",
        ),
        ({"id": 1, "parent": {}}, "#/customers/0/parent: required key [sourceId] not found"),
        (
            {"id": 1, "source": "", "sourceId": "1"},
            "#/customers/0/source: expected minLength: 1, actual: 0",
        ),
        (
            {"id": 1, "addresses": {}},
            "#/customers/0/addresses: expected type: JSONArray, found: JSONObject",
        ),
        (5, "#/customers/0: expected type: JSONObject, found: Integer"),
    ],
)
def test_a_fault_of_the_schema_is_named_with_its_pointer(env, error, customer, message):
    # PRP-14, PRP-16, PRP-23
    assert error(env.bulk(customer)) == (400, 10007, message)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "#: required key [customers] not found"),
        ({"customers": {}}, "#/customers: expected type: JSONArray, found: JSONObject"),
        ([], "#: expected type: JSONObject, found: JSONArray"),
        ({"customers": [], "clients": []}, "#: extraneous key [clients] is not permitted"),
    ],
)
def test_a_fault_of_the_envelope_is_named_with_its_pointer(env, error, body, message):
    # PRP-13, PRP-23
    assert error(env.call("bulkCustomersById", body)) == (400, 10007, message)


def test_every_fault_is_listed_in_order(env):
    # PRP-15
    reply = env.bulk({"id": 1, "email": 5}, {}, {"id": 3, "isDefault": "Y"})
    assert reply.body["error"] == {
        "code": 10007,
        "messages": [
            "#/customers/0/email: expected type: String, found: Integer",
            "#/customers/1: required key [id] not found",
            "#/customers/2: extraneous key [isDefault] is not permitted",
        ],
        "moreInfo": "https://www.propel.us/docs/errors/10007",
        "status": 400,
        "type": "SchemaValidationException",
    }


def test_faults_beyond_a_hundred_are_counted(env):
    messages = env.bulk(*[{}] * 130).body["error"]["messages"]
    assert len(messages) == 101
    assert messages[99] == "#/customers/99: required key [id] not found"
    assert messages[100] == "#: 30 more schema violations found"


@pytest.mark.parametrize(
    "pair", [{"sourceId": "1"}, {"source": "SHOP"}], ids=["without source", "without sourceId"]
)
def test_source_and_source_id_come_together(env, error, pair):
    # PRP-20, PRP-22
    status, code, message = error(env.bulk({"id": 1, **pair}))
    missing = "source" if "sourceId" in pair else "sourceId"
    assert (status, code) == (400, 10007)
    assert message == f"#/customers/0: required key [{missing}] not found"


def test_a_customer_is_reached_by_its_source_id(env):
    # PRP-21
    env.bulk({"id": 25494, "source": "SHOP", "sourceId": "3002196"})
    reply = env.get("3002196", "source=SHOP", key="sourceId")
    assert (reply.status, reply.body["data"]["id"]) == (200, 25494)


def test_a_pair_that_belongs_to_another_customer_fails_its_row(env):
    # PRP-46, 3.1
    env.bulk({"id": 1, "source": "SHOP", "sourceId": "9"})
    row = env.bulk({"id": 2, "source": "SHOP", "sourceId": 9}).body["data"][0]
    assert (row["success"], row["error"]) == (False, "Customer with sourceId [9] already exists")
    assert env.get(2).status == 404


def test_a_customer_has_one_id_in_a_source_and_may_be_in_several(env):
    env.bulk({"id": 1, "source": "SHOP", "sourceId": "9"})
    env.bulk({"id": 1, "source": "ERP", "sourceId": 5})
    env.bulk({"id": 1, "source": "SHOP", "sourceId": "10"})
    assert env.customer(1, "expands=sources")["sources"] == [
        {"source": "ERP", "sourceId": "5"},
        {"source": "SHOP", "sourceId": "10"},
    ]
    assert env.get("9", key="sourceId").status == 404


def test_numbers_with_a_fraction_of_zero_are_integers(env):
    reply = env.call("bulkCustomersById", raw=b'{"customers":[{"id":5.0,"debtorId":7.0}]}')
    assert repr(reply.body["data"][0]["key"]) == "5"
    assert env.customer(5)["debtorId"] == "7"
