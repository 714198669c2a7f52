"""Addresses: inside a customer, in bulk, and one at a time."""

import pytest


@pytest.fixture
def iris(env):
    env.bulk({"id": 1, "source": "SHOP", "sourceId": "9"})
    return env


def test_addresses_inside_a_customer_are_stored(env, home):
    # PRP-26
    env.bulk({"id": 1, "addresses": [home, {**home, "type": "invoice"}]})
    assert [row["id"] for row in env.addresses(1)] == [100001, 100002]


def test_an_address_is_read_with_its_defaults(env, home):
    # PRP-29
    env.bulk({"id": 1, "addresses": [{**home, "firstName": "Iris", "lastName": "Wit"}]})
    assert env.on("listAddresses", 1).body == {
        "data": [
            {
                "active": "Y",
                "city": "Utrecht",
                "code": "",
                "company": "",
                "country": "NL",
                "email": "",
                "fax": "",
                "firstName": "Iris",
                "gender": "U",
                "icp": "N",
                "id": 100001,
                "isDefault": "N",
                "lastName": "Wit",
                "middleName": "",
                "mobile": "",
                "name": "Iris Wit",
                "notes": "",
                "number": "",
                "numberExtension": "",
                "phone": "",
                "postalCode": "",
                "region": "",
                "street": "Havenkade",
                "type": "delivery",
                "url": "",
            }
        ],
        "messages": [],
        "total": 1,
    }


def test_the_same_type_and_code_is_the_same_address(env, home):
    # PRP-27, 6.11
    coded = {**home, "code": "11234", "notes": "ring twice"}
    env.bulk({"id": 1, "addresses": [coded]})
    env.bulk({"id": 1, "addresses": [{**home, "code": "11234", "street": "Parkweg"}]})
    rows = env.addresses(1)
    assert [(row["id"], row["street"], row["notes"]) for row in rows] == [
        (100001, "Parkweg", "ring twice")
    ]
    env.bulk({"id": 1, "addresses": [{**coded, "type": "invoice"}]})
    assert len(env.addresses(1)) == 2


def test_the_same_type_and_code_twice_in_one_customer_is_one_address(env, home):
    first = {**home, "code": "1", "notes": "ring twice"}
    env.bulk({"id": 1, "addresses": [first, {**home, "code": "1", "street": "Parkweg"}]})
    rows = env.addresses(1)
    assert [(row["street"], row["notes"]) for row in rows] == [("Parkweg", "ring twice")]


def test_a_code_belongs_to_its_customer(env, home):
    env.bulk({"id": 1}, {"id": 2})
    for number in (1, 2):
        env.bulk({"id": number, "addresses": [{**home, "code": "1"}]})
    assert [row["id"] for row in env.addresses(1)] == [100001]
    assert [row["id"] for row in env.addresses(2)] == [100002]


def test_without_a_code_every_address_is_new(env, home):
    # PRP-28
    for _ in range(2):
        env.bulk({"id": 1, "addresses": [home]})
    assert len(env.addresses(1)) == 2


def test_addresses_that_are_not_mentioned_stay(env, home):
    # 3.10
    env.bulk({"id": 1, "addresses": [home]})
    env.bulk({"id": 1, "addresses": []})
    env.bulk({"id": 1, "lastName": "Smit"})
    assert len(env.addresses(1)) == 1


@pytest.mark.parametrize("missing", ["type", "street", "city", "country"])
def test_an_address_without_its_place_refuses_the_call(env, error, home, missing):
    # PRP-25
    address = {name: value for name, value in home.items() if name != missing}
    expected = f"#/customers/0/addresses/0: required key [{missing}] not found"
    assert error(env.bulk({"id": 1, "addresses": [address]})) == (400, 10007, expected)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("isDefault", "U", "U is not a valid enum value"),
        ("icp", "y", "y is not a valid enum value"),
        ("gender", "X", "X is not a valid enum value"),
        ("type", "billing", "billing is not a valid enum value"),
        ("country", "NLD", "string [NLD] does not match pattern ^[A-Za-z]{2}$"),
        ("email", "x", "[x] is not a valid email address"),
        ("code", 11234, "expected type: String, found: Integer"),
    ],
)
def test_fields_of_an_address_are_checked(env, error, home, field, value, message):
    # PRP-24
    reply = env.bulk({"id": 1, "addresses": [{**home, field: value}]})
    expected = f"#/customers/0/addresses/0/{field}: {message}"
    assert error(reply) == (400, 10007, expected)


def test_every_documented_type_is_accepted_and_the_list_can_be_filtered(iris, home):
    # PRP-43, 6.10
    kinds = ("delivery", "invoice", "home")
    iris.bulk({"id": 1, "addresses": [{**home, "type": kind} for kind in kinds]})
    assert [row["type"] for row in iris.addresses(1)] == ["delivery", "invoice", "home"]
    assert [row["type"] for row in iris.addresses(1, "type=invoice")] == ["invoice"]


def test_a_filter_by_a_type_that_does_not_exist_is_refused(iris, error):
    reply = iris.on("listAddresses", 1, query="type=billing")
    assert error(reply) == (400, 10007, "#/type: billing is not a valid enum value")


def test_a_bulk_of_addresses_has_a_row_for_each(iris, home):
    # 3.2, PRP-27, PRP-28
    iris.on("bulkAddresses", 1, {"addresses": [{**home, "code": "1"}]})
    sent = [{**home, "code": "1", "street": "Parkweg"}, {**home, "code": "2"}, home]
    reply = iris.on("bulkAddresses", "9", {"addresses": sent}, key="sourceId")
    rows = [
        {"action": "update", "id": 100001, "key": "1", "lookupKey": "code", "success": True},
        {"action": "create", "id": 100002, "key": "2", "lookupKey": "code", "success": True},
        {"action": "create", "id": 100003, "key": "", "lookupKey": "code", "success": True},
    ]
    assert reply.status == 200
    assert reply.body == {"data": rows, "messages": ["Completed"], "total": 3}
    assert iris.addresses(1)[0]["street"] == "Parkweg"


def test_the_same_code_twice_in_a_bulk_is_one_address(iris, home):
    coded = {**home, "code": "1"}
    rows = iris.on("bulkAddresses", 1, {"addresses": [coded, coded]}).body["data"]
    assert [(row["action"], row["id"]) for row in rows] == [("create", 100001), ("update", 100001)]


def test_a_fault_in_one_address_refuses_the_whole_bulk(iris, error, home):
    reply = iris.on("bulkAddresses", 1, {"addresses": [home, {**home, "zz": 1}]})
    assert error(reply) == (400, 10007, "#/addresses/1: extraneous key [zz] is not permitted")
    assert iris.addresses(1) == []


def test_an_address_is_created_and_echoed(iris, home):
    sent = {**home, "code": "1"}
    for number in (100001, 100002):
        reply = iris.on("createAddress", 1, sent)
        assert (reply.status, reply.body) == (
            201,
            {"data": {**sent, "id": number}, "messages": ["Address created"], "total": 1},
        )
    assert len(iris.addresses(1)) == 2


def test_a_bulk_updates_the_oldest_of_two_addresses_with_one_code(iris, home):
    for _ in range(2):
        iris.on("createAddress", 1, {**home, "code": "1"})
    iris.on("bulkAddresses", 1, {"addresses": [{**home, "code": "1", "street": "Parkweg"}]})
    assert [row["street"] for row in iris.addresses(1)] == ["Parkweg", "Havenkade"]


def test_an_address_is_changed_in_part_and_echoed(iris, home):
    iris.on("createAddress", 1, home)
    reply = iris.on("updateAddress", 1, {"street": "Parkweg"}, path={"addressId": "100001"})
    assert (reply.status, reply.body) == (
        200,
        {
            "data": {"street": "Parkweg", "id": 100001},
            "messages": ["Address updated"],
            "total": 1,
        },
    )
    found = iris.addresses(1)[0]
    assert (found["street"], found["city"]) == ("Parkweg", "Utrecht")


def test_a_changed_code_is_what_a_bulk_finds_from_then_on(iris, home):
    iris.on("createAddress", 1, {**home, "code": "1"})
    iris.on("updateAddress", 1, {"code": "2"}, path={"addressId": "100001"})
    sent = [{**home, "code": "1"}, {**home, "code": "2"}]
    rows = iris.on("bulkAddresses", 1, {"addresses": sent}).body["data"]
    assert [row["action"] for row in rows] == ["create", "update"]


def test_an_enum_of_a_change_is_checked(iris, error, home):
    # PRP-24
    iris.on("createAddress", 1, home)
    reply = iris.on("updateAddress", 1, {"isDefault": "U"}, path={"addressId": "100001"})
    assert error(reply) == (400, 10007, "#/isDefault: U is not a valid enum value")


def test_an_address_is_deleted(iris, error, home):
    iris.bulk({"id": 1, "addresses": [home, home]})
    reply = iris.on("deleteAddress", 1, path={"addressId": "100001"})
    assert (reply.status, reply.body) == (200, {"data": {}, "messages": ["Address deleted"]})
    assert [row["id"] for row in iris.addresses(1)] == [100002]
    again = iris.on("deleteAddress", 1, path={"addressId": "100001"})
    assert error(again)[:2] == (404, 90006)


@pytest.mark.parametrize("operation", ["updateAddress", "deleteAddress"])
def test_an_address_is_only_found_in_its_own_customer(iris, error, home, operation):
    # PRP-44
    iris.bulk({"id": 2, "addresses": [home]})
    for number in ("100001", "106100", "x"):
        reply = iris.on(operation, "9", {}, key="sourceId", path={"addressId": number})
        expected = f"Address with id [{number}] not found for [Customers] with sourceId [9]"
        assert error(reply) == (404, 90006, expected)
    assert len(iris.addresses(2)) == 1


@pytest.mark.parametrize(
    "operation",
    ["listAddresses", "createAddress", "bulkAddresses", "updateAddress", "deleteAddress"],
)
def test_the_addresses_of_a_missing_customer_are_not_found(env, error, home, operation):
    # PRP-44
    bodies = {"createAddress": home, "bulkAddresses": {"addresses": []}, "updateAddress": {}}
    body = bodies.get(operation)
    reply = env.on(operation, 25496, body, path={"addressId": "1"})
    assert error(reply) == (404, 60007, "Parent resource [Customer] with id [25496] not found")


def test_a_customer_has_one_default_address_of_a_type(env, home):
    # 3.10
    first = {**home, "isDefault": "Y", "code": "1"}
    billing = {**first, "type": "invoice"}
    env.bulk({"id": 1, "addresses": [first, billing]}, {"id": 2, "addresses": [first]})
    env.bulk({"id": 1, "addresses": [{**first, "code": "2"}]})
    assert [(row["code"], row["type"], row["isDefault"]) for row in env.addresses(1)] == [
        ("1", "delivery", "N"),
        ("1", "invoice", "Y"),
        ("2", "delivery", "Y"),
    ]
    assert env.addresses(2)[0]["isDefault"] == "Y"


def test_the_last_of_two_defaults_in_one_call_is_the_default(env, home):
    defaults = [{**home, "isDefault": "Y", "code": code} for code in ("1", "2")]
    env.bulk({"id": 1, "addresses": defaults})
    assert [row["isDefault"] for row in env.addresses(1)] == ["N", "Y"]
