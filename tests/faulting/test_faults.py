"""
Failing on purpose, over a real socket: what was written, what was answered, what was announced.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from faulting.calls import TENANT, plant, save, stored
from live import Live


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
