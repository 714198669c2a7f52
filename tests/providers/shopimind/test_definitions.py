"""Definitions: creating, extending, their life cycle."""

import pytest

TEN_TYPES = [
    "bool",
    "text",
    "longtext",
    "number",
    "decimal",
    "list",
    "date",
    "datetime",
    "json",
    "geolocation",
]


def relation(source, target, kind="system", **more):
    return {
        "sourceField": source,
        "targetSchemaType": kind,
        "targetSchema": str(target),
        **more,
    }


def test_a_new_definition_is_active_and_takes_records_at_once(shop, make_field):
    # SPM-06, SPM-22, SPM-23, SPM-24
    reply = shop.create([make_field("code")], name="Loyalty", description="Points")
    assert reply.status == 201
    assert reply.body["statusCode"] == 201
    assert reply.body["data"]["id_definition"] == 1
    assert reply.body["data"]["id"] == 1
    found = shop.on("getCustomDataDefinition", 1)
    assert set(found.body) == {"statusCode", "data"}
    assert found.body["data"] == {
        "id_definition": 1,
        "id": 1,
        "name": "Loyalty",
        "description": "Points",
        "status": "active",
        "unique_keys": [],
        "fields": [{"name": "code", "label": "Code", "type": "text", "required": False}],
        "relationships": [],
        "created_at": "2026-09-21T14:13:20.000Z",
        "updated_at": "2026-09-21T14:13:20.000Z",
    }
    assert shop.save(1, {"code": "a"}).status == 200


@pytest.mark.parametrize("again", ["Abc", "ABC", "abc  ", "Àbc"])
def test_a_name_is_taken_whatever_its_case_accents_and_trailing_blanks(shop, make_field, again):
    # SPM-25, SPM-26
    shop.define([make_field("a")], name="Abc")
    reply = shop.create([make_field("a")], name=again)
    assert reply.status == 400
    assert reply.body["message"] == "custom data definition name is already used."


def test_a_leading_blank_makes_another_name(shop, make_field):
    # SPM-26
    shop.define([make_field("a")], name="Abc")
    assert shop.create([make_field("a")], name=" Abc").status == 201


def test_another_shop_may_use_the_same_name(shop, make_field):
    # SPM-27
    shop.define([make_field("a")], name="Abc")
    assert shop.other("shop-b-0000000000000").define([make_field("a")], name="Abc") == 1


def test_an_omitted_target_field_is_filled_in_by_the_target(shop, make_field):
    # SPM-28
    other = shop.define([make_field("a")], name="Other")
    reply = shop.create(
        [make_field("c", "number"), make_field("p"), make_field("o", "number"), make_field("t")],
        relationships=[
            relation("c", "contacts"),
            relation("p", "products"),
            relation("o", other, "custom"),
            relation("t", other, "custom", targetField="a"),
        ],
    )
    targets = [entry["targetField"] for entry in reply.body["data"]["relationships"]]
    assert targets == ["id_contact", "product_id", "id", "a"]


def test_all_ten_field_types_are_accepted(shop, make_field):
    # SPM-29
    reply = shop.create([make_field(kind, kind) for kind in TEN_TYPES])
    assert [entry["type"] for entry in reply.body["data"]["fields"]] == TEN_TYPES


@pytest.mark.parametrize("kind", ["foo", "string", "boolean", "TEXT"])
def test_an_unknown_field_type_is_refused(shop, make_field, kind):
    # SPM-30
    assert shop.create([make_field("a", kind)]).status == 400


@pytest.mark.parametrize("missing", ["name", "fields"])
def test_name_and_fields_are_mandatory(shop, make_field, missing):
    # SPM-31
    body = {"name": "Abc", "fields": [make_field("a")]}
    del body[missing]
    reply = shop.call("createCustomDataDefinition", body)
    assert reply.status == 400
    assert reply.body["message"] == [f"{missing} is required"]


@pytest.mark.parametrize("missing", ["name", "label", "type", "required"])
def test_the_four_properties_of_a_field_are_mandatory(shop, make_field, missing):
    # SPM-31
    entry = make_field("a")
    del entry[missing]
    reply = shop.create([entry])
    assert reply.status == 400
    assert reply.body["message"] == [f"fields[0].{missing} is required"]


def test_a_unique_key_must_name_declared_fields(shop, make_field):
    # SPM-32
    reply = shop.create([make_field("a")], unique_keys=["a", "b"])
    assert reply.status == 400
    assert reply.body["message"] == ["unique_keys[1] must name a declared field, once"]


def test_a_relation_must_start_at_a_declared_field(shop, make_field):
    # SPM-33
    assert shop.create([make_field("a")], relationships=[relation("b", "contacts")]).status == 400


@pytest.mark.parametrize(
    ("target", "kind"),
    [("orders", "system"), ("999999", "custom"), ("contacts", "custom"), ("1", "system")],
)
def test_a_relation_must_lead_to_something_that_exists(shop, make_field, target, kind):
    # SPM-34
    shop.define([make_field("a")], name="Other")
    reply = shop.create([make_field("a")], relationships=[relation("a", target, kind)])
    assert reply.status == 400
    assert "targetSchema" in reply.body["message"][0]


def test_a_relation_cannot_lead_to_another_shops_definition(shop, make_field):
    # SPM-34, SPM-04
    foreign = shop.other("shop-b-0000000000000").define([make_field("a")])
    reply = shop.create([make_field("a")], relationships=[relation("a", foreign, "custom")])
    assert reply.status == 400


def test_a_relation_cannot_lead_to_a_deleted_definition(shop, make_field):
    # SPM-34
    other = shop.define([make_field("a")], name="Other")
    shop.on("deleteCustomDataDefinition", other)
    reply = shop.create([make_field("a")], relationships=[relation("a", other, "custom")])
    assert reply.status == 400


def test_a_relation_by_a_field_that_the_target_lacks_is_refused(shop, make_field):
    other = shop.define([make_field("a")], name="Other")
    link = relation("a", other, "custom", targetField="zzz")
    assert shop.create([make_field("a")], relationships=[link]).status == 400


def test_a_refused_definition_leaves_nothing_behind(shop, make_field):
    shop.create([make_field("a")], unique_keys=["b"])
    listed = shop.call("listCustomDataDefinitions")
    assert listed.body["data"] == []
    assert shop.define([make_field("a")]) == 1


def test_a_field_name_cannot_be_used_twice_nor_be_the_id(shop, make_field):
    assert shop.create([make_field("a"), make_field("a")]).status == 400
    assert shop.create([make_field("id")]).status == 400


def test_a_default_must_fit_its_type(shop, make_field):
    assert shop.create([make_field("a", "number", default="many")]).status == 400
    assert shop.create([make_field("a", "number", default=None)]).status == 201


def test_extending_appends_and_leaves_the_rest(shop, make_field):
    # SPM-35, SPM-37
    number = shop.define([make_field("a")], name="Abc", unique_keys=["a"])
    before = shop.on("getCustomDataDefinition", number).body["data"]
    shop.bench.advance(5)
    reply = shop.on(
        "extendCustomDataDefinition",
        number,
        {
            "name": "Xyz",
            "description": "new",
            "fields": [make_field("c", "number")],
            "relationships": [relation("c", "contacts")],
        },
    )
    assert reply.status == 200
    after = shop.on("getCustomDataDefinition", number).body["data"]
    assert after["id_definition"] == before["id_definition"]
    assert (after["name"], after["description"]) == ("Xyz", "new")
    assert after["fields"] == [make_field("a"), make_field("c", "number")]
    assert after["relationships"] == [relation("c", "contacts", targetField="id_contact")]
    assert after["unique_keys"] == ["a"]
    assert after["created_at"] == "2026-09-21T14:13:20.000Z"
    assert after["updated_at"] == "2026-09-21T14:13:25.000Z"


def test_an_old_record_reads_null_for_a_new_field(shop, make_field):
    # SPM-36
    number = shop.define([make_field("a")])
    shop.save(number, {"a": "x"})
    extension = {"fields": [make_field("b", default="y")]}
    shop.on("extendCustomDataDefinition", number, extension)
    shop.update(number, 1, {"a": "still x"})
    assert shop.column(number, "b") == [None]
    shop.save(number, {"a": "z"})
    assert shop.column(number, "b") == [None, "y"]


def test_extending_keeps_the_own_name_but_not_that_of_another(shop, make_field):
    # SPM-25, SPM-37
    shop.define([make_field("a")], name="Taken")
    number = shop.define([make_field("a")], name="Own")
    assert shop.on("extendCustomDataDefinition", number, {"name": "OWN"}).status == 200
    assert shop.on("extendCustomDataDefinition", number, {"name": "taken"}).status == 400


@pytest.mark.parametrize(
    "extension",
    [
        {"fields": [{"name": "a", "label": "A", "type": "number", "required": False}]},
        {
            "relationships": [
                {"sourceField": "c", "targetSchemaType": "system", "targetSchema": "products"}
            ]
        },
        {"unique_keys": ["a"]},
    ],
)
def test_what_exists_cannot_be_redefined(shop, make_field, extension):
    # SPM-35
    links = [relation("c", "contacts")]
    number = shop.define([make_field("a"), make_field("c", "number")], relationships=links)
    assert shop.on("extendCustomDataDefinition", number, extension).status == 400


def test_a_definition_may_refer_to_itself_when_it_is_extended(shop, make_field):
    number = shop.define([make_field("a")])
    extension = {
        "fields": [make_field("boss", "number")],
        "relationships": [relation("boss", number, "custom", targetField="boss")],
    }
    assert shop.on("extendCustomDataDefinition", number, extension).status == 200


def test_activating_and_deactivating_can_be_repeated(shop, make_field):
    # SPM-39, SPM-44
    number = shop.define([make_field("a")])
    for operation, status in [
        ("activateCustomDataDefinition", "active"),
        ("deactivateCustomDataDefinition", "inactive"),
        ("deactivateCustomDataDefinition", "inactive"),
        ("activateCustomDataDefinition", "active"),
    ]:
        reply = shop.on(operation, number)
        assert (reply.status, reply.body["data"]["status"]) == (200, status)


def test_an_inactive_definition_refuses_every_write_of_records_and_no_read(shop, make_field):
    # SPM-40, SPM-41, SPM-42, SPM-43, SPM-44
    number = shop.define([make_field("a")])
    shop.save(number, {"a": "x"})
    shop.on("deactivateCustomDataDefinition", number)
    refusals = [
        shop.save(number, {"a": "y"}),
        shop.update(number, 1, {"a": "y"}),
        shop.on("deleteCustomDataRecord", number, query="id=1"),
        shop.on("bulkDeleteCustomDataRecords", number, [1]),
    ]
    assert [reply.status for reply in refusals] == [400, 400, 400, 400]
    assert shop.column(number, "a") == ["x"]
    assert shop.on("extendCustomDataDefinition", number, {"description": "d"}).status == 200
    shop.on("activateCustomDataDefinition", number)
    shop.save(number, {"a": "y"})
    assert shop.column(number, "a") == ["x", "y"]


def test_a_deleted_definition_is_listed_and_otherwise_gone(shop, make_field):
    # SPM-45, SPM-46
    number = shop.define([make_field("a")], name="Abc")
    assert shop.on("deleteCustomDataDefinition", number).status == 200
    found = shop.on("getCustomDataDefinition", number)
    assert found.status == 400
    assert found.body == {
        "statusCode": 400,
        "message": "Custom data definition not found",
        "error": "Bad Request",
    }
    listed = shop.call("listCustomDataDefinitions").body["data"]
    assert [(row["name"], row["status"]) for row in listed] == [("Abc", "deleted")]
    assert shop.on("activateCustomDataDefinition", number).status == 400
    assert shop.on("deleteCustomDataDefinition", number).status == 400


def test_the_name_of_a_deleted_definition_is_free_and_starts_empty(shop, make_field):
    # SPM-47
    old = shop.define([make_field("a")], name="Abc")
    shop.save(old, {"a": "x"})
    shop.on("deleteCustomDataDefinition", old)
    new = shop.define([make_field("a")], name="Abc")
    assert (old, new) == (1, 2)
    assert shop.rows(new) == []


@pytest.mark.parametrize("number", ["999999", "abc", "0", "-1"])
def test_an_unknown_definition_is_a_400_everywhere(shop, make_field, number):
    # SPM-48
    replies = [
        shop.on("getCustomDataDefinition", number),
        shop.on("extendCustomDataDefinition", number, {"name": "x"}),
        shop.on("activateCustomDataDefinition", number),
        shop.on("deactivateCustomDataDefinition", number),
        shop.on("deleteCustomDataDefinition", number),
        shop.on("saveCustomDataRecords", number, [{"a": 1}]),
        shop.on("listCustomDataRecords", number),
        shop.on("updateCustomDataRecord", number, {"a": 1}, path={"id": "1"}),
        shop.on("deleteCustomDataRecord", number, query="id=1"),
        shop.on("bulkDeleteCustomDataRecords", number, [1]),
    ]
    assert {(reply.status, reply.body["message"]) for reply in replies} == {
        (400, "Custom data definition not found")
    }


def test_a_definition_belongs_to_one_shop(shop, make_field):
    # SPM-04
    number = shop.define([make_field("a")])
    stranger = shop.other("shop-b-0000000000000")
    assert stranger.on("getCustomDataDefinition", number).status == 400
    assert stranger.on("saveCustomDataRecords", number, [{"a": "x"}]).status == 400
    assert stranger.call("listCustomDataDefinitions").body["data"] == []


def test_unknown_properties_of_a_definition_are_refused(shop, make_field):
    reply = shop.create([make_field("a")], label_source="web")
    assert reply.status == 400
    assert reply.body["message"] == ["label_source should not exist"]
