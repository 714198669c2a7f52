"""
What a user of the plain command says through the environment.

| variable | meaning | default |
|---|---|---|
| ``CONFORMANCE_TOKEN`` | the credential of every request | none: use ``-H`` or ``--auth`` |
| ``CONFORMANCE_INVALID_TOKEN`` | one that the target must refuse | Schemathesis' own |
| ``CONFORMANCE_NAMESPACE`` | begins every identity that is written | ``st`` and eight hex digits |
| ``CONFORMANCE_COVERAGE`` | cases of one kind that the coverage phase keeps an operation | 12 |
| ``CONFORMANCE_LEDGER`` | a file that gets a line ``[kind, id]`` for what is stored | none |
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

COVERAGE = 12


@dataclass(frozen=True)
class TrafficSettings:
    """The settings of generated traffic, parsed from the environment."""

    token: str | None
    invalid_token: str | None
    namespace: str
    coverage: int
    ledger: Path | None


def read_environment(environment: Mapping[str, str] = os.environ) -> TrafficSettings:
    """Parse the environment. Raises ``ValueError``."""
    coverage = environment.get("CONFORMANCE_COVERAGE", str(COVERAGE))
    if not coverage.isdecimal() or coverage == "0":
        raise ValueError(f"CONFORMANCE_COVERAGE must be a whole number above 0, not {coverage!r}")
    ledger = environment.get("CONFORMANCE_LEDGER")
    return TrafficSettings(
        token=environment.get("CONFORMANCE_TOKEN") or None,
        invalid_token=environment.get("CONFORMANCE_INVALID_TOKEN") or None,
        namespace=environment.get("CONFORMANCE_NAMESPACE") or f"st{secrets.token_hex(4)}",
        coverage=int(coverage),
        ledger=Path(ledger) if ledger else None,
    )
