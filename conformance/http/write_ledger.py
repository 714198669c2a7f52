"""
The ledger of writes: each is noted before it happens and struck out when it is gone.

With a path, the ledger is a file of JSON lines whose first line describes the run, so that
``conformance clean`` can clean up after a run that was stopped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from conformance.errors import ReportError


@dataclass
class LedgerEntry:
    """
    One record that may exist because of this run.

    - ``kind``: the driver's word for a sort of record
    - ``name``: the identity that the client chose, which contains the namespace
    - ``id``: the server's, once known
    """

    kind: str
    name: str
    id: str = ""
    credential: str = "main"
    rule: str = ""
    removed: bool = False

    def note_id(self, identity: object) -> None:
        """Set the id that the server assigned."""
        self.id = str(identity)


class WriteLedger:
    """The entries of a run. Safe to use from several threads."""

    def __init__(self, file: Path | None = None, run: Mapping[str, Any] | None = None) -> None:
        self.entries: list[LedgerEntry] = []
        self._file = file
        self._lock = Lock()
        self._head = {"run": dict(run or {})}

    def add(self, entry: LedgerEntry) -> LedgerEntry:
        """Note a write before it happens."""
        with self._lock:
            self.entries.append(entry)
            self._append(entry)
        return entry

    def strike_out(self, entries: list[LedgerEntry], left: list[LedgerEntry]) -> None:
        """Mark entries as removed, except those that are left."""
        remaining = {id(entry) for entry in left}
        with self._lock:
            for entry in entries:
                entry.removed = id(entry) not in remaining
                self._append(entry)

    @property
    def left(self) -> list[LedgerEntry]:
        """The entries that are not removed."""
        return [entry for entry in self.entries if not entry.removed]

    def _append(self, entry: LedgerEntry) -> None:
        if self._file is None:
            return
        with self._file.open("a", encoding="utf-8") as lines:
            if self._head:
                lines.write(json.dumps(self._head) + "\n")
                self._head = {}
            lines.write(json.dumps(asdict(entry)) + "\n")


def read_entries(rows: Sequence[Mapping[str, Any]]) -> list[LedgerEntry]:
    """The entries that are not removed, each as it was last noted. Raises ``ReportError``."""
    latest: dict[tuple[str, str, str], LedgerEntry] = {}
    for row in rows:
        try:
            entry = LedgerEntry(**row)
        except TypeError as error:
            raise ReportError(f"this is no ledger: {error}") from error
        latest[entry.kind, entry.name, entry.credential] = entry
    return [entry for entry in latest.values() if not entry.removed]
