"""
What stands in a directory of journals, without serving it: check each, copy what can be trusted.

A journal can be trusted up to its first damage: what comes after may rest on what is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mockserver.core.record import Record
from mockserver.errors import StateCorrupt, StateError, UsageError
from mockserver.store.directory import SUFFIX, label_for, name_in, owner_of
from mockserver.store.directory_lock import DirectoryLock
from mockserver.store.journal import portions, replay_changes
from mockserver.store.journal_file import JournalFile, make_directory
from mockserver.store.journal_lines import Label
from mockserver.store.journal_reading import JournalReader


@dataclass(frozen=True, slots=True)
class JournalReport:
    """
    One journal as it was found.

    - ``owner``: vendor and tenant, ``None`` where neither header nor file name proves them
    - ``version``: of its format, 0 where it cannot be read
    - ``lines``, ``records``: what can be trusted; ``unfinished``: bytes of a commit that was cut
      short, which nobody was told of
    - ``damage``: what is wrong, with the line, ``None`` for a sound journal
    """

    path: Path
    owner: Label | None
    version: int = 0
    lines: int = 0
    records: int = 0
    unfinished: int = 0
    line: int = 0
    damage: str | None = None


def inspect(directory: Path) -> Iterator[JournalReport]:
    """
    A report on every journal of a directory, which is left as it is.

    Raises ``UsageError`` when there is no such directory, ``StateLocked`` while it is served.
    """
    for report, _ in read_all(directory):
        yield report


def repair(directory: Path, out: Path) -> Iterator[JournalReport]:
    """
    Copy what can be trusted into a new directory, and report on each journal as it is copied.

    Raises ``UsageError`` when ``out`` holds anything, ``StateWriteError`` when it cannot be
    written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out}: is not empty; name a directory that does not exist yet")
    for report, tables in read_all(directory):
        if report.owner is not None and report.version:
            copy(out, report.owner, report.path.name, tables)
        yield report


def copy(out: Path, owner: Label, name: str, tables: dict[str, dict[str, Record]]) -> None:
    """Write one journal of the present version."""
    folder = out / owner["vendor"]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        make_directory(out)
        make_directory(folder)
    except OSError as error:
        raise StateError(f"{folder}: cannot be written ({error.strerror}).") from error
    JournalFile(folder / name, owner, fsync="commit").rewrite(portions(tables))


def read_all(directory: Path) -> Iterator[tuple[JournalReport, dict[str, dict[str, Record]]]]:
    """Every journal with its report and the records that can be trusted."""
    if not directory.is_dir():
        raise UsageError(f"{directory}: there is no such directory")
    lock = DirectoryLock(directory)
    try:
        for path in sorted(directory.glob(f"*/*{SUFFIX}")):
            yield read_one(path)
    finally:
        lock.release()


def read_one(path: Path) -> tuple[JournalReport, dict[str, dict[str, Record]]]:
    """One journal, as far as it goes."""
    tables: dict[str, dict[str, Record]] = {}
    owner: Label | None = None
    reader: JournalReader | None = None
    damage: StateError | None = None
    try:
        try:
            owner = label_for(path.parent.name, name_in(path))
        except StateCorrupt as error:
            owner, damage = owner_of(path), error
        with path.open("rb") as file:
            reader = JournalReader(path, file, owner)
            for changes in reader.changes():
                for name, changed in changes.items():
                    replay_changes(tables.setdefault(name, {}), changed)
    except StateError as error:
        damage = damage or error
    except OSError as error:
        damage = StateError(f"{path}: cannot be read ({error.strerror}).")
    if reader is None:
        return JournalReport(path, owner, line=line_of(damage), damage=str(damage)), tables
    return (
        JournalReport(
            path,
            owner,
            version=reader.version,
            lines=reader.lines,
            records=sum(map(len, tables.values())),
            unfinished=0 if damage else path.stat().st_size - reader.size,
            line=line_of(damage),
            damage=None if damage is None else str(damage),
        ),
        tables,
    )


def line_of(damage: StateError | None) -> int:
    """The line that is damaged, 0 for none."""
    return damage.line if isinstance(damage, StateCorrupt) else 0
