"""
Failing on purpose, over a real socket: what was written, what was answered, what was announced.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from live import Live, serving
from miniature import BOOKS, CONTRACT

from mockserver.contract import load_contract
from mockserver.core.reasons import Reason
from mockserver.faulting import PRESETS, FaultBook
from mockserver.faulting.fault import Body, Connection, Phase
from mockserver.transport import delays

TENANT = "abc"


@pytest.fixture(scope="module")
def server() -> Iterator[Live]:
    with serving([(CONTRACT, BOOKS)], strict=False) as served:
        yield served


@pytest.fixture
def live(server: Live) -> Live:
    with server.client() as connection:
        connection.post("/__admin/reset")
    server.clock.freeze(1_790_000_000_000)
    return server


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(delays, "sleep", note)
    return waited


@pytest.fixture
def client(live: Live, waits: list[float]) -> Iterator[httpx.Client]:
    with live.client(**{"X-Key": TENANT}) as connection:
        yield connection


def plant(client: httpx.Client, *rules: dict[str, Any], **query: str) -> httpx.Response:
    return client.put("/__admin/faults", json={"faults": list(rules)}, params=query)


def save(client: httpx.Client, *names: str, **more: Any) -> httpx.Response:
    books = [{"isbn": name} for name in names]
    return client.put("/books/books", json={"books": books, **more})


def stored(client: httpx.Client, *names: str) -> list[bool]:
    return [client.get(f"/books/books/{name}").status_code == 200 for name in names]


def test_a_rule_fails_so_often_and_then_the_server_is_sound_again(client: httpx.Client):
    assert plant(client, {"id": "twice", "effect": {"status": 503}, "times": 2}).status_code == 200
    answers = [save(client, "1") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].json()["reason"] == "unavailable", "in the vendor's own envelope"
    assert [a.headers.get("X-Sandbox-Fault") for a in answers] == ["twice", "twice", None]
    shown = client.get("/__admin/faults").json()["faults"]["books"]
    assert [(rule["id"], rule["met"], rule["hits"]) for rule in shown] == [("twice", 2, 2)]


def test_nth_counts_the_requests_that_fit_the_rest(client: httpx.Client):
    rule = {"match": {"operation": "saveBooks", "nth": [2]}, "effect": {"status": 500}}
    plant(client, rule)
    client.get("/books/books/1")
    assert [save(client, "1").status_code for _ in range(3)] == [200, 500, 200]


def test_a_header_chooses_requests_and_the_first_rule_decides(client: httpx.Client):
    chosen = {"match": {"header": {"X-Case": "a"}}, "effect": {"status": 401}}
    plant(client, chosen, {"match": {"method": "GET"}, "effect": {"status": 404}})
    answers = [
        client.get("/books/books/1", headers={"X-Case": "a"}).status_code,
        client.get("/books/books/1").status_code,
        save(client, "1").status_code,
    ]
    assert answers == [401, 404, 200]


def test_before_writes_nothing_and_after_writes_everything(client: httpx.Client):
    plant(client, {"effect": {"status": 500}, "times": 1})
    assert save(client, "1").status_code == 500
    assert stored(client, "1") == [False]
    plant(client, {"phase": "after", "effect": {"status": 500}, "times": 1})
    assert save(client, "1").status_code == 500
    assert stored(client, "1") == [True]


def test_half_a_batch_is_written_exactly(client: httpx.Client):
    rule = {"phase": "after_items", "after_items": 2, "effect": {"status": 500}, "times": 1}
    plant(client, rule)
    assert save(client, "1", "2", "3").status_code == 500
    assert stored(client, "1", "2", "3") == [True, True, False]
    plant(client, {**rule, "after_items": 0.5})
    assert save(client, "4", "5").status_code == 500
    assert stored(client, "4", "5") == [True, False]


def test_a_request_that_stopped_half_way_does_not_use_its_key_up(client: httpx.Client):
    plant(client, {"preset": "half-batch"})
    assert save(client, "1", "2", key="k").status_code == 500
    again = save(client, "1", "2", key="k")
    assert (again.status_code, again.headers.get("X-Replay")) == (200, None)
    assert stored(client, "1", "2") == [True, True]


@pytest.mark.parametrize(
    ("items", "refused"),
    [
        ({"index": [1]}, ["2"]),
        ({"key": ["3"]}, ["3"]),
        ({"where": {"/isbn": "1"}}, ["1"]),
        ({"where": {"isbn": "1"}, "index": [2]}, []),
        ({"share": 1}, ["1", "2", "3"]),
        ({"where": {"/isbn/\u00b2": "1"}}, []),
        ({"where": {f"/isbn/{'9' * 900}": "1"}}, []),
    ],
)
def test_single_records_are_refused_and_the_others_go_their_way(
    client: httpx.Client, items: dict[str, Any], refused: list[str]
):
    plant(client, {"items": items, "seed": 1})
    answer = save(client, "1", "2", "3")
    names = ["1", "2", "3"]
    assert stored(client, *names) == [name not in refused for name in names]
    assert ("X-Sandbox-Fault" in answer.headers) == bool(refused)


def test_a_share_is_drawn_the_same_way_every_time(client: httpx.Client):
    runs = []
    for _ in range(2):
        client.post("/__admin/reset")
        plant(client, {"items": {"share": 0.5}, "seed": 5})
        save(client, "1", "2", "3")
        save(client, "4", "5", "6")
        runs.append(stored(client, *"123456"))
    assert runs[0] == runs[1]
    assert 0 < sum(runs[0]) < 6


def test_a_probability_is_drawn_from_its_seed(client: httpx.Client):
    plant(client, {"effect": {"status": 500}, "probability": 0.5, "seed": 3})
    first = [save(client, "1").status_code for _ in range(12)]
    plant(client, {"effect": {"status": 500}, "probability": 0.5, "seed": 3})
    assert [save(client, "1").status_code for _ in range(12)] == first
    assert set(first) == {200, 500}


def test_latency_is_waited_once_and_for_each_record(client: httpx.Client, waits: list[float]):
    plant(client, {"effect": {"latency_ms": 250, "latency_per_item_ms": 10}})
    answer = save(client, "1", "2", "3")
    assert answer.status_code == 200
    assert "X-Sandbox-Fault" in answer.headers
    assert waits == [0.25, 0.03]


def test_retry_after_and_presets_speak_the_vendors_words(client: httpx.Client):
    plant(client, {"preset": "throttle"})
    answer = save(client, "1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert save(client, "1").status_code == 200


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_lost_answer_leaves_what_was_written(client: httpx.Client, how: str):
    plant(client, {"phase": "after", "effect": {"connection": how}, "times": 1})
    with pytest.raises(httpx.TransportError):
        save(client, "1")
    assert stored(client, "1") == [True]


def test_a_truncated_answer_breaks_in_the_middle(client: httpx.Client):
    plant(client, {"phase": "after", "effect": {"connection": "truncate"}, "times": 1})
    with pytest.raises(httpx.RemoteProtocolError):
        save(client, "1")
    assert stored(client, "1") == [True]


def test_a_stalled_answer_begins_and_never_ends(live: Live, client: httpx.Client):
    plant(client, {"effect": {"status": 500, "connection": "stall"}, "times": 1})
    with (
        httpx.Client(base_url=live.url, timeout=0.3, trust_env=False) as impatient,
        pytest.raises(httpx.ReadTimeout),
    ):
        impatient.get("/books/books/1", headers={"X-Key": TENANT})


def test_a_cut_body_is_no_json_and_a_raw_one_is_what_was_asked_for(client: httpx.Client):
    save(client, "1")
    plant(client, {"preset": "bad-json"})
    cut = client.get("/books/books/1")
    assert cut.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting|delimiter"):
        cut.json()
    plant(client, {"effect": {"status": 502, "body": "raw", "text": "<h1>Bad Gateway</h1>"}})
    assert (client.get("/books/books/1").status_code, client.get("/books/books/1").text) == (
        502,
        "<h1>Bad Gateway</h1>",
    )


def test_a_request_may_ask_for_its_own_fault(client: httpx.Client):
    wishes = [
        ({"Prefer": "code=429"}, 429, "code=429"),
        ({"X-Sandbox-Fault": "outage"}, 503, "outage"),
        ({"X-Sandbox-Fault": "404"}, 404, "code=404"),
        ({"Prefer": "respond-async"}, 200, None),
        ({"Prefer": "code=299"}, 200, None),
        ({"X-Sandbox-Fault": "429", "Prefer": "code=503"}, 429, "code=429"),
    ]
    for headers, status, announced in wishes:
        answer = client.put("/books/books", json={"books": [{"isbn": "1"}]}, headers=headers)
        assert (answer.status_code, answer.headers.get("X-Sandbox-Fault")) == (status, announced)
        assert answer.headers.get("Retry-After") == ("1" if status == 429 else None)


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ("outrage", "X-Sandbox-Fault: 'outrage': must be a status, or one of throttle, flaky"),
        ("299", "X-Sandbox-Fault: '299': Books answers faults with 400, 401"),
        ("", "X-Sandbox-Fault: '': must be a status"),
        ("\u00b2", "must be a status"),
        ("9" * 5000, "Books answers faults with"),
    ],
)
def test_a_fault_that_is_asked_for_in_vain_is_told_and_nothing_is_done(
    client: httpx.Client, wish: str, told: str
):
    headers = {"X-Sandbox-Fault": wish.encode("latin-1")}
    answer = client.put("/books/books", json={"books": [{"isbn": "1"}]}, headers=headers)
    assert (answer.status_code, answer.headers["X-Sandbox-Fault"]) == (400, "refused")
    assert told in answer.text
    assert len(answer.text) < 300
    assert stored(client, "1") == [False]


def test_faults_of_one_tenant_do_not_touch_another(live: Live, client: httpx.Client):
    save(client, "1")
    plant(client, {"effect": {"status": 500}}, tenant=TENANT)
    with live.client(**{"X-Key": "other"}) as other:
        assert save(other, "1").status_code == 200
    assert save(client, "1").status_code == 500
    plant(client, tenant=TENANT)
    plant(client, {"effect": {"status": 503}})
    with live.client(**{"X-Key": "other"}) as other:
        assert save(other, "1").status_code == 503, "without a tenant, rules are for all"


def test_a_rule_ends_with_its_time_by_the_tenants_clock(live: Live, client: httpx.Client):
    plant(client, {"effect": {"status": 500}, "ttl_s": 60})
    live.clock.advance(59_999)
    assert save(client, "1").status_code == 500
    live.clock.advance(1)
    assert save(client, "1").status_code == 200


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
