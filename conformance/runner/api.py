"""
The library door: one call, typed results. The command line is a thin layer over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conformance.catalogue import PACKAGE, Level, Mode
from conformance.catalogue.profile import Profile, read_profile
from conformance.errors import CatalogueError
from conformance.judging.vendors import Vendor, find_vendor
from conformance.judging.verdict import Result, Strict
from conformance.reports.report import Report
from conformance.runner.pytest_options import modes_from
from conformance.runner.rule_items import Runner
from conformance.runner.run import Session
from conformance.runner.run_settings import Settings

VERSION = "0.1.0"
"""Of the suite; a test holds it to the distribution's."""

ALONE = (
    *("-c", str(Path(__file__).with_name("runner.ini")), "--rootdir", str(PACKAGE)),
    *("--disable-plugin-autoload", "--capture=no"),
    *("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:faulthandler"),
    *("-p", "no:warnings", "-p", "no:unraisableexception", "-p", "no:threadexception"),
    *("-p", "no:logging", "-p", "no:stepwise", "-p", "no:junitxml"),
)
"""pytest without its voice and without anybody else's plugins."""


def check(
    url: str,
    *,
    vendor: str | Vendor,
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
    Judge a target by the rules of a vendor.

    ``url`` is the address in front of the vendor's own paths. Everything else is as in
    ``Settings``; ``on_result`` hears of each result as it comes. Raises ``SuiteError`` before the
    first rule when the run makes no sense or nothing answers.
    """
    found = find_vendor(vendor) if isinstance(vendor, str) else vendor
    known = (
        profile if isinstance(profile, Profile) else read_profile(Path(profile or found.profile))
    )
    settings = Settings(
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
    with closing(Session(settings)) as session:
        session.greet()
        return judge_all(session, on_result)


def judge_all(session: Session, on_result: Callable[[Result], None]) -> Report:
    """Every selected rule of a session, through pytest."""
    started = now()
    runner = Runner(session, on_result)
    files = [str(file) for file in session.vendor.files]
    ended = pytest.main([*ALONE, *files], plugins=[runner])
    if ended is pytest.ExitCode.INTERNAL_ERROR or ended is pytest.ExitCode.USAGE_ERROR:
        raise CatalogueError(f"the runner failed: {ended!r}")
    interrupted = ended is pytest.ExitCode.INTERRUPTED
    if len(runner.results) != len(session.rules) and not interrupted:
        raise CatalogueError(f"{len(session.rules)} rules, {len(runner.results)} results")
    return Report(
        vendor=session.vendor.name,
        run=session.described() | {"suite": VERSION},
        profile=described(session.profile),
        results=runner.results,
        started=started,
        finished=now(),
        requests=session.wire.requests,
        writes=session.wire.writes,
        interrupted=interrupted,
        left=[] if session.settings.keep else session.ledger.left,
    )


def described(profile: Profile) -> dict[str, Any]:
    """A profile as a report keeps it: resolved, and without secrets."""
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
    """The moment, RFC 3339 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
