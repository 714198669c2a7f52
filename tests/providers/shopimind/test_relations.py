"""Relations of records: to contacts in all forms, to products, to other definitions."""

import pytest

CONTACT = [{"sourceField": "contact_id", "targetSchemaType": "system", "targetSchema": "contacts"}]


@pytest.fixture
def number(shop, make_field):
    """A definition of one row a contact, and two contacts: ada (c-7) is 1, bob (007) is 2."""
    shop.customer()
    shop.customer(customer_id="007", email="bob@example.com")
    return shop.define(
        [make_field("contact_id", "number", required=True), make_field("points", "number")],
        name="Loyalty",
        relationships=CONTACT,
    )


@pytest.fixture
def keyed(shop, make_field, number):
    return shop.define(
        [make_field("contact_id", "number", required=True), make_field("points", "number")],
        name="Keyed",
        unique_keys=["contact_id"],
        relationships=CONTACT,
    )


def by(way, value):
    return {"contact_id": {"by": way, "value": value}}


def test_a_direct_number_is_stored_as_it_is(shop, number):
    # SPM-65
    shop.save(number, {"contact_id": 12345})
    assert shop.column(number, "contact_id") == [12345]


def test_all_forms_mix_in_a_batch_and_store_the_number(shop, number):
    # SPM-66, SPM-67
    reply = shop.save(
        number,
        {"contact_id": 1},
        by("email", "ada@example.com"),
        by("id_customer", "c-7"),
        by("id_contact", 1),
    )
    assert reply.body["sent_count"] == 4
    assert shop.contact(contact_data_email="ada@example.com")["id_shop_contact"] == 1
    assert shop.column(number, "contact_id") == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("way", "value"),
    [("email", "nobody@example.com"), ("id_customer", "c-99"), ("id_contact", 99)],
)
def test_an_unknown_contact_costs_its_record(shop, number, way, value):
    # SPM-68
    reply = shop.save(number, {"contact_id": 1}, by(way, value), {"contact_id": 2})
    assert reply.status == 200
    assert reply.body["rejected_items"] == [
        {
            "index": 1,
            "item": {"contact_id": {"by": way, "value": value}},
            "errors": [{"field": "contact_id", "message": f"Contact not found for {way} {value}"}],
        }
    ]
    assert shop.column(number, "contact_id") == [1, 2]


def test_an_unknown_contact_alone_is_a_400(shop, number):
    # SPM-69
    assert shop.save(number, by("email", "nobody@example.com")).status == 400


def test_a_failed_resolution_creates_no_contact(shop, number):
    # SPM-70
    shop.save(number, by("email", "nobody@example.com"))
    total = shop.call("listContacts").body["meta"]["pagination"]["total_items"]
    assert total == 2
    assert shop.contact(contact_data_email="nobody@example.com") is None


@pytest.mark.parametrize("way", ["phone", "EMAIL", "", 1, None])
def test_another_way_is_refused(shop, number, way):
    # SPM-71
    reply = shop.save(number, by(way, "ada@example.com"))
    assert reply.status == 400
    assert "by must be one of" in reply.body["message"][0]


def test_the_shops_id_is_compared_as_text(shop, number):
    # SPM-72
    assert shop.save(number, by("id_customer", "007")).status == 200
    assert shop.save(number, by("id_customer", "7")).status == 400
    assert shop.column(number, "contact_id") == [2]


def test_case_does_not_count_in_an_address(shop, number):
    # SPM-75
    shop.save(number, by("email", "ADA@Example.COM"))
    assert shop.column(number, "contact_id") == [1]


@pytest.mark.parametrize(
    "resolver",
    [{"by": "email"}, {"value": "ada@example.com"}, {}, {"by": "email", "value": 7}],
)
def test_an_incomplete_resolver_is_refused(shop, number, resolver):
    # SPM-76
    assert shop.save(number, {"contact_id": resolver}).status == 400


@pytest.mark.parametrize("value", ["1", "ada@example.com", True, 1.5, [1]])
def test_a_direct_contact_is_a_number(shop, number, value):
    # SPM-59
    assert shop.save(number, {"contact_id": value}).status == 400


def test_one_contact_in_two_forms_is_one_key(shop, keyed):
    # SPM-74
    shop.save(keyed, by("email", "ada@example.com") | {"points": 1})
    shop.save(keyed, {"contact_id": 1, "points": 2})
    shop.save(keyed, by("id_customer", "c-7") | {"points": 3})
    assert shop.column(keyed, "points") == [3]


def test_two_contacts_with_one_address_resolve_to_one_of_them(shop, number):
    # SPM-73
    with shop.state.transaction() as stage:
        twin = dict(stage.get("contacts", "1"))
        twin["id"] = "77"
        stage.put("contacts", twin)
    shop.save(number, by("email", "ada@example.com"))
    assert shop.column(number, "contact_id")[0] in {1, 77}


def test_an_update_resolves_too(shop, number):
    # SPM-66, SPM-78
    shop.save(number, {"contact_id": 1, "points": 1})
    reply = shop.update(number, 1, by("email", "bob@example.com"))
    assert reply.status == 200
    assert [(row["contact_id"], row["points"]) for row in shop.rows(number)] == [(2, 1)]


def test_a_resolver_is_for_relations_to_contacts_only(shop, make_field):
    fields = [make_field("p", "json"), make_field("plain"), make_field("o", "number")]
    other = shop.define([make_field("a")], name="Other")
    number = shop.define(
        fields,
        relationships=[
            {"sourceField": "p", "targetSchemaType": "system", "targetSchema": "products"},
            {"sourceField": "o", "targetSchemaType": "custom", "targetSchema": str(other)},
        ],
    )
    for name in ("p", "plain", "o"):
        record = {name: {"by": "email", "value": "ada@example.com"}}
        reply = shop.save(number, record)
        assert (reply.status, "items[0]." + name in reply.body["message"][0]) == (400, True)
    assert "relations to contacts only" in reply.body["message"][0]


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("text", "42", "42"),
        ("text", 42, "42"),
        ("number", 42, 42),
        ("text", 42.0, "42"),
    ],
)
def test_a_product_is_named_by_its_id(shop, make_field, kind, sent, kept):
    # SPM-77
    links = [{"sourceField": "p", "targetSchemaType": "system", "targetSchema": "products"}]
    number = shop.define([make_field("p", kind)], relationships=links, unique_keys=["p"])
    shop.save(number, {"p": sent})
    assert shop.column(number, "p") == [kept]


def test_another_definition_is_named_by_the_id_of_a_record(shop, make_field):
    # SPM-77
    vets = shop.define([make_field("nom")], name="Veterinarian", unique_keys=["nom"])
    shop.save(vets, {"nom": "Martin"})
    links = [{"sourceField": "veto_id", "targetSchemaType": "custom", "targetSchema": str(vets)}]
    number = shop.define([make_field("veto_id", "number")], relationships=links)
    assert shop.save(number, {"veto_id": 1}).status == 200
    assert shop.save(number, {"veto_id": "Martin"}).status == 400


def test_a_relation_by_a_text_field_takes_its_value(shop, make_field):
    people = shop.define([make_field("ref")], name="People", unique_keys=["ref"])
    links = [
        {
            "sourceField": "who",
            "targetSchemaType": "custom",
            "targetSchema": str(people),
            "targetField": "ref",
        }
    ]
    number = shop.define([make_field("who")], relationships=links)
    shop.save(number, {"who": "R-1"})
    assert shop.column(number, "who") == ["R-1"]


def test_a_contact_lists_only_the_definitions_that_hold_its_records(shop, number, keyed):
    # SPM-100
    shop.save(keyed, {"contact_id": 1})
    shop.save(number, {"contact_id": 2})

    def of(contact):
        path = {"id_contact": str(contact)}
        return shop.call("listContactCustomDataDefinitions", path=path)

    assert [row["name"] for row in of(1).body["data"]] == ["Keyed"]
    assert [row["name"] for row in of(2).body["data"]] == ["Loyalty"]
    assert of(99).status == 404
    shop.on("deleteCustomDataRecord", keyed, query="id=1")
    assert of(1).body["data"] == []
    shop.on("deleteCustomDataDefinition", number)
    assert of(2).body["data"] == []
