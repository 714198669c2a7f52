"""A seed of Solvimon's: rows of every collection, loaded through the engine."""

from __future__ import annotations

import pytest
from harness import NOON

from mockserver.contract import load_contract
from mockserver.errors import SeedError
from mockserver.providers.solvimon import PROVIDER
from mockserver.seeding.loading import load_part
from mockserver.seeding.seed_files import Rows

CONTRACT = load_contract("solvimon")
PRODUCT = {
    "reference": "router",
    "name": "Router",
    "category": {"reference": "services"},
    "features": [{"reference": "seats"}],
    "custom_fields": [{"reference": "erp_id", "value": "4711"}],
}


def rows(collection, *values):
    return Rows(f"{collection}.json", collection, None, values)


def test_products_are_loaded_after_what_they_refer_to():
    contents = load_part(
        CONTRACT,
        PROVIDER,
        [
            rows("products", PRODUCT, PRODUCT | {"name": "Router 2"}),
            rows("features", {"reference": "seats", "type": "NUMBER"}),
            rows("custom-fields", {"reference": "erp_id", "resource_type": "PRODUCT"}),
            rows("product-categories", {"reference": "services", "name": "Services"}),
            rows("billing-entities", {"reference": "nl"}),
        ],
        NOON,
    )
    (product,) = contents["products"].values()
    (category,) = contents["product-categories"]
    assert (product["body"]["name"], product["body"]["category_id"]) == ("Router 2", category)
    assert len(contents["billing-entities"]) == 1


def test_a_row_that_a_client_could_not_write_ends_the_loading():
    with pytest.raises(SeedError, match=r"products\.json.*category\.reference"):
        load_part(CONTRACT, PROVIDER, [rows("products", PRODUCT)], NOON)
