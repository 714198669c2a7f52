"""Rules of faults: added, removed, logged, and refused where they could never act."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from faulting.calls import TENANT, plant, save
from miniature import BOOKS, CONTRACT

from mockserver.contract import load_contract
from mockserver.core.reasons import Reason
from mockserver.faulting import PRESETS, FaultBook
from mockserver.faulting.fault import Body, Connection, Phase


def test_rules_are_appended_and_taken_out_one_by_one_or_all(client: httpx.Client):
    plant(client, {"id": "a", "effect": {"status": 500}})
    client.patch("/__admin/faults", json={"faults": [{"id": "b", "effect": {"status": 503}}]})
    assert save(client, "1").status_code == 500
    gone = client.delete("/__admin/faults/a").json()
    assert (gone["removed"], [(r["id"], r["hits"]) for r in gone["faults"]]) == (1, [("a", 1)])
    assert save(client, "1").status_code == 503
    assert client.delete("/__admin/faults/a").status_code == 404
    assert client.delete("/__admin/faults").json()["removed"] == 1
    assert save(client, "1").status_code == 200


def test_a_reset_takes_the_faults_out(client: httpx.Client):
    plant(client, {"effect": {"status": 500}})
    client.post("/__admin/reset")
    assert save(client, "1").status_code == 200


def test_the_request_log_says_which_answers_were_injected(client: httpx.Client):
    plant(client, {"id": "mine", "effect": {"status": 500}, "times": 1})
    save(client, "1")
    save(client, "1")
    query = {"tenant": TENANT, "injected": "true"}
    listed = client.get("/__admin/requests", params=query).json()
    assert [entry["status"] for entry in listed["requests"]] == [500]


@pytest.mark.parametrize(
    ("rule", "place", "detail"),
    [
        ({}, "/faults/0/effect", "a rule needs an effect, or items to refuse"),
        ({"efect": {}}, "/faults/0/efect", "is not known here"),
        ({"effect": {"status": 299}}, "/faults/0/effect/status", "Books answers faults with"),
        ({"preset": "chaos"}, "/faults/0/preset", "must be one of throttle"),
        (
            {"match": {"operation": "save"}, "effect": {"status": 500}},
            "/faults/0/match/operation",
            "must be one of saveBooks, getBook",
        ),
        (
            {"match": {"nth": [0]}, "effect": {"status": 500}},
            "/faults/0/match/nth/0",
            "must be at least 1",
        ),
        (
            {"match": {"operation": "getBook", "method": "PUT"}, "effect": {"status": 500}},
            "/faults/0/match/method",
            "getBook is a GET",
        ),
        (
            {"match": {"operation": "getBook"}, "items": {"index": [0]}},
            "/faults/0/match/operation",
            "getBook writes no records one by one; saveBooks do",
        ),
        ({"items": {}}, "/faults/0/items", "must have one of where, key, index, share"),
        ({"items": {"share": 0.5}}, "/faults/0/seed", "a share needs a seed"),
        (
            {"effect": {"status": 500}, "probability": 0.5},
            "/faults/0/seed",
            "a probability needs a seed",
        ),
        (
            {"effect": {"status": 500}, "phase": "after_items"},
            "/faults/0/after_items",
            "belongs to the phase",
        ),
        (
            {"effect": {"latency_ms": 10_000_000}},
            "/faults/0/effect/latency_ms",
            "must be at most 600000",
        ),
        ({"effect": {"status": 500, "text": "x"}}, "/faults/0/effect/body", "is missing"),
        ({"effect": {"body": "cut", "text": "x"}}, "/faults/0/effect/text", "goes with body: raw"),
        ({"effect": {"body": "raw"}}, "/faults/0/effect/text", "goes with body: raw"),
        ({"effect": {"status": 500}, "times": 0}, "/faults/0/times", "must be at least 1"),
        ({"effect": {"status": [500]}}, "/faults/0/effect/status", "must be of type integer"),
        ({"effect": {"status": True}}, "/faults/0/effect/status", "must be of type integer"),
        ({"effect": {"status": 100, "body": "cut"}}, "/faults/0/effect/status", "at least 200"),
        (
            {"effect": {"status": 500, "retry_after_s": 10**18}},
            "/faults/0/effect/retry_after_s",
            "",
        ),
        ({"preset": ["slow"]}, "/faults/0/preset", "must be one of throttle"),
        ({"preset": "slow", "ttl_s": 1e300}, "/faults/0/ttl_s", "must be at most"),
        ({"preset": "slow", "seed": 2**63}, "/faults/0/seed", "must be at most"),
        ({"preset": "slow", "id": "a\r\nb"}, "/faults/0/id", "printable ASCII without a slash"),
        ({"preset": "slow", "id": "a/b"}, "/faults/0/id", "printable ASCII without a slash"),
        ({"preset": "slow", "id": "a" * 100_000}, "/faults/0/id", "at most 100 characters"),
        ({"preset": "slow", "match": {"nth": 2}}, "/faults/0/match/nth", "of type array"),
        ({"preset": "slow", "match": {"header": {"a": "\n"}}}, "/faults/0/match/header/a", "match"),
        ({"items": {"index": [-1]}}, "/faults/0/items/index/0", "must be at least 0"),
        ({"items": {"where": {"/a~2": 1}}}, "/faults/0/items/where", "the name of each member"),
        ({"items": {"key": [[]]}}, "/faults/0/items/key/0", "must be of type integer, string"),
        ({"items": {"index": [0], "reason": "x"}}, "/faults/0/items/reason", "must be one of"),
        ("slow", "/faults/0", "must be of type object"),
    ],
)
def test_a_rule_that_is_not_understood_or_could_never_act_is_refused_with_its_place(
    client: httpx.Client, rule: Any, place: str, detail: str
):
    good = {"id": "kept", "effect": {"status": 503}}
    plant(client, good)
    answer = plant(client, rule)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["pointer"] == place
    assert detail in problem["detail"]
    kept = client.get("/__admin/faults").json()["faults"]["books"]
    assert [rule["id"] for rule in kept] == ["kept"], "a refused rule changes nothing"


def test_two_rules_of_one_name_are_refused(client: httpx.Client):
    rule = {"id": "a", "effect": {"status": 500}}
    assert plant(client, rule, rule).json()["pointer"] == "/faults/1/id"


def test_the_contract_knows_the_words_of_a_rule():
    schemas = load_contract("admin").document["components"]["schemas"]
    rule, effect = schemas["Fault"]["properties"], schemas["FaultEffect"]["properties"]
    assert rule["preset"]["enum"] == list(PRESETS)
    assert rule["phase"]["enum"] == list(Phase)
    assert effect["connection"]["enum"] == list(Connection)
    assert effect["body"]["enum"] == list(Body)
    assert schemas["FaultItems"]["properties"]["reason"]["enum"] == list(Reason)


def test_a_book_without_rules_plans_nothing():
    book = FaultBook(CONTRACT, BOOKS)
    assert book.below().active() == ()
