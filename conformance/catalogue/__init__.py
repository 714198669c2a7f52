"""
The rules as data.

``rules/`` and ``profiles/`` lie at the top of the package because documents cite their paths.
"""

from pathlib import Path

from conformance.catalogue.rule import (
    CREDENTIALS,
    EXCLUSIONS,
    FAMILIES,
    Certainty,
    Exclusion,
    Level,
    Mode,
    Rule,
)
from conformance.catalogue.rule_files import read_rules

PACKAGE = Path(__file__).resolve().parent.parent
"""The folder of the suite, with its rules and profiles."""

__all__ = [
    "CREDENTIALS",
    "EXCLUSIONS",
    "FAMILIES",
    "PACKAGE",
    "Certainty",
    "Exclusion",
    "Level",
    "Mode",
    "Rule",
    "read_rules",
]
