"""Square's official Python package against the sandbox (SQ-161, SQ-162)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from live import Live, serving
from square import Square
from square.core.api_error import ApiError
from square.types.catalog_object import CatalogObject_Item, CatalogObject_Tax

from mockserver.contract import load_contract
from mockserver.providers.square import PROVIDER

pytestmark = pytest.mark.sdk

ONCE: dict[str, Any] = {"max_retries": 0}


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving([(load_contract("square"), PROVIDER)]) as served:
        yield served


@pytest.fixture
def client(
    live: Live, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Square]:
    """The package pointed at the sandbox, with a seller of its own for every test."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with httpx.Client() as sockets:  # the package never closes its own
        token = request.node.name
        yield Square(token=token, base_url=f"{live.url}/square", httpx_client=sockets)


def tax(name: str = "VAT", object_id: str = "#vat") -> dict[str, Any]:
    return {"type": "TAX", "id": object_id, "tax_data": {"name": name, "percentage": "20"}}


def tea() -> dict[str, Any]:
    price = {"amount": 320, "currency": "USD"}
    variations = [
        {
            "type": "ITEM_VARIATION",
            "id": f"#{name}",
            "item_variation_data": {
                "item_id": "#tea",
                "name": name,
                "pricing_type": "FIXED_PRICING",
                "price_money": price,
            },
        }
        for name in ("cup", "pot")
    ]
    data = {"name": "Tea", "tax_ids": ["#vat"], "variations": variations}
    return {"type": "ITEM", "id": "#tea", "item_data": data}


def fill(client: Square) -> dict[str, str]:
    batches: Any = [{"objects": [tea(), tax()]}]
    answer = client.catalog.batch_upsert(idempotency_key="fill", batches=batches)
    assert answer.errors is None
    return {str(pair.client_object_id): str(pair.object_id) for pair in answer.id_mappings or ()}


def test_a_single_object_is_created_and_read(client: Square):  # SQ-161
    answer = client.catalog.object.upsert(idempotency_key="k", object=tax())
    created = answer.catalog_object
    assert isinstance(created, CatalogObject_Tax)
    assert [pair.client_object_id for pair in answer.id_mappings or ()] == ["#vat"]
    assert client.catalog.object.get(object_id=created.id).object == created


def test_temporary_ids_are_mapped_and_replaced(client: Square):  # SQ-161
    ids = fill(client)
    assert list(ids) == ["#tea", "#vat", "#cup", "#pot"]
    found = client.catalog.object.get(object_id=ids["#tea"], include_related_objects=True)
    item = found.object
    assert isinstance(item, CatalogObject_Item)
    assert item.item_data is not None
    assert item.item_data.tax_ids == [ids["#vat"]]
    assert [child.id for child in item.item_data.variations or ()] == [ids["#cup"], ids["#pot"]]
    assert [related.id for related in found.related_objects or ()] == [ids["#vat"]]


def test_a_replay_answers_as_before(client: Square):  # SQ-161
    assert fill(client) == fill(client)
    assert len(list(client.catalog.list())) == 2


def test_a_failing_batch_shows_in_a_successful_answer(client: Square):  # SQ-161
    bad = {**tea(), "id": "#bad"}
    batches: Any = [{"objects": [tax()]}, {"objects": [bad]}]
    answer = client.catalog.batch_upsert(idempotency_key="k", batches=batches)
    assert [error.code for error in answer.errors or ()] == ["INVALID_VALUE"]
    assert [stored.type for stored in answer.objects or ()] == ["TAX"]


def test_a_listing_is_paged(client: Square):  # SQ-161
    objects = [tax(f"{number}", f"#{number}") for number in range(250)]
    batches: Any = [{"objects": objects}]
    client.catalog.batch_upsert(idempotency_key="k", batches=batches)
    listed = list(client.catalog.list(types="TAX,ITEM"))
    names = [found.tax_data.name for found in listed if isinstance(found, CatalogObject_Tax)]
    assert names == [str(number) for number in range(250)]


def test_objects_are_searched(client: Square):  # SQ-161
    ids = fill(client)
    query: Any = {"exact_query": {"attribute_name": "name", "attribute_value": "tea"}}
    found = client.catalog.search(object_types=["ITEM"], query=query)
    assert [entry.id for entry in found.objects or ()] == [ids["#tea"]]
    assert client.catalog.search().latest_time == found.latest_time
    items = client.catalog.search_items(text_filter="cup")
    assert items.matched_variation_ids == [ids["#cup"]]


def test_objects_are_read_and_deleted_in_batches(client: Square):  # SQ-161
    ids = fill(client)
    found = client.catalog.batch_get(object_ids=[ids["#cup"], "NONE"])
    assert [entry.id for entry in found.objects or ()] == [ids["#cup"]]
    deleted = client.catalog.batch_delete(object_ids=[ids["#tea"], ids["#vat"]])
    assert set(deleted.deleted_object_ids or ()) == set(ids.values())
    assert list(client.catalog.list()) == []


def test_links_and_limits_are_answered(client: Square):  # SQ-161
    ids = fill(client)
    client.catalog.update_item_taxes(item_ids=[ids["#tea"]], taxes_to_disable=[ids["#vat"]])
    item = client.catalog.object.get(object_id=ids["#tea"]).object
    assert isinstance(item, CatalogObject_Item)
    assert item.item_data is not None
    assert item.item_data.tax_ids is None
    limits = client.catalog.info().limits
    assert limits is not None
    assert limits.batch_upsert_max_objects_per_batch == 1000


def test_a_model_that_was_read_is_changed_and_given_back(client: Square):  # SQ-162
    ids = fill(client)
    item = client.catalog.object.get(object_id=ids["#tea"]).object
    assert isinstance(item, CatalogObject_Item)
    assert item.item_data is not None
    renamed = item.model_copy(
        update={"item_data": item.item_data.model_copy(update={"name": "Oolong"})}
    )
    sent: Any = renamed
    answer = client.catalog.object.upsert(idempotency_key="rename", object=sent)
    stored = answer.catalog_object
    assert isinstance(stored, CatalogObject_Item)
    assert stored.item_data is not None
    assert stored.item_data.name == "Oolong"
    assert stored.item_data.variations == item.item_data.variations


def test_a_model_dumped_with_all_its_nulls_is_accepted(client: Square):  # SQ-25, SQ-162
    ids = fill(client)
    item: Any = client.catalog.object.get(object_id=ids["#tea"]).object
    dumped = item.model_dump()
    assert dumped["item_data"]["description"] is None
    answer = client.catalog.object.upsert(idempotency_key="again", object=dumped)
    assert answer.errors is None


def test_a_stale_version_is_an_error_of_the_package(client: Square):  # SQ-161
    ids = fill(client)
    stale: Any = {**tax("GST", ids["#vat"]), "version": 1}
    with pytest.raises(ApiError) as raised:
        client.catalog.object.upsert(idempotency_key="k", object=stale, request_options=ONCE)
    assert raised.value.status_code == 400
    assert [error.code for error in raised.value.errors] == ["VERSION_MISMATCH"]


def test_a_deleted_object_is_an_error_of_the_package(client: Square):  # SQ-161
    ids = fill(client)
    deleted = client.catalog.object.delete(object_id=ids["#vat"])
    assert deleted.deleted_object_ids == [ids["#vat"]]
    with pytest.raises(ApiError) as raised:
        client.catalog.object.get(object_id=ids["#vat"], request_options=ONCE)
    assert raised.value.status_code == 404


def test_a_locked_catalog_is_an_error_of_the_package(
    live: Live, client: Square, request: pytest.FixtureRequest
):  # SQ-101
    gate = live.sandbox.vendors["square"].tenants.get(request.node.name).gate
    assert gate.enter()
    try:
        with pytest.raises(ApiError) as raised:
            client.catalog.object.upsert(idempotency_key="k", object=tax(), request_options=ONCE)
    finally:
        gate.leave()
    assert raised.value.status_code == 429
    assert [error.code for error in raised.value.errors] == ["RATE_LIMITED"]
