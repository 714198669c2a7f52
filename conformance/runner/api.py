"""
The entry point for Python: one call, typed results. The command line is a thin layer over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conformance.catalogue import PACKAGE, Level, Mode
from conformance.catalogue.profile import Profile, read_profile
from conformance.errors import CatalogueError
from conformance.judging.vendors import VendorParts, judged_by
from conformance.judging.verdict import Result, Strict, Verdict
from conformance.reports.report import Report
from conformance.runner.pytest_options import modes_from
from conformance.runner.rule_items import Runner
from conformance.runner.run import Run
from conformance.runner.run_settings import RunSettings

VERSION = "0.1.0"
"""Of the suite; a test holds it to the distribution's."""

ALONE = (
    *("-c", str(Path(__file__).with_name("runner.ini")), "--rootdir", str(PACKAGE)),
    *("--disable-plugin-autoload", "--capture=no"),
    *("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:faulthandler"),
    *("-p", "no:warnings", "-p", "no:unraisableexception", "-p", "no:threadexception"),
    *("-p", "no:logging", "-p", "no:stepwise", "-p", "no:junitxml"),
)
"""pytest without output of its own and without other plugins."""


def check(
    url: str,
    *,
    vendor: str | VendorParts | None = None,
    contract: str | Path | None = None,
    overlays: Iterable[str | Path] = (),
    profile: str | Path | Profile | None = None,
    modes: Iterable[str | Mode] | None = None,
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    level: Level = Level.CHARACTERISE,
    strict: Strict = Strict.MUST,
    on_result: Callable[[Result], None] = lambda _result: None,
    **more: Any,
) -> Report:
    """
    Judge a target by the rules of a vendor, or by what a contract declares.

    ``vendor`` is a name or the parts of a vendor; ``contract`` is an OpenAPI file, with its
    ``overlays``, in its place.
    ``url`` is the address in front of the vendor's own paths; ``on_result`` is called with each
    result as it comes; everything else is as in ``RunSettings``. Raises ``SuiteError`` before the
    first rule is judged when the settings make no sense or nothing answers.
    """
    found = vendor if isinstance(vendor, VendorParts) else judged_by(vendor, contract, overlays)
    known = (
        profile if isinstance(profile, Profile) else read_profile(Path(profile or found.profile))
    )
    settings = RunSettings(
        url=url,
        vendor=found,
        profile=known,
        modes=None if modes is None else modes_from(modes),
        only=tuple(only),
        skip=tuple(skip),
        level=level,
        strict=strict,
        **more,
    )
    with closing(Run(settings)) as run:
        run.identify()
        return judge_all(run, on_result)


def judge_all(run: Run, on_result: Callable[[Result], None]) -> Report:
    """Judge every selected rule, each as a test of pytest, and return the report."""
    started = now()
    runner = Runner(run, on_result)
    files = [str(file) for file in run.vendor.files]
    ended = pytest.main([*ALONE, *files], plugins=[runner])
    if ended is pytest.ExitCode.USAGE_ERROR:
        raise CatalogueError(f"the runner failed: {ended!r}")
    interrupted = ended is pytest.ExitCode.INTERRUPTED
    if not interrupted:
        runner.results += unjudged(run, runner.results, ended)
    return Report(
        vendor=run.vendor.name,
        run=run.as_json() | {"suite": VERSION},
        profile=profile_as_json(run.profile),
        results=runner.results,
        started=started,
        finished=now(),
        requests=run.wire.requests,
        writes=run.wire.writes,
        planned=run.plan.total,
        interrupted=interrupted,
        signal=runner.interrupted.args[0] if runner.interrupted else "",
        notices=run.notices,
        left=[] if run.settings.keep else run.ledger.left,
    )


def unjudged(run: Run, results: Sequence[Result], ended: object) -> list[Result]:
    """An ``ERROR`` for each rule that pytest came to no result for, so that reports have them."""
    known = {result.rule.id for result in results}
    reason = f"the runner ended without a result: {ended!r}"
    missing = [rule for rule in run.rules if rule.id not in known]
    return [Result(rule, Verdict.ERROR, reason) for rule in missing]


def profile_as_json(profile: Profile) -> dict[str, Any]:
    """A profile without secrets, for a report."""
    return {
        "vendor": profile.vendor,
        "title": profile.title,
        "file": profile.file,
        "base-path": profile.base_path,
        "modes": sorted(profile.modes),
        "credentials": {name: source.env for name, source in profile.credentials.items()},
        "capabilities": dict(profile.capabilities),
        "numbers": dict(profile.numbers),
        "readings": dict(profile.readings),
    }


def now() -> str:
    """The current time, RFC 3339 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
