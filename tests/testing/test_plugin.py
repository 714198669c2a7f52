"""
The pytest plugin as a project meets it: pytest in pytest, against one sandbox, and on its own.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Any

import pytest

from mockserver.requests.service import SandboxService as Engine
from mockserver.requests.vendor import load_vendors
from mockserver.store import open_store
from mockserver.testing import Server, plugin
from mockserver.transport.application import build_application
from mockserver.transport.threaded_server import served_in_thread

pytest_plugins = ["pytester"]

HEAD = """
import httpx, pytest

def save(sandbox, name, **more):
    tax = {"type": "TAX", "id": "#vat", "tax_data": {"name": name, "percentage": "20"}, **more}
    body = {"idempotency_key": name, "batches": [{"objects": [tax]}]}
    return httpx.post(sandbox.url + "/v2/catalog/batch-upsert", headers=sandbox.headers,
                      json=body, trust_env=False, verify=False)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server.start("square", "shopimind") as started:
        yield started


class Project:
    """A project that uses the plugin, against a server that runs already."""

    def __init__(self, pytester: pytest.Pytester, url: str) -> None:
        self.pytester = pytester
        self.url = url

    def test(self, body: str, *options: str) -> pytest.RunResult:
        self.pytester.makepyfile(HEAD + body)
        return self.pytester.runpytest_inprocess("--sandbox-url", self.url, *options)

    def alone(self, body: str, *options: str) -> pytest.RunResult:
        """The same in a process of its own, and with a sandbox of its own."""
        self.pytester.makepyfile(HEAD + body)
        return self.pytester.runpytest_subprocess(*options)


@pytest.fixture
def project(pytester: pytest.Pytester, server: Server, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "mockserver.testing.plugin")
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    return Project(pytester, server.url)


def tenants(server: Server) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.control.call("GET", "/tenants")["tenants"]
    return found


def section(result: pytest.RunResult) -> str:
    text = result.stdout.str()
    return text[text.index("- sandbox square") :]


def test_projects_find_the_plugin_by_its_entry_point():
    [found] = [e for e in entry_points(group="pytest11") if e.name == "mockserver"]
    assert found.load() is plugin


def test_a_test_gets_what_its_marker_says_and_leaves_nothing(project: Project, server: Server):
    before = tenants(server)
    result = project.test("""
OP = "BatchUpsertCatalogObjects"

@pytest.mark.sandbox(
    vendor="square", seed="example", faults=["throttle"], clock="2026-01-01",
    limits={OP: {"records_per_batch": 3}}, async_delay=5,
)
def test_everything(sandbox):
    assert sandbox.vendor == "square"
    assert len(sandbox.state["objects"]) == 11
    assert sandbox.clock.now.year == 2026 and sandbox.clock.now.month == 1
    assert save(sandbox, "a").status_code == 429
    answer = save(sandbox, "a")
    assert answer.status_code == 200
    assert answer.headers["X-Sandbox-Limit-Override"] == "1"

@pytest.mark.sandbox("square")
class TestClass:
    @pytest.mark.sandbox(faults=["outage"])
    def test_a_closer_marker_adds_to_a_farther_one(self, sandbox):
        assert save(sandbox, "a").status_code == 503

    @pytest.mark.sandbox(vendor="shopimind")
    def test_and_overrules_it(self, sandbox):
        assert sandbox.vendor == "shopimind"
""")
    result.assert_outcomes(passed=3)
    assert tenants(server) == before


def test_each_test_has_a_tenant_of_its_own_and_one_test_may_have_several(project: Project):
    project.test(
        """
SEEN = set()

@pytest.mark.parametrize("number", [1, 2, 3])
def test_one(sandbox, number):
    assert sandbox.tenant not in SEEN
    SEEN.add(sandbox.tenant)
    assert len(sandbox.state["objects"]) == 0
    assert save(sandbox, "same name").status_code == 200

@pytest.mark.sandbox(seed="example")
def test_several(sandbox, sandbox_factory):
    other, shop = sandbox_factory(seed=None), sandbox_factory("shopimind", seed=None)
    save(other, "a")
    assert [len(one.state["objects"]) for one in (sandbox, other)] == [11, 1]
    assert shop.vendor == "shopimind"
""",
        "--sandbox-vendor=square",
    ).assert_outcomes(passed=4)


def test_a_seed_folder_stands_beside_the_test(project: Project):
    room = project.pytester.mkdir("room")
    (room / "seeds" / "shop").mkdir(parents=True)
    tax = '{"type": "TAX", "id": "#v", "tax_data": {"name": "A", "percentage": "5"}}'
    (room / "seeds" / "shop" / "objects.ndjson").write_text(f"{tax}\n")
    (room / "test_room.py").write_text("""
import pytest

@pytest.mark.sandbox("square", seed="seeds/shop")
def test_it(sandbox):
    assert [body["tax_data"]["name"] for body in sandbox.state["objects"].values()] == ["A"]
""")
    project.test("", "room").assert_outcomes(passed=1)


def test_the_report_of_a_failure_tells_exchanges_and_changes_without_secrets(project: Project):
    result = project.test("""
@pytest.mark.sandbox("square", faults=["throttle"], seed={"objects": [
    {"type": "TAX", "id": "#old", "tax_data": {"name": "Old", "percentage": "5"}}]})
def test_it(sandbox):
    save(sandbox, "a")
    save(sandbox, "b")
    save(sandbox, "c", is_deleted=True)
    [key] = [key for key, body in sandbox.state["objects"].items() if "Old" in str(body)]
    sandbox.state["objects"][key] = {"tax_data": {"name": "New", "percentage": "5"}}
    httpx.get(sandbox.url + "/v2/catalog/list?access_token=my-dear-secret", trust_env=False,
              verify=False, headers=sandbox.headers)
    assert False
""")
    result.assert_outcomes(failed=1)
    told = section(result)
    assert "the last 4 of 4 requests:" in told
    assert "/batch-upsert -> 429 answered [fault throttle-1]" in told
    assert re.search(
        r"batch-upsert -> 200 accepted: 1 created\n +objects: [A-Z2-7]{24} created", told
    )
    assert "/batch-upsert -> 400 refused: 1 rejected" in told
    assert re.search(r"batches\[0\]\.objects\[0\].* rejected: [a-z-]+: \w+ .+\.", told)
    assert 'answer: {"errors": [{"category": "INVALID_REQUEST_ERROR"' in told
    assert re.search(r"objects: 1 created: [A-Z2-7]{24}\n", told)
    assert '/body/tax_data/name: "Old" -> "New"' in told
    assert "my-dear-secret" not in told
    assert "access_token=[redacted]" in told


def test_a_failure_without_any_request_says_so(project: Project):
    told = section(
        project.test("""
@pytest.mark.sandbox("square")
def test_it(sandbox):
    httpx.get(sandbox.url + "/v2/catalog/list", trust_env=False, verify=False,
              headers={"Authorization": "Bearer another"})
    assert False
""")
    )
    assert "no request reached the sandbox with this credential" in told
    assert "the state is as it was when the test began" in told


def test_a_test_that_passes_has_no_section(project: Project):
    result = project.test(
        """
@pytest.mark.sandbox("square")
def test_it(sandbox):
    save(sandbox, "a")
""",
        "-rA",
    )
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*sandbox square*")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("sed='x'", "no argument 'sed'; there are: vendor, seed, clock, limits, faults, async_d"),
        ("faults='throttle'", "faults must be a list of presets and rules, not 'throttle'"),
        ("'square', vendor='square'", "only the vendor may stand without a name, and once"),
        ("async_delay=True", "async_delay must be seconds, not True"),
        ("clock=True", "clock must be a moment: ISO 8601 or datetime, not True"),
    ],
)
def test_wrong_marker_arguments_stop_the_run_before_any_test(
    project: Project, arguments: str, told: str
):
    result = project.test(f"""
def test_other():
    pass

@pytest.mark.sandbox({arguments})
def test_it():
    pass
""")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.assert_outcomes()
    assert f"::test_it: @pytest.mark.sandbox: {told}" in result.stderr.str()


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("", "*whose sandbox? Say @pytest.mark.sandbox(vendor=...) or --sandbox-vendor*"),
        ("@pytest.mark.sandbox('squire')", "*no vendor 'squire' here; served are square, shop*"),
        (
            "@pytest.mark.sandbox('square', faults=['x'])",
            "*faults/0/preset: must be one of throttle*",
        ),
        ("@pytest.mark.sandbox('square', seed='x')", "*no seed 'x' for square; there are: empty*"),
    ],
)
def test_what_only_the_sandbox_can_refuse_fails_the_test_in_one_line(
    project: Project, marker: str, told: str
):
    result = project.test(f"""
{marker}
def test_it(sandbox):
    pass
""")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([told])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*During handling*")


def test_kept_tenants_are_named_and_still_there(project: Project, server: Server):
    result = project.test(
        """
@pytest.mark.sandbox("square")
def test_it(sandbox):
    save(sandbox, "a")
""",
        "--sandbox-keep",
    )
    [line] = [line for line in result.outlines if "::test_it: " in line]
    tenant = line.rpartition(" ")[2]
    [kept] = [found for found in tenants(server) if found["tenant"] == tenant]
    assert kept["records"] == {"objects": 1}
    server.control.about("square", tenant).call("DELETE", "/tenants")


def test_a_kept_sandbox_outlives_the_run(project: Project):
    result = project.alone(
        """
@pytest.mark.sandbox("square")
def test_it(sandbox):
    save(sandbox, "a")
""",
        "--sandbox-keep",
    )
    result.assert_outcomes(passed=1)
    [url] = re.findall(r"mockserver down --url (\S+) stops it", result.stdout.str())
    with Server.attach(url) as kept:
        assert [found["records"] for found in tenants(kept)] == [{"objects": 1}]
        os.kill(kept.control.call("GET", "/health")["pid"], signal.SIGTERM)


def test_a_sandbox_with_a_token_is_entered_with_the_one_of_the_environment(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    body = """
@pytest.mark.sandbox("square")
def test_it(sandbox):
    assert save(sandbox, "a").status_code == 200
"""
    guarded = Engine(load_vendors(["square"]), open_store(None))
    with served_in_thread(build_application(guarded, admin_token="open sesame")) as project.url:
        project.test(body).stdout.fnmatch_lines(["*This sandbox wants its admin token*"])
        monkeypatch.setenv("MOCKSERVER_ADMIN_TOKEN", "open sesame")
        project.test(body).assert_outcomes(passed=1)
    guarded.store.close()


def test_a_sandbox_that_does_not_answer_is_named(project: Project):
    project.url = "http://127.0.0.1:9"
    result = project.test("""
@pytest.mark.sandbox("square")
def test_it(sandbox):
    pass
""")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no sandbox answers at http://127.0.0.1:9*"])


def test_two_workers_have_a_sandbox_each_and_never_meet(project: Project):
    result = project.alone(
        """
@pytest.mark.parametrize("number", range(8))
def test_it(sandbox, sandbox_server, number):
    assert save(sandbox, "same").status_code == 200
    assert len(sandbox.state["objects"]) == 1
    assert len(sandbox_server.control.call("GET", "/tenants")["tenants"]) == 1

@pytest.mark.sandbox(sed="x")
def test_wrong(sandbox):
    pass

def test_broken(sandbox):
    save(sandbox, "a")
    assert False
""",
        *("-p", "xdist", "-n", "2", "--sandbox-vendor", "square"),
    )
    result.assert_outcomes(passed=8, errors=1, failed=1)
    result.stdout.fnmatch_lines(["*::test_wrong: @pytest.mark.sandbox: no argument 'sed'*"])
    assert "-> 200 accepted: 1 created" in section(result)


def test_a_project_that_does_not_use_it_pays_nothing(project: Project):
    result = project.alone("""
import sys

def test_it():
    ours = [name for name in sys.modules if name.startswith("mockserver")]
    assert sorted(ours) == ["mockserver", "mockserver.testing", "mockserver.testing.plugin"]
    assert "connexion" not in sys.modules
""")
    result.assert_outcomes(passed=1)
