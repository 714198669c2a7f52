"""What is accepted now is seen later; moving the clock is what makes it visible."""

import pytest

CONTACT = [{"sourceField": "contact_id", "targetSchemaType": "system", "targetSchema": "contacts"}]


@pytest.fixture
def number(slow_shop, make_field):
    return slow_shop.define([make_field("code"), make_field("v", "number")], unique_keys=["code"])


def test_a_record_appears_when_it_is_due(slow_shop, number):
    # SPM-54
    assert slow_shop.save(number, {"code": "a"}).body["sent_count"] == 1
    assert slow_shop.rows(number) == []
    slow_shop.bench.advance(1.999)
    assert slow_shop.rows(number) == []
    slow_shop.bench.advance(0.001)
    assert slow_shop.column(number, "code") == ["a"]


def test_an_update_shows_the_old_values_until_it_is_due(slow_shop, number):
    # SPM-54, SPM-61, SPM-78
    slow_shop.save(number, {"code": "a", "v": 1})
    slow_shop.bench.advance(2)
    slow_shop.save(number, {"code": "a", "v": 2})
    slow_shop.update(number, 1, {"v": 3})
    assert slow_shop.column(number, "v") == [1]
    slow_shop.bench.advance(2)
    assert slow_shop.column(number, "v") == [3]


def test_the_key_matches_what_was_accepted_and_is_not_yet_visible(slow_shop, number):
    # SPM-61
    slow_shop.save(number, {"code": "a", "v": 1})
    slow_shop.save(number, {"code": "a", "v": 2})
    slow_shop.bench.advance(2)
    assert [(row["id"], row["v"]) for row in slow_shop.rows(number)] == [(1, 2)]


def test_a_deleted_record_stays_until_its_removal_is_due(slow_shop, number):
    # SPM-81, SPM-84
    slow_shop.save(number, {"code": "a"}, {"code": "b"})
    slow_shop.bench.advance(2)
    slow_shop.on("deleteCustomDataRecord", number, query="id=1")
    slow_shop.on("bulkDeleteCustomDataRecords", number, [2])
    assert slow_shop.column(number, "id") == [1, 2]
    slow_shop.save(number, {"code": "a"})
    slow_shop.bench.advance(2)
    assert slow_shop.column(number, "id") == [3]


def test_a_definition_is_there_at_once(slow_shop, number):
    assert slow_shop.on("getCustomDataDefinition", number).status == 200
    slow_shop.on("deactivateCustomDataDefinition", number)
    assert slow_shop.save(number, {"code": "a"}).status == 400


def test_a_customers_contact_appears_with_it_and_resolves_from_then_on(slow_shop, make_field):
    # SPM-99, SPM-68
    links = CONTACT
    number = slow_shop.define([make_field("contact_id", "number")], relationships=links)
    slow_shop.customer()
    record = {"contact_id": {"by": "email", "value": "ada@example.com"}}
    assert slow_shop.contact(contact_data_email="ada@example.com") is None
    assert slow_shop.call("getCustomer", path={"customer_id": "c-7"}).status == 404
    assert slow_shop.save(number, record).status == 400
    slow_shop.bench.advance(2)
    assert slow_shop.contact(contact_data_email="ada@example.com")["id_shop_contact"] == 1
    assert slow_shop.call("getCustomer", path={"customer_id": "c-7"}).status == 200
    assert slow_shop.save(number, record).status == 200


def test_a_contact_follows_its_customer_when_the_change_is_due(slow_shop):
    # SPM-95, SPM-99
    slow_shop.customer()
    slow_shop.bench.advance(2)
    slow_shop.call("bulkUpdateCustomers", [{"customer_id": "c-7", "first_name": "Augusta"}])
    assert slow_shop.contact(id_customer_shop="c-7")["contact_first_name"] == "Ada"
    slow_shop.bench.advance(2)
    assert slow_shop.contact(id_customer_shop="c-7")["contact_first_name"] == "Augusta"


def test_a_deleted_customer_stays_until_its_removal_is_due(slow_shop):
    # SPM-96
    slow_shop.customer()
    slow_shop.bench.advance(2)
    slow_shop.call("deleteCustomer", path={"customer_id": "c-7"})
    assert slow_shop.call("getCustomer", path={"customer_id": "c-7"}).status == 200
    slow_shop.bench.advance(2)
    assert slow_shop.call("getCustomer", path={"customer_id": "c-7"}).status == 404
    assert slow_shop.call("listCustomers").body["data"] == []


def test_a_contact_that_is_written_directly_is_there_at_once(slow_shop):
    slow_shop.call("saveContact", {"email": "bob@example.com"})
    assert slow_shop.contact(contact_data_email="bob@example.com") is not None


def test_a_product_appears_when_it_is_due(slow_shop, product):
    # SPM-97
    slow_shop.call("bulkCreateProducts", [product])
    assert slow_shop.call("listProducts").body["data"] == []
    slow_shop.bench.advance(2)
    assert len(slow_shop.call("listProducts").body["data"]) == 1
