"""A conformance suite for bulk-upsert APIs: rules, judged on any implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.catalogue import Certainty, Level, Mode, Rule
from conformance.catalogue.profile import Profile, read_profile
from conformance.errors import SuiteError
from conformance.judging.verdict import Result, Strict, Verdict
from conformance.reports.report import Claim, Report

if TYPE_CHECKING:
    from conformance.runner.api import check

__all__ = [
    "Certainty",
    "Claim",
    "Level",
    "Mode",
    "Profile",
    "Report",
    "Result",
    "Rule",
    "Strict",
    "SuiteError",
    "Verdict",
    "check",
    "read_profile",
]


def __getattr__(name: str) -> Any:
    """Load the runner when it is used: pytest imports this package in every project that has it."""
    if name == "check":
        from conformance.runner.api import check  # noqa: PLC0415 see above

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
