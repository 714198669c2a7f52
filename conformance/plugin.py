"""
The pytest plugin of the suite: one test per rule.

Users run ``pytest --pyargs conformance --target URL --vendor NAME``. The command line and the
function ``check`` start pytest themselves, with a run that they prepared.

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
    add_options(parser.getgroup("conformance", "conformance of an API"))


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("conformance_target", None) is None:
        return
    # Imported late, so that projects without a target do not load an HTTP client.
    from conformance.runner.rule_items import Runner  # noqa: PLC0415 see above
    from conformance.runner.run import Run  # noqa: PLC0415 see above

    worker = getattr(config, "workerinput", {}).get("workerid", "")
    try:
        run = Run(settings_from(config.option), worker)
        run.identify()
    except SuiteError as error:
        raise pytest.UsageError(str(error)) from error
    config.pluginmanager.register(Runner(run), "conformance-runner")
    config.add_cleanup(run.close)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> None:
    """Refuse to collect the rules without a target."""
    if file_path == PLUGIN and not parent.config.getoption("conformance_target"):
        raise pytest.UsageError("conformance: say what to judge with --target URL --vendor NAME")
