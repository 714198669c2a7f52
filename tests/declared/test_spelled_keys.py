"""A key of several members is spelled by as many parameters of a path."""

from __future__ import annotations

from pathlib import Path

import pytest
from declared.conftest import LIBRARY
from harness import Bench

from mockserver.declared import ContractFile, load_declared
from mockserver.errors import ContractError

STOCK = LIBRARY.with_name("stock.yaml")


@pytest.fixture
def stock() -> Bench:
    served = load_declared(ContractFile("stock", STOCK))
    return Bench("stock", "anyone", served=served, strict=False)


def load(text: str, folder: Path) -> None:
    file = folder / "stock.yaml"
    file.write_text(text)
    load_declared(ContractFile("stock", file))


def level(site: str, quantity: int) -> dict[str, object]:
    return {"site": site, "sku": "AA-0001", "quantity": quantity}


def test_records_that_share_one_member_of_their_key_are_two(stock: Bench):
    saved = stock.call("saveLevels", {"levels": [level("AMS", 3), level("BER", 4)]})
    assert [row["status"] for row in saved.body["results"]] == ["created", "created"]
    for site, quantity in (("AMS", 3), ("BER", 4)):
        found = stock.call("getLevel", path={"site": site, "sku": "AA-0001"})
        assert (found.status, found.body) == (200, level(site, quantity))


def test_removing_one_leaves_the_other_and_the_refusal_reads_like_the_path(stock: Bench):
    stock.call("saveLevels", {"levels": [level("AMS", 3), level("BER", 4)]})
    assert stock.call("deleteLevel", path={"site": "AMS", "sku": "AA-0001"}).status == 204
    gone = stock.call("getLevel", path={"site": "AMS", "sku": "AA-0001"})
    assert gone.status == 404
    assert gone.body["detail"] == "there is no record place 'AMS', 'AA-0001'"
    assert stock.call("listLevels").body["data"] == [level("BER", 4)]


def test_a_record_that_is_written_at_its_path_has_the_members_of_the_path(stock: Bench):
    at = {"site": "PAR", "sku": "AA-0001"}
    assert stock.call("saveLevel", {"quantity": 9}, path=at).body == level("PAR", 9)
    assert stock.call("saveLevel", level("BER", 1), path=at).status == 400
    saved = stock.call("saveLevels", {"levels": [level("PAR", 2)]})
    assert saved.body["results"][0]["status"] == "updated"
    assert stock.call("getLevel", path=at).body["quantity"] == 2


def test_a_path_with_a_part_of_the_key_is_refused_at_the_start(tmp_path: Path):
    text = STOCK.read_text().replace("{ read: levels }", "{ read: levels, by: place }")
    part = text.replace("of: [site, sku]", "of: [site, quantity]")
    with pytest.raises(ContractError, match="place is site and quantity, and the path has no quan"):
        load(part, tmp_path)


def test_records_that_no_operation_stores_where_another_looks_are_refused_at_the_start(
    tmp_path: Path,
):
    text = STOCK.read_text().replace("keys: { place: { of: [site, sku] } }", "keys: [sku]")
    apart = text.replace(
        "saveLevel\n      x-upsert: { upsert", "saveLevel\n      x-upsert: { update"
    )
    with pytest.raises(ContractError) as refused:
        load(apart, tmp_path)
    assert str(refused.value) == (
        "stock.yaml: GET /levels/{site}/{sku} looks for levels below {site}, and PUT /levels stores"
        " them below nothing, so it would find none; where parameters of a path are members of the"
        " record, declare a key of them"
    )
