"""
The pytest plugin: a sandbox for tests, started when the first of them asks for it.

| name | scope | gives |
|---|---|---|
| ``sandbox_server`` | session | a sandbox in this process, or the one at ``--sandbox-url`` |
| ``sandbox`` | function | a tenant of its own, set up as the marker says, discarded afterwards |
| ``sandbox_factory`` | function | more tenants of that kind, or of others |

Nothing of the sandbox is imported before a test asks for one of these; under xdist each worker
has a server of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # see above
    from mockserver.testing.marker import Marked
    from mockserver.testing.sandbox_handle import Sandbox
    from mockserver.testing.server_handle import Server

MARKER = (
    "sandbox(vendor=..., seed=..., faults=[...], clock=..., limits={...}, async_delay=...,"
    " readings={...}): "
    "what the test's sandbox begins with"
)
USED = pytest.StashKey[list["Sandbox"]]()
KEPT = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the options."""
    group = parser.getgroup("sandbox", "a sandbox of an API")
    group.addoption("--sandbox-url", metavar="URL", help="use the sandbox that runs there")
    group.addoption(
        "--sandbox-vendor", metavar="NAME", help="whose sandbox, where a test names no vendor"
    )
    group.addoption(
        "--sandbox-keep",
        action="store_true",
        help="leave the sandbox and its tenants for a look after the run, and say where",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", MARKER)
    config.stash[KEPT] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    Refuse markers that are not understood before any test runs.

    A worker of xdist may not end on its own; there the tests that are marked so fail.
    """
    if hasattr(config, "workerinput"):
        return
    for item in items:
        if item.get_closest_marker("sandbox") is not None:
            _, wrong = marked(item)
            if wrong is not None:
                raise pytest.UsageError(wrong)


@pytest.fixture(scope="session")
def sandbox_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """
    The sandbox that all tests of this process share, each with tenants of its own.

    One that runs elsewhere is entered with the token in ``MOCKSERVER_ADMIN_TOKEN``.
    """
    from mockserver.testing.server_handle import Server  # noqa: PLC0415 see the module

    url = request.config.getoption("sandbox_url")
    if url is None and request.config.getoption("sandbox_keep"):
        from mockserver.testing.detached import start_detached  # noqa: PLC0415 same

        url = start_detached()
        request.config.stash[KEPT].append(
            f"the sandbox still runs; mockserver down --url {url} stops it"
        )
    token = os.environ.get("MOCKSERVER_ADMIN_TOKEN")
    with Server.start() if url is None else Server.attach(url, token) as server:
        yield server


@pytest.fixture
def sandbox_factory(
    request: pytest.FixtureRequest, sandbox_server: Server
) -> Iterator[Callable[..., Sandbox]]:
    """
    A function that makes tenants: ``sandbox_factory(vendor, seed=..., limits=...)``.

    What is not said is as the marker says. All are discarded after the test.
    """
    from mockserver.errors import SandboxError  # noqa: PLC0415 see the module
    from mockserver.testing.reporting import BEGUN  # noqa: PLC0415 same
    from mockserver.testing.setup import seed_of  # noqa: PLC0415 same

    said, wrong = marked(request.node)
    if wrong is not None:
        pytest.fail(wrong, pytrace=False)
    used = request.node.stash.setdefault(USED, [])

    def make(vendor: str | None = None, **setup: Any) -> Sandbox:
        __tracebackhide__ = True
        chosen = vendor or said.vendor or default_vendor(request.config, sandbox_server)
        begins: Any = {**said.setup, **setup}
        try:
            if begins.get("seed") is not None:
                begins["seed"] = seed_of(begins["seed"], chosen, request.path.parent)
            made = sandbox_server.tenant(chosen, **begins)
        except SandboxError as error:
            refusal = str(error)
        else:
            made.snapshot(BEGUN)
            used.append(made)
            return made
        pytest.fail(f"no sandbox as it was asked for: {refusal}", pytrace=False)

    yield make
    keep = request.config.getoption("sandbox_keep")
    for made in used:
        if keep:
            request.config.stash[KEPT].append(f"{request.node.nodeid}: {made.url} {made.api_key}")
        else:
            made.discard()


@pytest.fixture
def sandbox(sandbox_factory: Callable[..., Sandbox]) -> Sandbox:
    """A tenant of its own, set up as ``@pytest.mark.sandbox`` says, discarded after the test."""
    return sandbox_factory()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the report of a failed test tell what happened in its sandboxes."""
    report = yield
    if report.failed and call.when != "teardown":
        for used in item.stash.get(USED, []):
            from mockserver.testing.reporting import story_of  # noqa: PLC0415 see the module

            report.sections.append((f"sandbox {used.vendor} {used.tenant}", story_of(used)))
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take home what a worker of xdist kept."""
    kept = getattr(node, "workeroutput", {}).get("sandbox_kept", [])
    node.config.stash[KEPT] += kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what this worker kept, if it is one."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["sandbox_kept"] = session.config.stash[KEPT]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was kept, and where."""
    if config.stash[KEPT]:
        terminalreporter.section("sandboxes kept")
        for line in config.stash[KEPT]:
            terminalreporter.line(line)


def marked(item: pytest.Item) -> tuple[Marked, str | None]:
    """What the markers of a test say, and what is wrong with them."""
    from mockserver.errors import UsageError  # noqa: PLC0415 see the module
    from mockserver.testing.marker import UNMARKED, read_markers  # noqa: PLC0415 same

    try:
        marks = [(mark.args, mark.kwargs) for mark in item.iter_markers("sandbox")]
        return read_markers(marks), None
    except UsageError as error:
        return UNMARKED, f"{item.nodeid}: @pytest.mark.sandbox: {error}"


def default_vendor(config: pytest.Config, server: Server) -> str:
    """The vendor of a test that names none."""
    vendor: str | None = config.getoption("sandbox_vendor")
    if vendor is None and len(server.vendors) == 1:
        return server.vendors[0]
    if vendor is None:
        pytest.fail(
            "whose sandbox? Say @pytest.mark.sandbox(vendor=...) or --sandbox-vendor;"
            f" served are {', '.join(server.vendors)}",
            pytrace=False,
        )
    return vendor
