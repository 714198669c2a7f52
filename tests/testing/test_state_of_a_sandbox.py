"""What a tenant holds, as Python sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from testing.calls import PLAIN, id_of, save, tax

from mockserver.errors import UsageError
from mockserver.testing import Sandbox, tenant_state


def test_the_state_is_a_mapping_of_what_is_stored(sandbox: Sandbox):
    assert "objects" not in sandbox.state
    key = id_of(save(sandbox, "k", tax("VAT")))
    taxes = sandbox.state["objects"]
    assert list(sandbox.state) == ["objects"], "and not the sandbox's own bookkeeping"
    assert list(taxes) == [key]
    assert taxes[key]["tax_data"]["percentage"] == "20"
    assert taxes.record(key)["kind"] == "TAX"
    with pytest.raises(KeyError, match="nobody"):
        _ = taxes["nobody"]


def test_a_deleted_record_is_gone_from_the_mapping_and_kept_as_a_record(sandbox: Sandbox):
    key = id_of(save(sandbox, "k", tax("VAT")))
    httpx.delete(
        f"{sandbox.url}/v2/catalog/object/{key}",
        headers=sandbox.headers,
        **PLAIN,
    )
    assert key not in sandbox.state["objects"]
    assert len(sandbox.state["objects"]) == 0
    assert sandbox.state["objects"].record(key)["deleted"] is True


def test_records_can_be_set_past_every_check_and_taken_out(sandbox: Sandbox):
    taxes = sandbox.state["objects"]
    taxes["a b"] = {"tax_data": {"name": 7}}
    assert dict(taxes) == {"a b": {"tax_data": {"name": 7}}}
    del taxes["a b"]
    assert dict(taxes) == {}
    with pytest.raises(KeyError):
        del taxes["a b"]


def test_a_whole_collection_comes_in_pages(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch):
    expected = {f"T{number}": {"name": f"tax {number}"} for number in range(7)}
    taxes = sandbox.state["objects"]
    for key, body in expected.items():
        taxes[key] = body
    monkeypatch.setattr(tenant_state, "PAGE", 3)
    calls: list[str] = []
    request = httpx.Client.request

    def counted(client: httpx.Client, method: str, url: str, **more: Any) -> httpx.Response:
        calls.append(url)
        return request(client, method, url, **more)

    monkeypatch.setattr(httpx.Client, "request", counted)
    looks: list[Callable[[], Any]] = [
        lambda: dict(taxes.items()) == expected,
        lambda: list(taxes.keys()) == list(expected),
        lambda: list(taxes.values()) == list(expected.values()),
        lambda: taxes == expected,
        lambda: {"name": "tax 6"} in taxes.values(),
        lambda: ("T6", {"name": "tax 6"}) in taxes.items(),
        lambda: "tax 6" in repr(taxes),
        lambda: len(taxes) == 7,
    ]
    for look in looks:
        calls.clear()
        assert look()
        assert len(calls) <= 4, "three pages, and how many there are"
    taxes.clear()
    assert taxes == {}


def test_a_look_at_a_record_shows_what_is_there_by_now(sandbox: Sandbox):
    taxes = sandbox.state["objects"]
    taxes["A"], taxes["B"] = {"name": "a"}, {"name": "b"}
    ids = list(taxes.keys())
    for key in taxes:
        sandbox.state["objects"][key] = {"name": "changed"}
        assert taxes[key] == {"name": "changed"}
    assert [taxes[key] for key in ids] == [{"name": "changed"}] * 2


def test_a_collection_that_does_not_exist_is_refused_with_those_that_do(sandbox: Sandbox):
    missing = sandbox.state["objcts"]
    attempts: list[Callable[[], Any]] = [
        lambda: len(missing),
        lambda: missing["x"],
        lambda: missing.get("x"),
        lambda: "x" in missing,
        lambda: missing.update(x={}),
        missing.clear,
        lambda: sandbox.history("objcts", "x"),
        lambda: sandbox.state["meters"]["x"],
    ]
    for attempt in attempts:
        with pytest.raises(UsageError, match=r"^no collection '(objcts|meters)'; there are: obj"):
            attempt()


@pytest.mark.parametrize("key", ["", ".", "..", "a/b"])
def test_a_name_that_no_address_can_hold_reaches_nothing(sandbox: Sandbox, key: str):
    taxes = sandbox.state["objects"]
    save(sandbox, "k", tax("VAT"))
    with pytest.raises(UsageError, match="cannot stand in an address"):
        del taxes[key]
    with pytest.raises(UsageError, match="cannot stand in an address"):
        sandbox.snapshot(key)
    assert len(taxes) == 1


def test_what_is_internal_does_not_show(sandbox: Sandbox):
    sandbox.snapshot("before")
    first = save(sandbox, "k", tax("VAT"))
    save(sandbox, "l", tax("TVA", id_of(first), version=first.json()["objects"][0]["version"]))
    assert list(sandbox.state) == ["objects"]
    assert list(sandbox.diff("before")) == ["objects"]
    assert list(sandbox.request(first.headers["X-Request-Id"])["changed"]) == ["objects"]


def test_history_tells_what_became_of_one_record(sandbox: Sandbox):
    first = save(sandbox, "k", tax("VAT"))
    version = first.json()["objects"][0]["version"]
    save(sandbox, "l", tax("TVA", id_of(first), version=version))
    events = sandbox.history("objects", id_of(first))
    assert [event["what"] for event in events] == ["created", "changed"]
    assert events[0]["request"] == first.headers["X-Request-Id"]
