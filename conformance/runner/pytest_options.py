"""The options of the pytest plugin, parsed to settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conformance.catalogue import Level, Mode
from conformance.catalogue.profile import read_profile
from conformance.errors import UsageError
from conformance.judging.vendors import VENDORS, judged_by
from conformance.judging.verdict import Strict
from conformance.runner.run_settings import LONGEST, RunSettings


def add_options(group: Any) -> None:
    """Declare the options; all but the first two start with the name of the suite."""
    group.addoption("--target", dest="conformance_target", metavar="URL", help="what to judge")
    group.addoption(
        "--vendor",
        dest="conformance_vendor",
        metavar="NAME",
        help=f"whose rules apply: {', '.join(VENDORS)}",
    )
    for name, metavar, text in (
        ("contract", "FILE", "an OpenAPI file that declares what its operations mean"),
        ("overlay", "FILES", "overlays of the contract, separated by commas"),
        ("profile", "FILE", "what the target is and offers; the sandbox's unless given"),
        ("mode", "MODES", "what may be done, separated by commas: write, heavy, lock, ..."),
        ("level", "LEVEL", "the weakest level to judge"),
        ("strict", "LEVEL", "the weakest level whose violation fails: should, info"),
        ("baseline", "FILE", "known violations"),
        ("seed", "N", "seed of the data that varies"),
        ("rate", "R", "requests per second at most"),
        ("max-writes", "N", "records to write at most"),
        ("max-seconds", "S", "seconds of the run at most, 3600 unless given, 0 for any time"),
        ("namespace", "TEXT", "start of every name that is written"),
        ("ledger", "FILE", "where to note every write before it happens"),
    ):
        group.addoption(
            f"--conformance-{name}",
            dest=f"conformance_{name.replace('-', '_')}",
            metavar=metavar,
            help=text,
        )
    group.addoption(
        "--conformance-force",
        dest="conformance_force",
        action="store_true",
        help="judge a target too that does not answer as the vendor",
    )


def settings_from(options: Any) -> RunSettings:
    """Parse the options to settings. Raises ``SuiteError``."""

    def given(name: str) -> str:
        return getattr(options, f"conformance_{name}", None) or ""

    overlays = given("overlay").split(",") if given("overlay") else []
    vendor = judged_by(given("vendor") or None, given("contract") or None, overlays)
    return RunSettings(
        url=given("target"),
        vendor=vendor,
        profile=read_profile(Path(given("profile") or vendor.profile)),
        modes=modes_from(given("mode").split(",")) if given("mode") else None,
        level=word(Level, given("level").upper() or Level.CHARACTERISE),
        strict=word(Strict, given("strict") or Strict.MUST),
        baseline=Path(given("baseline")) if given("baseline") else None,
        seed=int(parse_number(given("seed"))),
        rate=parse_number(given("rate")),
        max_writes=int(parse_number(given("max_writes"))),
        max_seconds=parse_number(given("max_seconds") or str(LONGEST)),
        force=bool(getattr(options, "conformance_force", False)),
        namespace=given("namespace"),
        ledger=Path(given("ledger")) if given("ledger") else None,
    )


def modes_from(names: Any) -> frozenset[Mode]:
    """Parse modes. Raises ``UsageError``."""
    return frozenset(word(Mode, name) for name in names)


def word(words: Any, value: str) -> Any:
    """Parse a member of an enumeration. Raises ``UsageError``."""
    try:
        return words(value)
    except ValueError as error:
        raise UsageError(f"{value!r} is not one of {', '.join(words)}") from error


def parse_number(text: str) -> float:
    """Parse a number, 0 for an empty text. Raises ``UsageError``."""
    try:
        return float(text or 0)
    except ValueError as error:
        raise UsageError(f"{text!r} is no number") from error
