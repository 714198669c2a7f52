"""
The runner: a pytest plugin that collects one test per rule, under every door.

In a user's project, ``pytest --pyargs conformance --target URL --vendor NAME``; the command line
and the library start pytest themselves and hand over a session that is ready.

| verdict | outcome of the test |
|---|---|
| PASS, NOTE | passed |
| WARN, KNOWN | xfailed: it differs, and that is allowed |
| FAIL, FLAKY | failed |
| ERROR, and UNTESTED for a MUST | error: it could not be judged |
| UNTESTED for other levels, N/A, DISABLED | skipped, with the reason |
| PASS with records left behind, or with an entry in the baseline | error |
"""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import SuiteError
from conformance.runner.pytest_options import add_options, settings_from

PLUGIN = Path(__file__).resolve()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the options of a run."""
    add_options(parser.getgroup("conformance", "conformance of an API"))


def pytest_configure(config: pytest.Config) -> None:
    """Start a session when a target is given."""
    if config.getoption("conformance_target", None) is None:
        return
    # Projects that judge nothing do not wait for an HTTP client.
    from conformance.runner.rule_items import Runner  # noqa: PLC0415 see above
    from conformance.runner.run import Session  # noqa: PLC0415 see above

    worker = getattr(config, "workerinput", {}).get("workerid", "")
    try:
        session = Session(settings_from(config.option), worker)
        if not worker:
            session.greet()
    except SuiteError as error:
        raise pytest.UsageError(str(error)) from error
    config.pluginmanager.register(Runner(session), "conformance-runner")
    config.add_cleanup(session.close)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> None:
    """Say what is missing when the rules are collected without a target."""
    if file_path == PLUGIN and not parent.config.getoption("conformance_target"):
        raise pytest.UsageError("conformance: say what to judge with --target URL --vendor NAME")
