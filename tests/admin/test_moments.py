"""
Moments at the ends of time: clocks stay within the years 1 to 9999, what shows one never fails.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from live import Live, serving

from mockserver.core.record import Record
from mockserver.core.tick import EARLIEST, LATEST, moment
from mockserver.requests.vendor import load_vendors
from mockserver.tenants.clock import Clock

VENDORS = ("hubspot", "propeller", "shopimind", "solvimon", "square")
ME = "a-tenant-of-all-vendors"
HEADERS = {"Authorization": f"Bearer {ME}", "spm-api-key": ME, "X-API-KEY": ME}
FIRST, LAST = "0001-01-01", "9999-12-31T23:59:59.999Z"


@pytest.fixture(scope="module")
def everyone() -> Iterator[Live]:
    """All vendors, every answer held to its contract."""
    with serving(load_vendors(VENDORS)) as served:
        yield served


def looks(live: Live, client: httpx.Client, vendor: str) -> Iterator[tuple[str, int]]:
    """Every address that is read without an id, of a vendor and of the control plane."""
    contract = live.sandbox.vendors[vendor].contract
    for operation in contract.operations.values():
        if operation.method == "get" and "{" not in operation.path:
            address = f"/{vendor}{operation.path}"
            yield address, client.get(address, headers=HEADERS).status_code
    chosen = {"vendor": vendor, "tenant": ME}
    for address in ("health", "clock", "tenants", "export", "idempotency", "requests", "faults"):
        path = f"/__admin/{address}"
        yield address, client.get(path, params={} if address == "health" else chosen).status_code
    yield "settle", client.post("/__admin/clock/settle", params=chosen).status_code


@pytest.mark.parametrize("now", [FIRST, LAST])
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_answers_at_the_ends_of_time(everyone: Live, vendor: str, now: str):
    chosen = {"vendor": vendor, "tenant": ME}
    with everyone.client() as client:
        frozen = client.put("/__admin/clock", json={"mode": "frozen", "now": now})
        assert frozen.json()["now"][:10] == now[:10]
        client.post("/__admin/seeds", params=chosen, json={"seed": "example"}).raise_for_status()
        asked = dict(looks(everyone, client, vendor))
        client.delete("/__admin/clock")
    assert {address: status for address, status in asked.items() if status >= 500} == {}


@pytest.mark.parametrize("when", [-(10**18), 10**18, 2**63 - 1])
@pytest.mark.parametrize("vendor", VENDORS)
def test_records_with_impossible_times_are_shown(everyone: Live, vendor: str, when: int):
    chosen = {"vendor": vendor, "tenant": ME}
    with everyone.client() as client:
        client.post("/__admin/seeds", params=chosen, json={"seed": "example"}).raise_for_status()
        state = everyone.sandbox.vendors[vendor].tenants.get(ME).state
        state.replace(
            {
                name: {key: at(record, when) for key, record in records.items()}
                for name, records in state.contents().items()
            }
        )
        asked = dict(looks(everyone, client, vendor))
        assert {address: status for address, status in asked.items() if status >= 500} == {}
        collection = min(everyone.sandbox.vendors[vendor].contract.collections)
        record = {"body": {}, "updated": when}
        address = f"/__admin/state/{collection}/x"
        refused = client.put(address, params=chosen, json=record)
        assert (refused.status_code, refused.json()["pointer"]) == (422, "/updated")


def at(record: Record, when: int) -> Record:
    return {**record, "created": when, "updated": when, "visible_at": when}


@pytest.mark.parametrize(
    "now", ["0000-01-01", "10000-01-01", "-0001-01-01", "9999-12-31T23:59-01:00"]
)
def test_a_clock_is_not_set_beyond_the_ends_of_time(everyone: Live, now: str):
    with everyone.client() as client:
        for mode in ("frozen", "offset"):
            refused = client.put("/__admin/clock", json={"mode": mode, "now": now})
            assert (refused.status_code, refused.json()["pointer"]) == (422, "/now")
        assert client.get("/__admin/clock").json()["mode"] == "real"


def test_a_clock_is_not_moved_beyond_the_end_of_time(everyone: Live):
    with everyone.client() as client:
        client.put("/__admin/clock", json={"mode": "offset", "now": "9990-01-01"})
        mine = "?vendor=square&tenant=a-tenant-of-its-own"
        client.put(f"/__admin/clock{mine}", json={"mode": "frozen"})
        for query in ("", mine):
            address = f"/__admin/clock/advance{query}"
            refused = client.post(address, json={"seconds": 400_000_000})
            assert (refused.status_code, refused.json()["pointer"]) == (422, "/seconds")
            assert client.post(address, json={"seconds": 300_000_000}).status_code == 200
        client.delete("/__admin/clock")


def test_a_clock_that_follows_another_stops_at_the_ends_of_time():
    shared = Clock(lambda: 0)
    own = Clock(shared.now)
    own.run(1000)
    shared.freeze(LATEST)
    assert own.now() == LATEST
    with pytest.raises(ValueError, match="a clock stays within the years 1 to 9999"):
        own.advance(1)


def test_what_lies_outside_is_shown_as_the_first_or_last_moment():
    assert moment(-(10**30)) == moment(EARLIEST)
    assert moment(10**30) == moment(LATEST)
    assert moment(EARLIEST).isoformat() == "0001-01-01T00:00:00+00:00"
    assert moment(LATEST).isoformat() == "9999-12-31T23:59:59.999000+00:00"


def test_a_clock_that_runs_catches_up_with_the_last_moment_though_time_goes_on():
    moments = iter([LATEST - 5, LATEST - 3, LATEST - 2, LATEST - 1, LATEST, LATEST])
    clock = Clock(lambda: next(moments))
    assert clock.catch_up(LATEST) == 5
    assert clock.now() == LATEST


def test_a_clock_does_not_go_back_to_catch_up():
    clock = Clock(lambda: 1000)
    assert clock.catch_up(900) == 0
    assert clock.catch_up(1500) == 500
    assert clock.now() == 1500
