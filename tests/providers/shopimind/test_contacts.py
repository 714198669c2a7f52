"""Contacts: finding, listing, writing directly, and coming from customers."""

import pytest


def upsert(shop, **body):
    return shop.call("saveContact", body)


@pytest.mark.parametrize(
    "query",
    [
        "id_shop_contact=1",
        "id_customer_shop=c-7",
        "contact_data_email=ada%40example.com",
        "contact_data_email=ADA%40Example.com",
    ],
)
def test_a_customer_becomes_a_contact_that_each_identifier_finds(shop, query):
    # SPM-98, SPM-99
    shop.customer()
    reply = shop.call("getContact", query=query)
    assert reply.status == 200
    assert reply.body["data"]["id_shop_contact"] == 1
    assert reply.body["data"]["contact_first_name"] == "Ada"
    assert reply.body["data"]["id_customer_shop"] == "c-7"
    assert reply.body["data"]["is_registered"] is True


@pytest.mark.parametrize(
    "query", ["", "fields=active", "id_shop_contact=1&id_customer_shop=c-7", "email=ada"]
)
def test_exactly_one_identifier_is_wanted(shop, query):
    # SPM-98
    shop.customer()
    assert shop.call("getContact", query=query).status == 400


def test_an_unknown_contact_is_a_404(shop):
    reply = shop.call("getContact", query="id_shop_contact=99")
    assert (reply.status, reply.body["message"]) == (404, "Contact not found")


def test_fields_limit_what_is_returned(shop):
    # SPM-19
    shop.customer()
    reply = shop.call("getContact", query="id_shop_contact=1&fields=active,contact_last_name")
    assert reply.body["data"] == {"active": True, "contact_last_name": "Lovelace"}


def test_customers_that_share_an_address_are_one_contact_of_the_first(shop):
    # SPM-99
    shop.customer(email="ADA@example.com")
    shop.customer(customer_id="c-8", email="ada@Example.com", first_name="Other")
    listed = shop.call("listContacts").body["data"]
    assert [(row["id_customer_shop"], row["contact_first_name"]) for row in listed] == [
        ("c-7", "Ada")
    ]
    assert listed[0]["contact_data_email"] == "ada@example.com"


def test_a_contact_follows_its_customer_to_a_new_address(shop):
    # SPM-99
    shop.customer()
    shop.call("bulkUpdateCustomers", [{"customer_id": "c-7", "email": "king@example.com"}])
    assert shop.contact(contact_data_email="ada@example.com") is None
    assert shop.contact(contact_data_email="king@example.com")["id_shop_contact"] == 1


def test_the_contact_of_a_deleted_customer_stays(shop):
    # SPM-96, SPM-99
    shop.customer()
    shop.call("deleteCustomer", path={"customer_id": "c-7"})
    assert shop.contact(contact_data_email="ada@example.com") is not None


def test_contacts_are_paged_and_filtered(shop):
    # SPM-07, SPM-16
    shop.customer()
    upsert(shop, email="bob@example.com")
    query = "filters[0][field]=is_registered&filters[0][operator]=EQUALS&filters[0][values]=false"
    listed = shop.call("listContacts", query=f"{query}&fields=contact_data_email")
    assert listed.body["data"] == [{"contact_data_email": "bob@example.com"}]


def test_a_new_contact_is_a_201(shop):
    reply = upsert(shop, email="Bob@Example.com", first_name="Bob")
    assert (reply.status, reply.body["statusCode"]) == (201, 201)
    assert reply.body["meta"] == {"operation": "created", "matched_by": None}
    assert reply.body["data"]["contact_data_email"] == "bob@example.com"
    assert reply.body["data"]["active"] is True


def test_a_known_contact_is_updated_and_what_is_left_out_stays(shop):
    upsert(shop, email="bob@example.com", first_name="Bob", last_name="Hope")
    reply = upsert(shop, email="BOB@example.com", first_name="Robert", is_active=False)
    assert reply.status == 200
    assert reply.body["meta"] == {
        "operation": "updated",
        "matched_by": "email",
        "changed_fields": ["first_name", "is_active"],
    }
    found = shop.contact(contact_data_email="bob@example.com")
    assert (found["contact_first_name"], found["contact_last_name"]) == ("Robert", "Hope")
    assert (found["active"], found["can_receive_email"]) == (False, False)


def test_the_same_again_is_unchanged(shop):
    upsert(shop, email="bob@example.com", first_name="Bob")
    reply = upsert(shop, email="bob@example.com", first_name="Bob")
    assert reply.status == 200
    assert reply.body["meta"] == {"operation": "unchanged", "matched_by": "email"}


def test_the_address_is_looked_up_before_the_phone_and_that_before_push(shop):
    push = {"push_endpoint": "https://push.example/1", "push_key": "k", "push_token": "t"}
    upsert(shop, email="a@example.com")
    upsert(shop, phone_number="+33612345678")
    upsert(shop, **push)
    matches = [
        upsert(shop, email="a@example.com", phone_number="+33600000000", **push),
        upsert(shop, email="new@example.com", phone_number="+33612345678"),
        upsert(shop, **push),
    ]
    assert [reply.body["meta"]["matched_by"] for reply in matches] == [
        "email",
        "phone_number",
        "push",
    ]
    assert [reply.body["data"]["id_shop_contact"] for reply in matches] == [1, 2, 1]


def test_consents_set_and_lift_each_other(shop):
    upsert(shop, email="bob@example.com", email_consent="double_optin")
    found = shop.contact(contact_data_email="bob@example.com")
    assert (found["optin_data_email"], found["unsub_data_email"]) == (True, False)
    upsert(shop, email="bob@example.com", email_consent="unsubscribed")
    found = shop.contact(contact_data_email="bob@example.com")
    assert (found["optin_data_email"], found["unsub_data_email"]) == (False, True)
    assert found["can_receive_email"] is False


def test_a_contact_from_a_customer_keeps_its_identity_and_takes_consents(shop):
    shop.customer()
    reply = upsert(shop, email="ada@example.com", first_name="X", email_consent="unsubscribed")
    assert reply.body["meta"]["changed_fields"] == ["email_consent"]
    found = shop.contact(id_customer_shop="c-7")
    assert (found["contact_first_name"], found["unsub_data_email"]) == ("Ada", True)


def test_the_time_of_creation_in_the_shop_is_set_once(shop):
    upsert(shop, email="bob@example.com", created_on_shop_at="2026-01-01T00:00:00Z")
    upsert(shop, email="bob@example.com", created_on_shop_at="2026-02-02T00:00:00Z")
    found = shop.contact(contact_data_email="bob@example.com")
    assert found["created_on_shop_at"] == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "body",
    [
        {"first_name": "Bob"},
        {"push_endpoint": "https://push.example/1", "push_key": "k"},
        {"email": "bob@example.com", "push_endpoint": "https://push.example/1"},
        {"phone_number": "0612345678"},
        {"email": "no address"},
        {"email": "bob@example.com", "gender": "other"},
        {"email": "bob@example.com", "birth_date": "1990-02-30"},
        {"email": "bob@example.com", "email_consent": "yes"},
        {"email": "bob@example.com", "label_source": "web"},
    ],
)
def test_a_contact_that_breaks_its_schema_is_refused_whole(shop, body):
    assert upsert(shop, **body).status == 400
    assert shop.call("listContacts").body["data"] == []
