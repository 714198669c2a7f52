"""The rules, as data."""

from conformance.catalogue.reading import read_rules
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

__all__ = [
    "CREDENTIALS",
    "EXCLUSIONS",
    "FAMILIES",
    "Certainty",
    "Exclusion",
    "Level",
    "Mode",
    "Rule",
    "read_rules",
]
