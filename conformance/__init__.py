"""A conformance suite for bulk-upsert APIs: rules, judged on any implementation."""

from conformance.catalogue import Certainty, Level, Mode, Rule
from conformance.errors import SuiteError
from conformance.library import check
from conformance.profile import Profile, read_profile
from conformance.report import Claim, Report
from conformance.verdict import Result, Strict, Verdict

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
