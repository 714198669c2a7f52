"""Ledger entries for what a run of Schemathesis stored, so that it is deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from conformance.http.target import Target


def note_leftovers(target: Target, ledger: Path, kinds: Mapping[str, str]) -> int:
    """
    Enter everything that the run stored into the ledger; how many entries.

    ``kinds`` maps kinds of the run's memory to the driver's words; a kind that it does not name
    cannot be deleted by itself, or is deleted with something else.
    """
    if not ledger.exists():
        return 0
    lines = dict.fromkeys(ledger.read_text(encoding="utf-8").splitlines())
    stored = [json.loads(line) for line in lines]
    entered = [(kinds[kind], value) for kind, value in stored if kind in kinds]
    for kind, value in entered:
        target.will_write(kind, value, id=value)
    return len(entered)
