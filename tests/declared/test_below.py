"""Records below others, given records, further values of a key, and ids in headers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from harness import Bench, Reply

from mockserver.declared import ContractFile, load_declared

SERVED = load_declared(ContractFile("shop", Path(__file__).parent / "shop.yaml"))


class Shop(Bench):
    def __init__(self) -> None:
        super().__init__("shop", "keeper", served=SERVED)

    def person(self, mail: str, **more: Any) -> Any:
        return self.call("savePerson", {"mail": mail, **more}).body

    def address(self, person: str, label: str, **more: Any) -> Reply:
        return self.call("saveAddress", {"label": label, **more}, path={"id": person})

    def labels(self, person: str) -> list[str]:
        found = self.call("listAddresses", path={"id": person}).body
        return [each["label"] for each in found]


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_what_stands_above_must_exist_for_writes_reads_lists_and_removals(shop: Shop):
    shop.person("ana@x.example")
    path = {"id": "9", "label": "home"}
    for answer in (
        shop.address("9", "home"),
        shop.call("listAddresses", path=path),
        shop.call("getAddress", path=path),
        shop.call("removeAddress", path=path),
    ):
        assert (answer.status, answer.body["code"]) == (404, "E_ABOVE")
        assert answer.body["why"] == "id: there is no record id '9'"
    assert shop.address("1", "home").status == 200
    missing = shop.call("getAddress", path={"id": "1", "label": "other"})
    assert (missing.status, missing.body["code"]) == (404, "unknown-record")


def test_what_stands_below_goes_with_it_and_nothing_else_does(shop: Shop):
    for name in ("ana", "ben"):
        number = shop.person(f"{name}@x.example")["id"]
        for label in ("home", "work"):
            shop.address(number, label)
            shop.call("saveNote", {"title": "t"}, path={"id": number, "label": label})
    assert shop.call("removeAddress", path={"id": "1", "label": "home"}).status == 204
    assert (shop.labels("1"), shop.labels("2")) == (["work"], ["home", "work"])
    shop.address("1", "home")
    assert shop.call("listNotes", path={"id": "1", "label": "home"}).body == []
    assert shop.call("listNotes", path={"id": "2", "label": "home"}).body == [{"title": "t"}]
    assert shop.call("removePerson", path={"id": "1"}).status == 204
    state = shop.sandbox.vendors["shop"].tenants.get("keeper").state.contents()
    assert sorted(state["addresses"]) == sorted(f"2/{each}" for each in ids_below(state, "2"))
    assert len(state["notes"]) == 2


def ids_below(state: Any, person: str) -> list[str]:
    found = state["addresses"].values()
    own = [each["id"] for each in found if each["kind"] == f"addresses/{person}"]
    return [each.removeprefix(f"{person}/") for each in own]


def test_given_records_are_there_for_every_tenant_and_in_the_way_of_others(shop: Shop):
    assert shop.call("listPeople").body == [
        {"id": "0", "mail": "admin@shop.example", "mails": ["root@shop.example"]}
    ]
    assert shop.labels("0") == ["office"]
    assert shop.address("0", "home").status == 200
    assert shop.labels("0") == ["office", "home"]
    taken = shop.call("savePerson", {"mail": "ADMIN@shop.example"})
    assert (taken.status, taken.body["code"]) == (409, "taken")
    assert shop.call("removePerson", path={"id": "0"}).status == 404


def test_a_key_has_further_values(shop: Shop):
    ana = shop.person("ana@x.example", mails=["ana@y.example", "Ana@z.example"])
    for mail in ("ana@Y.example", "ana@z.example"):
        again = shop.person(mail, name="Ana")
        assert (again["id"], again["name"]) == (ana["id"], "Ana")
    refused = shop.call("savePerson", {"mail": "b@x.example", "mails": ["ana@y.example"]})
    assert (refused.status, refused.body["code"]) == (409, "taken")


def test_an_error_has_one_id_in_its_header_and_its_body(shop: Shop):
    answer = shop.address("9", "home")
    assert answer.headers["Request"] == answer.body["request"]
    assert shop.address("9", "home").body["request"] != answer.body["request"]
