"""Customers by their id in the shop, products by id and language."""

from urllib.parse import quote

import pytest

LANG = "filters[0][field]=lang&filters[0][operator]=EQUALS&filters[0][values]="


def customers(shop, *items):
    return shop.call("bulkUpdateCustomers", list(items))


def stored(shop, collection):
    with shop.state.reading() as view:
        return [record["body"] for record in view.all(collection)]


def one(shop, customer_id="c-7"):
    return shop.call("getCustomer", path={"customer_id": customer_id})


def test_fifty_customers_are_accepted_and_not_fifty_one(shop):
    # SPM-94
    sample = {
        "email": "x@example.com",
        "first_name": "X",
        "last_name": "Y",
        "lang": "en",
        "is_newsletter_subscribed": False,
        "created_at": "2026-01-05",
        "updated_at": "2026-01-05",
    }
    many = [sample | {"customer_id": f"c-{index}"} for index in range(51)]
    assert shop.call("bulkCreateCustomers", many).status == 400
    assert shop.call("listCustomers").body["data"] == []
    reply = shop.call("bulkCreateCustomers", many[:50])
    assert (reply.status, reply.body["sent_count"]) == (200, 50)
    listed = shop.call("listCustomers", query="limit=100")
    assert listed.body["meta"]["pagination"]["total_items"] == 50


def test_a_known_customer_is_updated_in_place(shop):
    # SPM-94
    shop.customer(phone_number="+33612345678")
    shop.customer(first_name="Augusta")
    listed = shop.call("listCustomers").body["data"]
    assert [(row["first_name"], row["phone_number"]) for row in listed] == [
        ("Augusta", "+33612345678")
    ]


def test_a_customer_is_returned_with_every_published_property(shop):
    # SPM-06, SPM-101
    shop.customer(label_source="web", anything="else")
    assert one(shop).body == {
        "statusCode": 200,
        "data": {
            "customer_id": "c-7",
            "shop_id": None,
            "email": "ada@example.com",
            "phone_number": None,
            "first_name": "Ada",
            "last_name": "Lovelace",
            "birth_date": None,
            "is_opt_in": None,
            "is_newsletter_subscribed": True,
            "lang": "en",
            "group_ids": None,
            "is_active": None,
            "created_at": "2026-01-05T09:00:00Z",
            "updated_at": "2026-01-05T09:00:00Z",
        },
    }
    assert {"label_source", "anything"}.isdisjoint(stored(shop, "customers")[0])


@pytest.mark.parametrize(
    "missing",
    [
        "customer_id",
        "email",
        "first_name",
        "last_name",
        "lang",
        "is_newsletter_subscribed",
        "created_at",
        "updated_at",
    ],
)
def test_a_customer_without_a_mandatory_property_is_rejected_by_itself(shop, missing):
    # SPM-94
    shop.customer()
    whole = one(shop).body["data"] | {"customer_id": "c-8", "is_opt_in": True, "is_active": True}
    faulty = {name: value for name, value in whole.items() if name != missing}
    in_quick_start = missing in {"customer_id", "email", "first_name"}
    reading = ", unless the reading new-customer is quick-start"
    said = "is required" if in_quick_start else f"is required{reading}"
    reply = shop.call("bulkCreateCustomers", [whole, faulty])
    assert reply.status == 200
    assert reply.body["rejected_items"] == [
        {
            "index": 1,
            "item": faulty,
            "errors": [{"field": missing, "message": said}],
        }
    ]


def test_an_update_keeps_what_is_left_out_and_rejects_the_unknown(shop):
    # SPM-95
    shop.customer()
    reply = customers(
        shop, {"customer_id": "c-7", "last_name": "King"}, {"customer_id": "c-9", "lang": "fr"}
    )
    assert reply.status == 200
    assert (reply.body["sent_count"], reply.body["rejected_count"]) == (1, 1)
    assert reply.body["rejected_items"][0]["index"] == 1
    found = one(shop).body["data"]
    assert (found["first_name"], found["last_name"]) == ("Ada", "King")
    assert one(shop, "c-9").status == 404


def test_an_update_of_unknown_customers_only_is_a_400(shop):
    # SPM-95
    assert customers(shop, {"customer_id": "c-9"}).status == 400


def test_deleting_customers_is_repeatable_and_takes_twenty(shop):
    # SPM-96
    shop.customer()
    shop.customer(customer_id="c-8", email="b@example.com")
    for _ in range(2):
        reply = shop.call("deleteCustomer", path={"customer_id": "c-7"})
        assert (reply.status, reply.body["sent_count"]) == (200, 1)
    assert one(shop).status == 404
    many = ["c-8", *(f"x-{index}" for index in range(20))]
    assert shop.call("bulkDeleteCustomers", {"customer_ids": many}).status == 400
    assert one(shop, "c-8").status == 200
    body = {"customer_ids": many[:20], "label_source": "web"}
    assert shop.call("bulkDeleteCustomers", body).status == 200
    assert one(shop, "c-8").status == 404


def test_bulk_delete_of_customers_wants_an_object(shop):
    assert shop.call("bulkDeleteCustomers", ["c-7"]).status == 400


def test_a_deleted_customer_can_come_back(shop):
    # SPM-94, SPM-96
    shop.customer()
    shop.call("deleteCustomer", path={"customer_id": "c-7"})
    shop.customer(first_name="New")
    assert one(shop).body["data"]["first_name"] == "New"


def test_a_product_is_one_row_a_language(shop, product):
    # SPM-97
    english = product | {"lang": "en", "name": "Kibble", "label_source": "web"}
    assert shop.call("bulkCreateProducts", [product, english]).body["sent_count"] == 2
    shop.call("bulkCreateProducts", [english | {"price": 60}])
    rows = [
        shop.call("listProducts", query=LANG + lang).body["data"] for lang in ("fr", "en", "de")
    ]
    assert [[(row["name"], row["price"]) for row in found] for found in rows] == [
        [("Croquettes", 79.9)],
        [("Kibble", 60)],
        [],
    ]


def test_the_listing_shows_a_product_in_its_main_language(shop, product):
    # SPM-97
    shop.call("bulkCreateProducts", [product, product | {"lang": "en", "name": "Kibble"}])
    shop.call("bulkCreateProducts", [product | {"product_id": 43, "lang": "en", "name": "Toy"}])
    listed = shop.call("listProducts", query="order[field]=product_id").body["data"]
    assert [(row["product_id"], row["lang"]) for row in listed] == [(42, "fr"), (43, "en")]


def test_updating_products_keeps_what_is_left_out_and_rejects_the_unknown(shop, product):
    # SPM-95, SPM-97
    shop.call("bulkCreateProducts", [product])
    reply = shop.call(
        "bulkUpdateProducts",
        [
            {"product_id": 42, "lang": "fr", "price": 70},
            {"product_id": 42, "lang": "en", "price": 1},
            {"product_id": 42},
        ],
    )
    assert [item["index"] for item in reply.body["rejected_items"]] == [1, 2]
    row = shop.call("listProducts").body["data"][0]
    assert (row["name"], row["price"]) == ("Croquettes", 70)


@pytest.mark.parametrize(
    "changes", [{"price": "79.90"}, {"lang": "french"}, {"is_active": 1}, {"product_id": "42"}]
)
def test_a_product_of_wrong_types_is_rejected_by_itself(shop, product, changes):
    # SPM-59
    reply = shop.call("bulkCreateProducts", [product, product | {"product_id": 43} | changes])
    assert [item["index"] for item in reply.body["rejected_items"]] == [1]


def test_a_product_is_deleted_in_all_its_languages(shop, product):
    # SPM-96
    rows = [product, product | {"lang": "en"}, product | {"product_id": 43}]
    shop.call("bulkCreateProducts", rows)
    for _ in range(2):
        assert shop.call("deleteProduct", path={"product_id": "42"}).status == 200
    listed = shop.call("listProducts", query=LANG + "en").body["data"]
    assert listed == []
    many = {"product_ids": [43, "44", *range(100, 119)]}
    assert shop.call("bulkDeleteProducts", many).status == 400
    assert shop.call("bulkDeleteProducts", {"product_ids": [43, "44"]}).status == 200
    assert shop.call("listProducts").body["data"] == []


def test_customers_are_filtered_in_every_encoding(shop):
    # SPM-20
    shop.customer()
    shop.customer(customer_id="c-8", email="b@example.com")
    condition = '[{"field":"email","operator":"STARTS_WITH","values":"b@"}]'
    listed = shop.call("listCustomers", query=f"filters={quote(condition)}&fields=customer_id")
    assert listed.body["data"] == [{"customer_id": "c-8"}]


def test_a_product_is_returned_with_every_published_property_times_included(shop):
    sent = {"product_id": 42, "lang": "fr", "name": "Croquettes", "price": 79.9}
    shop.call("bulkCreateProducts", [{**sent, "id_data_source": 3, "source_label": "erp"}])
    [row] = shop.call("listProducts").body["data"]
    assert row == sent | dict.fromkeys(
        (
            "shop_id",
            "reference",
            "ean13",
            "description",
            "description_short",
            "link",
            "image_link",
            "category_ids",
            "manufacturer_id",
            "currency",
            "price_discount",
            "quantity_remaining",
            "is_active",
            "created_at",
            "updated_at",
        )
    )
    [kept] = stored(shop, "products")
    assert (kept["id_data_source"], kept["source_label"]) == (3, "erp")
