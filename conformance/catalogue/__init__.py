"""
The rules as data.

``rules/`` and ``profiles/`` lie at the top of the package because documents cite their paths.
"""

from conformance.catalogue.operations import (
    PACKAGE,
    ApiOperation,
    ApiOperations,
    contract_of,
    read_operations,
)
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

__all__ = [
    "CREDENTIALS",
    "EXCLUSIONS",
    "FAMILIES",
    "PACKAGE",
    "ApiOperation",
    "ApiOperations",
    "Certainty",
    "Exclusion",
    "Level",
    "Mode",
    "Rule",
    "contract_of",
    "read_operations",
    "read_rules",
]
