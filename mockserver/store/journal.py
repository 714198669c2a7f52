"""
The durable storage: each commit is one line of a journal, and a start replays them.

Rules of this file:

1. Journal first, memory second, both while ``writer`` is held. A line that cannot be written
   changes nothing.
2. When the journal is more than twice as long as what it keeps, it is rewritten with the live
   records only. That costs what is live, and at least as many bytes were committed before.
3. A compaction that fails is no failure of the commit that caused it, which is durable already:
   it is logged, and tried again when the journal has doubled.
4. A journal of an older version is rewritten in the present one when it is opened.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from mockserver.core.record import Record
from mockserver.core.view import Changes
from mockserver.errors import StateWriteError
from mockserver.store.journal_file import Fsync, JournalFile
from mockserver.store.journal_lines import Label
from mockserver.store.live import Live
from mockserver.store.memory import LiveStorage
from mockserver.store.seam import Contents

COMPACTION_FLOOR = 1 << 20
"""Journals shorter than this (bytes) are never compacted."""

RECORDS_PER_LINE = 1_000
"""How many records a line of a rewritten journal holds, so that the whole is never one string."""

log = logging.getLogger(__name__)


class JournalStorage(LiveStorage):
    """
    A state in memory, kept in a journal at ``path``.

    ``fsync`` is ``commit`` (a commit that returned survives a power cut) or ``none`` (it survives
    the end of the process).
    ``label`` says whose state this is; a file with another label is refused.
    Raises ``StateCorrupt`` or ``StateError`` for a file that cannot be used.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        fsync: Fsync = "commit",
        label: Label | None = None,
        floor: int = COMPACTION_FLOOR,
    ) -> None:
        self._file = JournalFile(Path(path), label or {}, fsync=fsync)
        self._floor = floor
        self._live_bytes = 0.0
        self._retry_at = 0
        with collector_paused():
            super().__init__(self._replay())
        if self._file.outdated:
            self.compact()

    @property
    def path(self) -> Path:
        """Where the journal stands, or will with the first commit."""
        return self._file.path

    def commit(self, changes: Changes) -> None:
        """Append the changes as one line, then apply them; compact when it is due."""
        with self.writer:
            self._check_open()
            length = self._file.append(changes)
            collections = self._live.collections
            held = _count(collections)
            self._apply(changes)
            self._weigh(length, _count(changes), held, _count(collections))
            self._compact_when_due()

    def replace(self, contents: Contents) -> None:
        """Replace the whole state, file first, memory second."""
        with self.writer:
            self._check_open()
            live = Live(contents)
            self._file.rewrite(portions(contents))
            self._swap(live)
            self._settle()

    def compact(self) -> None:
        with self.writer:
            self._check_open()
            self._file.rewrite(portions(self._live.collections))
            self._settle()

    def discard(self) -> None:
        """Forget the whole state and delete its file."""
        with self.writer:
            self._check_open()
            self._file.delete()
            self._swap(Live({}))
            self._settle()

    def close(self) -> None:
        """Make everything durable and refuse further changes. May be called again."""
        with self.writer:
            self._file.sync()
            super().close()

    def _replay(self) -> dict[str, dict[str, Record]]:
        tables: dict[str, dict[str, Record]] = {}
        before = 0
        for changes in self._file.load():
            held = _count(tables)
            for name, changed in changes.items():
                replay_changes(tables.setdefault(name, {}), changed)
            self._weigh(self._file.size - before, _count(changes), held, _count(tables))
            before = self._file.size
        return tables

    def _weigh(self, size: int, changed: int, held: int, holds: int) -> None:
        """
        Estimate the bytes that are live after a line of ``size`` bytes with ``changed`` records.

        ``held`` and ``holds`` are the numbers of records before and after it.
        Updates are taken to be as long as what they replace; a compaction sets the truth.
        """
        if holds > held:
            self._live_bytes += size * min(1, (holds - held) / changed)
        elif holds < held:
            self._live_bytes *= holds / held

    def _compact_when_due(self) -> None:
        size = self._file.size
        if size <= max(self._floor, 2 * self._live_bytes, self._retry_at):
            return
        try:
            self.compact()
        except StateWriteError as error:
            self._retry_at = 2 * size
            log.warning("The journal stays as long as it is: %s", error)

    def _settle(self) -> None:
        self._live_bytes = self._file.size
        self._retry_at = 0


def replay_changes(table: dict[str, Record], changed: Mapping[str, Record | None]) -> None:
    """Apply one collection's part of a line to a plain dictionary."""
    for record_id, record in changed.items():
        if record is None:
            table.pop(record_id, None)
        else:
            table[record_id] = record


def portions(contents: Contents) -> Iterator[Contents]:
    """A whole state as the values of lines, a limited number of records each."""
    for name, records in contents.items():
        items = iter(records.items())
        while part := dict(islice(items, RECORDS_PER_LINE)):
            yield {name: part}


@contextmanager
def collector_paused() -> Iterator[None]:
    """
    The garbage collector off for a while.

    What is loaded has no cycles and stays, and each pass over it would cost more than the last.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _count(tables: Contents | Changes | dict[str, Any]) -> int:
    return sum(map(len, tables.values()))
