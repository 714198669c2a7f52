"""Pages, order, projection, and every way in which clients write them."""

import json
from urllib.parse import quote

import pytest


@pytest.fixture
def number(shop, make_field):
    """23 records, n from 1 to 23, one second apart."""
    found = shop.define([make_field("n", "number"), make_field("name")])
    for value in range(1, 24):
        shop.save(found, {"n": value, "name": f"row {value:02}"})
        shop.bench.advance(1)
    return found


def page(shop, number, query=""):
    return shop.on("listCustomDataRecords", number, query=query)


def test_ten_rows_from_the_start_are_the_usual_page(shop, number):
    # SPM-07, SPM-10
    reply = page(shop, number)
    assert len(reply.body["data"]) == 10
    assert reply.body["meta"] == {
        "pagination": {
            "total_items": 23,
            "items_per_page": 10,
            "total_pages": 3,
            "current_page": 1,
            "offset": 0,
            "has_previous_page": False,
            "has_next_page": True,
            "next_page": 2,
            "previous_page": None,
        },
        "generated_at": "2026-09-21T14:13:43.000Z",
    }


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (10, {"current_page": 2, "next_page": 3, "previous_page": 1, "has_next_page": True}),
        (20, {"current_page": 3, "next_page": None, "previous_page": 2, "has_next_page": False}),
        (13, {"current_page": 2, "next_page": None, "previous_page": 1, "has_next_page": False}),
        (5, {"current_page": 1, "next_page": 2, "previous_page": 1, "has_previous_page": True}),
    ],
)
def test_the_page_says_where_it_stands(shop, number, offset, expected):
    # SPM-11
    reply = page(shop, number, f"limit=10&offset={offset}")
    pagination = reply.body["meta"]["pagination"]
    assert pagination["offset"] == offset
    assert {name: pagination[name] for name in expected} == expected


def test_pages_together_are_the_whole(shop, number):
    # SPM-11
    found = [
        row["n"]
        for offset in (0, 10, 20)
        for row in page(shop, number, f"offset={offset}&order[field]=n").body["data"]
    ]
    assert found == list(range(1, 24))


@pytest.mark.parametrize(
    ("limit", "effective"), [("100", 100), ("101", 10), ("5000", 10), ("3", 3)]
)
def test_a_limit_beyond_a_hundred_becomes_ten(shop, number, limit, effective):
    # SPM-12, SPM-13
    reply = page(shop, number, f"limit={limit}")
    assert reply.body["meta"]["pagination"]["items_per_page"] == effective
    assert len(reply.body["data"]) == min(23, effective)


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=ten", "offset=-1", "limit="])
def test_a_limit_that_is_no_size_is_refused(shop, number, query):
    assert page(shop, number, query).status == 400


def test_beyond_the_end_there_is_an_empty_page(shop, number):
    # SPM-14
    reply = page(shop, number, "offset=9999")
    assert (reply.status, reply.body["data"]) == (200, [])
    assert reply.body["meta"]["pagination"]["total_items"] == 23
    assert reply.body["meta"]["pagination"]["has_previous_page"] is True


def test_the_newest_come_first_unless_something_else_is_asked_for(shop, number):
    #
    assert [row["n"] for row in page(shop, number, "limit=3").body["data"]] == [23, 22, 21]


ORDERS = [
    "order[0][field]=n&order[0][type]=asc",
    "order[field]=n&order[type]=asc",
    "order[][field]=n",
    "order=" + quote('[{"field":"n","type":"asc"}]'),
    "order=" + quote('{"field":"n","type":"ASC"}'),
    quote("order[0][field]") + "=n",
]


@pytest.mark.parametrize("query", ORDERS)
def test_an_order_is_understood_in_every_encoding(shop, number, query):
    # SPM-15, SPM-20
    assert [row["n"] for row in page(shop, number, f"{query}&limit=3").body["data"]] == [1, 2, 3]


def test_descending_is_the_reverse(shop, number):
    # SPM-15
    query = "order[0][field]=name&order[0][type]=desc&limit=2"
    assert [row["n"] for row in page(shop, number, query).body["data"]] == [23, 22]


def test_later_orders_break_the_ties_of_earlier_ones(shop, make_field):
    # SPM-15
    number = shop.define([make_field("a", "number"), make_field("b")])
    shop.save(number, {"a": 2, "b": "z"}, {"a": 1, "b": "x"}, {"a": 1, "b": "y"}, {"b": "a"})
    query = "order[0][field]=a&order[1][field]=b&order[1][type]=desc"
    assert shop.column(number, "id", query) == [4, 3, 2, 1]
    query = "order[0][field]=b&order[1][field]=a"
    assert shop.column(number, "id", query) == [4, 2, 3, 1]


FIELDS = [
    "fields=id,name",
    "fields[]=id&fields[]=name",
    "fields[0]=id&fields[1]=name",
    "fields=id&fields=name",
    "fields=" + quote('["id","name"]'),
    "fields=id,%20name,nothing",
]


@pytest.mark.parametrize("query", FIELDS)
def test_a_projection_is_understood_in_every_encoding(shop, number, query):
    # SPM-19, SPM-20
    reply = page(shop, number, f"{query}&limit=1")
    assert reply.body["data"] == [{"id": 23, "name": "row 23"}]


@pytest.mark.parametrize(
    "query",
    [
        "order[field]=zzz",
        "order[0][field]=n&order[0][type]=upwards",
        "order[0]=n",
        "order=n",
        "order=[",
        "order=" + quote('[{"field":"n"}]') + "&order[0][field]=n",
        "order[0=n",
        "order[a][b][c][d][e]=n",
        "order" + "[0]" * 5000 + "=n",
        "order[0][field]=n&order[0][field][x]=y",
        "filters[0][field]=n&filters[0]=y",
        "filters=" + "[" * 5000,
        "fields[0][a]=n",
        "fields={}",
    ],
)
def test_a_parameter_that_no_encoding_explains_is_refused(shop, number, query):
    # SPM-21
    reply = page(shop, number, query)
    assert reply.status == 400
    assert reply.body["statusCode"] == 400


def test_a_hundred_rows_fit_on_a_page(shop, make_field):
    # SPM-12
    number = shop.define([make_field("n", "number")])
    for start in (0, 50, 100):
        shop.save(number, *({"n": start + index} for index in range(50)))
    assert len(page(shop, number, "limit=100").body["data"]) == 100


def test_definitions_are_listed_with_their_fields(shop, make_field):
    # SPM-07, SPM-15, SPM-17, SPM-19
    for name in ("One", "Two", "Three"):
        shop.define([make_field("a")], name=name)
    shop.on("deactivateCustomDataDefinition", 2)
    query = "filters[0][field]=status&filters[0][operator]=EQUALS&filters[0][values]=active"
    reply = shop.call("listCustomDataDefinitions", query=f"{query}&order[field]=name")
    assert [row["name"] for row in reply.body["data"]] == ["One", "Three"]
    assert reply.body["data"][0]["fields"] == [make_field("a")]
    reply = shop.call("listCustomDataDefinitions", query="fields=id_definition,name&limit=1")
    assert reply.body["data"] == [{"id_definition": 3, "name": "Three"}]


@pytest.mark.parametrize(
    "operation",
    [
        "listCustomDataDefinitions",
        "listCustomDataOverrides",
        "listContacts",
        "listCustomers",
        "listProducts",
    ],
)
def test_every_listing_of_an_empty_shop_is_an_empty_page(shop, operation):
    # SPM-05, SPM-07
    reply = shop.call(operation)
    assert (reply.status, reply.body["statusCode"], reply.body["data"]) == (200, 200, [])
    assert set(reply.body["meta"]["pagination"]) == {
        "total_items",
        "items_per_page",
        "total_pages",
        "current_page",
        "offset",
        "has_previous_page",
        "has_next_page",
        "next_page",
        "previous_page",
    }
    unknown = quote(json.dumps([{"field": "zzz", "operator": "EQUALS", "values": 1}]))
    assert shop.call(operation, query=f"filters={unknown}").status == 400
