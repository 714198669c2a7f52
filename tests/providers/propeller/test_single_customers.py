"""One customer at a time: create, read, change, delete, and lookups that fail."""

import pytest


def test_a_customer_is_created_with_a_new_id_and_echoed(env):
    sent = {"firstName": "Iris", "debtorId": 12345, "gender": "f"}
    reply = env.call("createCustomer", sent)
    assert (reply.status, reply.body) == (
        201,
        {
            "data": {"firstName": "Iris", "debtorId": 12345, "gender": "f", "id": 100001},
            "messages": ["Customer created"],
            "total": 1,
        },
    )
    assert env.customer(100001)["gender"] == "F"


def test_a_customer_may_be_created_under_an_id_of_the_clients(env):
    assert env.call("createCustomer", {"id": 77}).body["data"] == {"id": 77}
    assert env.get(77).status == 200


def test_a_lookup_key_that_is_taken_is_refused(env, error):
    # 60004
    env.bulk({"id": 77, "source": "SHOP", "sourceId": "9"})
    taken = env.call("createCustomer", {"id": 77})
    assert error(taken) == (400, 60004, "Customer with id [77] already exists")
    taken = env.call("createCustomer", {"source": "SHOP", "sourceId": 9})
    assert error(taken) == (400, 60004, "Customer with sourceId [9] already exists")
    assert env.search().body["itemsFound"] == 1


def test_a_created_customer_brings_its_addresses(env, home):
    env.call("createCustomer", {"addresses": [home]})
    assert [row["street"] for row in env.addresses(100001)] == ["Havenkade"]


def test_a_created_customer_that_cannot_be_stored_is_a_400(env, error):
    reply = env.call("createCustomer", {"parent": {"id": 7}})
    assert error(reply) == (400, 10017, "Parent with id [7] not found")


def test_everything_about_a_customer_is_read(env):
    env.bulk(
        {
            "id": 25494,
            "firstName": "Iris",
            "middleName": "de",
            "lastName": "Wit",
            "abbreviation": "IW",
            "title": "Ms.",
            "dateOfBirth": "28/08/1993",
            "gender": "F",
            "ssn": 123456782,
            "debtorId": 12345,
            "phone": "0301234567",
            "mobile": "0612345678",
            "email": "iris@example.com",
            "primaryLanguage": "NL",
        }
    )
    assert env.get(25494).body == {
        "data": {
            "abbreviation": "IW",
            "company": "",
            "dateOfBirth": "August, 28 1993 00:00:00 +0000",
            "debtorId": "12345",
            "email": "iris@example.com",
            "fax": "",
            "firstName": "Iris",
            "gender": "F",
            "id": 25494,
            "language": "",
            "lastName": "Wit",
            "login": "iris@example.com",
            "middleName": "de",
            "mobile": "0612345678",
            "name": "Iris de Wit",
            "phone": "0301234567",
            "primaryLanguage": "NL",
            "ssn": "123456782",
            "title": "Ms.",
        },
        "messages": [],
        "total": 1,
    }


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("28/08/1993", "August, 28 1993 00:00:00 +0000"),
        ("1993-01-02", "January, 02 1993 00:00:00 +0000"),
        ("1993-12-02T10:00:00", "December, 02 1993 00:00:00 +0000"),
        ("28/13/1993", "28/13/1993"),
        ("in spring", "in spring"),
    ],
)
def test_a_date_of_birth_is_read_in_words(env, sent, read):
    # 6.8
    env.bulk({"id": 1, "dateOfBirth": sent})
    assert env.customer(1)["dateOfBirth"] == read


def test_sources_and_parent_come_when_they_are_asked_for(env):
    env.bulk({"id": 1, "source": "SHOP", "sourceId": 9, "parent": {"id": 109}}, {"id": 2})
    assert "sources" not in env.customer(1)
    assert "parent" not in env.customer(1)
    found = env.customer(1, "expands=sources,parent")
    assert found["sources"] == [{"source": "SHOP", "sourceId": "9"}]
    assert found["parent"] == {"id": 109}
    nothing = env.customer(2, "expands=sources&expands=parent")
    assert (nothing["sources"], nothing["parent"]) == ([], None)


def test_an_expand_that_does_not_exist_is_refused(env, error):
    env.bulk({"id": 1})
    expected = "#/expands/1: orders is not a valid enum value"
    assert error(env.get(1, "expands=sources,orders")) == (400, 10007, expected)


def test_a_change_is_partial_and_echoed_as_it_was_sent(env):
    # PRP-42
    env.bulk({"id": 25494, "firstName": "Iris", "lastName": "Wit"})
    sent = {
        "lastName": "Jansen",
        "dateOfBirth": "28/08/1993",
        "debtorId": 12345,
        "parent": {"id": 109},
        "source": "SHOP",
        "sourceId": 3002196,
    }
    reply = env.on("updateCustomer", 25494, sent)
    assert (reply.status, reply.body) == (
        200,
        {"data": {**sent, "id": 25494}, "messages": ["Customer updated"], "total": 1},
    )
    assert env.customer(25494)["name"] == "Iris Jansen"


def test_a_change_by_source_id_reaches_the_same_customer(env):
    env.bulk({"id": 5, "source": "SHOP", "sourceId": "9"})
    reply = env.on("updateCustomer", "9", {"title": "Dr."}, key="sourceId")
    assert reply.body["data"] == {"title": "Dr.", "id": 5}
    assert env.customer(5)["title"] == "Dr."


def test_a_change_cannot_take_the_pair_of_another_customer(env, error):
    env.bulk({"id": 1, "source": "SHOP", "sourceId": "9"}, {"id": 2})
    reply = env.on("updateCustomer", 2, {"source": "SHOP", "sourceId": "9", "title": "Dr."})
    assert error(reply) == (400, 60004, "Customer with sourceId [9] already exists")
    assert env.customer(2)["title"] == ""


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"id": 5}, "#: extraneous key [id] is not permitted"),
        ({"email": "x"}, "#/email: [x] is not a valid email address"),
        ([], "#: expected type: JSONObject, found: JSONArray"),
    ],
)
def test_a_change_is_checked_with_its_schema(env, error, body, message):
    env.bulk({"id": 1})
    assert error(env.on("updateCustomer", 1, body)) == (400, 10007, message)


def test_a_deleted_customer_is_gone_with_everything_it_had(env, error, home):
    # PRP-40
    env.bulk({"id": 1, "source": "SHOP", "sourceId": "9", "addresses": [home]})
    reply = env.on("deleteCustomer", 1)
    assert (reply.status, reply.body) == (200, {"data": {}, "messages": ["Customer deleted"]})
    assert error(env.get(1)) == (404, 60006, "Customer with id [1] not found")
    assert env.get("9", key="sourceId").status == 404
    assert env.search().body["itemsFound"] == 0
    assert error(env.on("deleteCustomer", 1))[:2] == (404, 60006)


def test_the_id_of_a_deleted_customer_is_free_and_brings_nothing_back(env, home):
    # 3.11
    env.bulk({"id": 1, "lastName": "Smit", "addresses": [home]})
    env.on("deleteCustomer", 1)
    assert env.bulk({"id": 1}).body["data"][0]["action"] == "create"
    assert env.customer(1)["lastName"] == ""
    assert env.addresses(1) == []


def test_a_customer_in_the_bin_keeps_its_number_from_new_ones(env):
    env.bulk({"id": 100001})
    env.on("deleteCustomer", 100001)
    assert env.bulk({"id": 0}).body["data"][0]["id"] == 100002


@pytest.mark.parametrize("operation", ["getCustomer", "updateCustomer", "deleteCustomer"])
@pytest.mark.parametrize(("key", "value"), [("id", "25496"), ("sourceId", "25496"), ("id", "a")])
def test_an_unknown_customer_is_not_found(env, error, operation, key, value):
    # PRP-38, PRP-41
    body = {} if operation == "updateCustomer" else None
    reply = env.on(operation, value, body, key=key)
    assert error(reply) == (404, 60006, f"Customer with {key} [{value}] not found")


@pytest.mark.parametrize("operation", ["getCustomer", "deleteCustomer", "listAddresses"])
@pytest.mark.parametrize("key", ["ids", "sourceid", "debtorId"])
def test_a_lookup_key_that_does_not_exist_is_refused(env, error, operation, key):
    # PRP-39
    reply = env.on(operation, 1, key=key)
    expected = (
        f"Invalid lookup key [{key}], key must contain one of the following values: [id,sourceId,]"
    )
    assert error(reply) == (400, 10006, expected)
    assert reply.body["error"]["type"] == "InvalidLookupKey"


def test_a_source_chooses_among_customers_with_one_source_id(env, error):
    # 3.12
    env.bulk(
        {"id": 1, "source": "SHOP", "sourceId": "9"},
        {"id": 2, "source": "ERP", "sourceId": "9"},
    )
    several = "Multiple customers found with sourceId [9]"
    assert error(env.get("9", key="sourceId")) == (400, 60005, several)
    assert env.get("9", "source=ERP", key="sourceId").body["data"]["id"] == 2
    assert env.get("9", "source=PIM", key="sourceId").status == 404


def test_an_address_is_not_taken_for_a_customer(env, home):
    env.bulk({"id": 1, "addresses": [home]})
    number = env.addresses(1)[0]["id"]
    assert env.get(f"address-{number}").status == 404
