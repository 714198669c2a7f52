"""
The sandbox in the hands of Python: one server, a tenant for each test.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from testing.calls import PLAIN, UPSERT, id_of, save, tax

import mockserver
from mockserver import testing
from mockserver.cli import main
from mockserver.errors import SeedError, UsageError
from mockserver.store import open_store
from mockserver.testing import ControlError, Refused, Sandbox, Server, Unreachable


def test_the_public_names_are_these():
    assert testing.__all__ == ["ControlError", "Refused", "Sandbox", "Server", "Unreachable"]
    assert mockserver.Sandbox is Sandbox
    for package in (testing, mockserver):
        with pytest.raises(AttributeError, match="no attribute 'Sandbocks'"):
            _ = package.Sandbocks


def test_start_gives_a_sandbox_of_one_vendor_with_its_seed_and_ends_it():
    with Sandbox.start("square", seed="example") as sandbox:
        assert len(sandbox.state["objects"]) == 11
        url = sandbox.url
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, **PLAIN)


def test_a_client_is_told_where_to_go_and_how_to_enter(server: Server, sandbox: Sandbox):
    assert sandbox.url == f"{server.url}/square"
    assert sandbox.headers == {"Authorization": f"Bearer {sandbox.api_key}"}
    assert sandbox.env == {
        "MOCKSERVER_URL": server.url,
        "SQUARE_URL": sandbox.url,
        "SQUARE_KEY": sandbox.api_key,
    }


def test_the_variables_are_those_of_the_command_line(server: Server, sandbox: Sandbox):
    whose = ["--vendor", "square", "--tenant", sandbox.tenant]
    ran = CliRunner().invoke(main, ["env", "--json", "--url", server.url, *whose])
    assert json.loads(ran.stdout) == sandbox.env


def test_requests_come_oldest_first_and_are_filtered(sandbox: Sandbox):
    save(sandbox, "k", tax("VAT"))
    save(sandbox, "l", tax("VAT", is_deleted=True))
    assert [found["status"] for found in sandbox.requests(UPSERT)] == [200, 400]
    [refused] = sandbox.requests(status=400)
    assert sandbox.request(refused["id"])["request"]["body"]["idempotency_key"] == "l"
    for ask in (sandbox.requests, sandbox.verify, sandbox.explain, sandbox.limit):
        with pytest.raises(UsageError, match="no operation 'Upsert'; there are: BatchDelete"):
            ask("Upsert")
    with pytest.raises(Refused, match="/colour is not known here"):
        sandbox.requests(colour="red")


def test_verify_is_silent_or_explains_the_nearest_miss(sandbox: Sandbox):
    save(sandbox, "k", tax("VAT"))
    assert sandbox.verify(UPSERT, times=1, items={"#vat": "created"}) == 1
    assert sandbox.verify(UPSERT, times={"at_most": 1}) == 1
    assert sandbox.verify(UPSERT, at_least=1, at_most=2) == 1
    with pytest.raises(AssertionError, match="1 requests match, expected exactly 2"):
        sandbox.verify(UPSERT, exactly=2)
    with pytest.raises(AssertionError) as caught:
        sandbox.verify(UPSERT, items={"#vat": "updated"}, where={"/idempotency_key": "l"})
    told = str(caught.value)
    assert "0 requests match, expected at least 1" in told
    assert "nearest: POST /square/v2/catalog/batch-upsert -> 200 accepted: 1 created" in told
    assert "items/#vat: wanted 'updated', got 'created'" in told
    assert "/idempotency_key: wanted 'l', got 'k'" in told


def test_verify_says_how_many_matched_and_when_nothing_was_asked(sandbox: Sandbox):
    with pytest.raises(AssertionError, match="nothing was asked of this tenant"):
        sandbox.verify(UPSERT)
    save(sandbox, "k", tax("VAT"))
    with pytest.raises(AssertionError, match=r"1 requests match, expected exactly 2.*\n  matching"):
        sandbox.verify(UPSERT, times=2)


def test_verifying_an_operation_that_does_not_exist_never_succeeds(sandbox: Sandbox):
    with pytest.raises(UsageError, match="no operation 'Upsert'"):
        sandbox.verify("Upsert", times=0)


def test_time_stands_still_moves_and_runs(sandbox: Sandbox):
    sandbox.clock.freeze("2026-01-01")
    assert sandbox.clock.now == datetime(2026, 1, 1, tzinfo=UTC)
    sandbox.clock.advance(days=1, hours=2, minutes=3, seconds=4)
    assert sandbox.clock.now == datetime(2026, 1, 2, 2, 3, 4, tzinfo=UTC)
    assert sandbox.clock.mode == "frozen"
    sandbox.clock.advance("1h30m")
    sandbox.clock.advance(0.5, minutes=1)
    sandbox.clock.advance(timedelta(days=1))
    assert sandbox.clock.now == datetime(2026, 1, 3, 3, 34, 4, 500_000, tzinfo=UTC)
    with pytest.raises(UsageError, match="'soon': write seconds, or a number with"):
        sandbox.clock.advance("soon")
    sandbox.clock.freeze("9999-12-31")
    with pytest.raises(Refused, match=r"beyond the year 9999 \(/seconds\)"):
        sandbox.clock.advance("2d")
    sandbox.clock.freeze()
    sandbox.clock.run(datetime(2027, 1, 1, tzinfo=UTC))
    assert sandbox.clock.mode == "offset"
    assert sandbox.clock.now.year == 2027
    sandbox.clock.real()
    assert sandbox.clock.mode == "real"


def test_settling_moves_time_until_nothing_is_hidden(server: Server):
    with server.tenant("shopimind", async_delay=30, clock="2026-01-01") as shop:
        httpx.post(
            f"{shop.url}/v1/customers",
            headers=shop.headers,
            json=[
                {
                    "customer_id": "C-1",
                    "email": "marie@example.com",
                    "first_name": "Marie",
                    "last_name": "Dupont",
                    "is_newsletter_subscribed": True,
                    "lang": "fr",
                    "created_at": "2026-01-05T10:00:00Z",
                    "updated_at": "2026-01-05T10:00:00Z",
                }
            ],
            **PLAIN,
        )
        assert shop.clock.settle() == 30
        assert shop.clock.settle() == 0


def test_limits_shrink_and_come_back(sandbox: Sandbox):
    sandbox.limit(UPSERT, records_per_batch=1)
    two = [tax("A", "#a"), tax("B", "#b")]
    assert save(sandbox, "k", *two).status_code == 400
    sandbox.limit(UPSERT)
    assert save(sandbox, "l", *two).status_code == 200
    sandbox.limit(UPSERT, rate="1/requests/60")
    assert [save(sandbox, key, tax("A")).status_code for key in "mn"] == [200, 429]
    with pytest.raises(UsageError, match="'5': write N/UNIT/SECONDS"):
        sandbox.limit(UPSERT, rate="5")
    with pytest.raises(Refused, match=r"^/records-per-bunch is not known here$"):
        sandbox.limit(UPSERT, records_per_bunch=1)


def test_readings_are_chosen_later_and_taken_back(sandbox: Sandbox):
    for readings in ("refused-key=spent", {"refused-key": "spent"}):
        assert sandbox.read_as(readings) == {"refused-key": "spent"}
        assert sandbox.read_as() == {"refused-key": "free"}
    with pytest.raises(UsageError, match="'refused-key': write NAME=CHOICE"):
        sandbox.read_as("refused-key")
    with pytest.raises(Refused, match="'refused-key' is free or spent, not 'red'"):
        sandbox.read_as("refused-key=red")


def test_snapshots_keep_compare_and_bring_back(sandbox: Sandbox):
    sandbox.snapshot("before")
    key = id_of(save(sandbox, "k", tax("VAT")))
    assert sandbox.diff("before") == {"objects": {"created": [key], "removed": [], "changed": []}}
    sandbox.restore("before")
    assert sandbox.diff("before") == {}
    save(sandbox, "l", tax("VAT"))
    sandbox.reset(to="snapshot:before")
    assert len(sandbox.state["objects"]) == 0
    assert sandbox.requests() == []
    save(sandbox, "m", tax("VAT"))
    sandbox.reset(only=["state", "ledger"])
    assert (len(sandbox.state["objects"]), len(sandbox.requests())) == (0, 1)


def test_a_reset_goes_back_to_the_seed_and_a_seed_may_be_rows_or_a_folder(
    server: Server, tmp_path: Path
):
    with server.tenant("square", seed={"objects": [tax("A")]}) as sandbox:
        save(sandbox, "k", tax("B"))
        sandbox.reset()
        assert [body["tax_data"]["name"] for body in sandbox.state["objects"].values()] == ["A"]
        (tmp_path / "objects.json").write_text('[{"id":"#v","tax_data":{"name":"C"}}]')
        with pytest.raises(Refused, match=r"objects\[0\]: .*type"):
            sandbox.seed(tmp_path)
        (tmp_path / "objects.json").write_text(
            '[{"type":"TAX","id":"#v","tax_data":{"name":"C","percentage":"5"}}]'
        )
        sandbox.seed(tmp_path)
        assert [body["tax_data"]["name"] for body in sandbox.state["objects"].values()] == ["C"]
        with pytest.raises(SeedError, match="no folder of seeds"):
            sandbox.seed("seeds/nowhere")


def test_explain_gives_verdicts_and_writes_nothing(sandbox: Sandbox):
    body = {"idempotency_key": "k", "batches": [{"objects": [tax("VAT")]}]}
    explained = sandbox.explain(UPSERT, body)
    assert [row["verdict"] for row in explained["records"]] == ["created"]
    assert len(sandbox.state["objects"]) == 0


def test_a_tenant_begins_as_it_was_told(server: Server):
    with server.tenant(
        "square",
        clock=datetime(2026, 1, 1, tzinfo=UTC),
        limits={UPSERT: {"records_per_batch": 1}},
        faults=["throttle"],
    ) as sandbox:
        assert save(sandbox, "k", tax("VAT")).status_code == 429
        answer = save(sandbox, "k", tax("A", "#a"), tax("B", "#b"))
        assert answer.status_code == 400
        assert answer.headers["Date"] == "Thu, 01 Jan 2026 00:00:00 GMT"


def test_a_tenant_with_an_impossible_fault_leaves_nothing_behind(server: Server):
    before = server.control.call("GET", "/tenants")["tenants"]
    with pytest.raises(ControlError, match="must be one of throttle"):
        server.tenant("square", faults=["throttle", "thunder"])
    assert server.control.call("GET", "/tenants")["tenants"] == before


def test_a_vendor_that_is_not_served_is_refused_with_those_that_are(server: Server):
    with pytest.raises(UsageError, match="no vendor 'squire' here; served are square, shopimind"):
        server.tenant("squire")


def test_forty_tenants_at_once_see_nothing_of_each_other(server: Server):
    def live(number: int) -> tuple[list[int], int, int, str]:
        with server.tenant("square") as own:
            own.clock.freeze(f"2026-01-01T00:00:{number:02}")
            own.fault("throttle", times=number % 3 + 1)
            answers = []
            while not answers or answers[-1] != 200:
                answers.append(save(own, "k", tax(f"tax {number}")).status_code)
            own.verify(UPSERT, times=len(answers))
            [body] = own.state["objects"].values()
            return answers, own.clock.now.second, len(own.requests()), body["tax_data"]["name"]

    with ThreadPoolExecutor(8) as pool:
        lives = list(pool.map(live, range(40)))
    for number, (answers, second, asked, name) in enumerate(lives):
        tries = number % 3 + 1
        assert answers == [429] * tries + [200]
        assert (second, asked, name) == (number, tries + 1, f"tax {number}")


def test_a_discarded_tenant_is_forgotten(server: Server):
    with server.tenant("square") as sandbox:
        save(sandbox, "k", tax("VAT"))
        sandbox.discard()
    with pytest.raises(Refused, match="no tenant"):
        len(sandbox.state)


def test_attaching_to_nothing_says_so():
    with pytest.raises(Unreachable, match="no sandbox answers at http"):
        Server.attach("http://127.0.0.1:9").__enter__()


def test_a_server_of_ones_own_takes_a_seed_and_a_folder_and_repeats_its_ids(tmp_path: Path):
    ids = []
    for folder in ("one", "two"):
        state = tmp_path / folder
        with Server.start("square", seed="example", random_seed=1, state=state) as server:
            sandbox = server.tenant("square")
            assert len(sandbox.state["objects"]) == 11
            ids.append(id_of(save(sandbox, "k", tax("VAT"))))
        assert list(state.iterdir()), "the state was kept"
        open_store(state).close()  # or another process would be refused
    assert ids[0] == ids[1]


def test_an_asynchronous_delay_may_be_the_servers():
    with Server.start("shopimind", async_delay=30) as server:
        server.tenant("shopimind")
        [told] = server.control.call("GET", "/tenants")["tenants"]
        assert told["async_delay_s"] == 30


def test_loading_the_plugin_loads_nothing_of_the_sandbox():
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "import sys, pytest; before = set(sys.modules); import mockserver.testing.plugin;"
                "print(*sorted(set(sys.modules) - before))"
            ),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout.split() == ["mockserver", "mockserver.testing", "mockserver.testing.plugin"]
