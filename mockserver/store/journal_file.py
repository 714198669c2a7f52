"""
The file of one journal: append a line, replace the whole, cut a torn tail, refuse damage.

Rules of this file:

1. A line counts when it stands whole in the file, its end included. A bad last line is a commit
   that nobody was told of: it is cut. A bad line before it is damage: refused.
2. A failed append leaves the file as long as it was. When that fails too, the line is spoilt where
   it stands, so that no start takes it for a commit, and the file takes no more.
3. The whole is replaced through a second file: write, fsync, rename, fsync of the directory. What
   it replaces keeps a second name until then, and comes back when the last step fails.
4. The file is open only while it is written, so any number of tenants needs no descriptors,
   and a file that somebody moved away or changed is noticed instead of written into nowhere.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, Literal, TypeAlias

from mockserver.core.view import Changes
from mockserver.errors import StateError, StateWriteError
from mockserver.store.journal_lines import Label, encode, header
from mockserver.store.journal_reading import JournalReader

Fsync: TypeAlias = Literal["commit", "none"]
"""When the disk is waited for: at each commit, or only when the store closes or compacts."""

FSYNC_POLICIES: tuple[Fsync, ...] = ("commit", "none")

UNFINISHED = ".new"
"""The suffix of a file that is to take the place of a journal."""

REPLACED = ".old"
"""The suffix under which a journal stands until what takes its place is durable."""

SPOILT = b"refused!!"
"""What takes the place of the checksum of a line that could not be cut off."""

log = logging.getLogger(__name__)


class JournalFile:
    """One journal on disk. Not safe to use from several threads at once."""

    def __init__(self, path: Path, label: Label, *, fsync: Fsync) -> None:
        self.path = path
        self.size = 0
        self.lines = 0
        self.outdated = False
        self._label = label
        self._fsync = fsync
        self._exists = False
        self._unsynced = False
        self._failure: str | None = None

    def load(self) -> Iterator[Changes]:
        """
        What all lines after the header change; then the file ends with the last good one.

        ``StateCorrupt`` for damage, ``StateError`` for another version or another owner.
        """
        try:
            with self.path.open("rb") as file:
                reader = JournalReader(self.path, file)
                self._check_label(reader.label)
                self._exists, self.outdated = True, reader.outdated
                self.size, self.lines = reader.size, reader.lines
                for changes in reader.changes():
                    self.size, self.lines = reader.size, reader.lines
                    yield changes
            self._cut_torn_tail()
        except FileNotFoundError:
            return
        except OSError as error:
            raise StateError(f"{self.path}: cannot be read ({error.strerror}).") from error

    def _check_label(self, found: Label) -> None:
        if found != self._label:
            raise StateError(
                f"{self.path}: holds the state of somebody else; was the file renamed or copied?"
            )

    def _cut_torn_tail(self) -> None:
        torn = self.path.stat().st_size - self.size
        if torn:
            log.warning("%s: cut an unfinished commit of %d bytes", self.path, torn)
            os.truncate(self.path, self.size)

    def append(self, value: Any) -> int:
        """
        Add a line, durably by policy, and return its length in bytes.

        ``StateWriteError`` leaves the file as it was.
        """
        self._check_sound()
        if not self._exists:
            self.rewrite([value], wait=self._fsync == "commit")
            return self.size
        line = encode(value, self.lines + 1)
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        except OSError as error:
            raise self._unwritten(error) from error
        try:
            if os.fstat(descriptor).st_size != self.size:
                raise StateWriteError(
                    f"{self.path}: was changed by somebody else; stop, look at it, start again."
                )
            self._append(descriptor, line)
        finally:
            os.close(descriptor)
        return len(line)

    def _append(self, descriptor: int, line: bytes) -> None:
        try:
            write_whole(descriptor, line)
            if self._fsync == "commit":
                os.fdatasync(descriptor)
        except BaseException as error:
            self._cut_back(descriptor)
            if isinstance(error, OSError):
                raise self._unwritten(error) from error
            raise
        self._unsynced = self._fsync == "none"
        self.size += len(line)
        self.lines += 1

    def _cut_back(self, descriptor: int) -> None:
        try:
            os.ftruncate(descriptor, self.size)
        except OSError as error:
            self._failure = f"a failed commit could not be cut off ({error.strerror})"
            with suppress(OSError):
                spoil(self.path, self.size)

    def rewrite(self, values: Iterable[Any], *, wait: bool = True) -> None:
        """
        Put a journal of these values, one a line, in the place of the whole file.

        ``wait`` is whether the disk is waited for.
        ``StateWriteError`` leaves the file as it was.
        """
        self._check_sound()
        beside = self.path.with_suffix(UNFINISHED)
        written = Numbered(self._label, values)
        try:
            make_directory(self.path.parent)
            size = write_file(beside, written, wait=wait)
            self._put_in_place(beside, wait=wait)
        except BaseException as error:
            # What is in the way of writing may be in the way of this; the next start clears up.
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise self._unwritten(error) from error
            raise
        self._exists, self.size, self.lines = True, size, written.lines
        self._unsynced, self.outdated = not wait, False

    def _put_in_place(self, beside: Path, *, wait: bool) -> None:
        """Rename durably; the journal as it was has a second name until then."""
        kept = self.path.with_suffix(REPLACED)
        kept.unlink(missing_ok=True)
        if self._exists:
            with suppress(OSError):  # not every file system has links
                os.link(self.path, kept)
        try:
            beside.replace(self.path)
            if wait:
                sync_directory(self.path.parent)
        except BaseException:
            self._take_back(kept)
            raise
        # A name that stays is taken away with the next replacement, or start.
        with suppress(OSError):
            kept.unlink(missing_ok=True)

    def _take_back(self, kept: Path) -> None:
        """Have the file as it was before a replacement that failed."""
        try:
            if self._exists:
                kept.replace(self.path)
            else:
                self.path.unlink(missing_ok=True)
        except OSError as error:
            self._failure = f"a failed replacement could not be undone ({error.strerror})"

    def delete(self) -> None:
        """Remove the file; the next line starts a new one. ``StateWriteError`` leaves it there."""
        kept = self.path.with_suffix(REPLACED)
        try:
            if self.path.exists():
                self.path.replace(kept)
                self._exists = True
                sync_directory(self.path.parent)
        except OSError as error:
            if kept.exists():
                self._take_back(kept)
            raise self._unwritten(error) from error
        with suppress(OSError):
            kept.unlink(missing_ok=True)
        self._exists, self.size, self.lines, self._unsynced = False, 0, 0, False
        self.outdated, self._failure = False, None

    def sync(self) -> None:
        """Wait for the disk, if there is anything that it has not been waited for."""
        if not self._unsynced:
            return
        try:
            with self.path.open("rb") as file:
                os.fsync(file.fileno())
            sync_directory(self.path.parent)
        except OSError as error:
            raise self._unwritten(error) from error
        self._unsynced = False

    def _check_sound(self) -> None:
        if self._failure is not None:
            raise StateWriteError(
                f"{self.path}: {self._failure}, so nothing more is written to it;"
                " check the disk and start again."
            )

    def _unwritten(self, error: OSError) -> StateWriteError:
        return StateWriteError(
            f"{self.path}: cannot be written ({error.strerror}); nothing was changed."
        )


class Numbered:
    """The lines of a whole journal, header first; ``lines`` counts those that were taken."""

    def __init__(self, label: Label, values: Iterable[Any]) -> None:
        self._label = label
        self._values = values
        self.lines = 0

    def __iter__(self) -> Iterator[bytes]:
        self.lines = 1
        yield header(self._label)
        for number, value in zip(count(2), self._values, strict=False):
            self.lines = number
            yield encode(value, number)


def spoil(path: Path, offset: int) -> None:
    """Make the line at an offset one that no start takes for a commit."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_size > offset:
            os.pwrite(descriptor, SPOILT, offset)
            os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(descriptor: int, data: bytes) -> None:
    """Write all bytes, however few the system takes at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def write_file(path: Path, lines: Iterable[bytes], *, wait: bool) -> int:
    """Write a file of these lines, readable by its owner only, and return its size."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    size = 0
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        for line in lines:
            size += file.write(line)
        file.flush()
        if wait:
            os.fsync(file.fileno())
    return size


def make_directory(path: Path) -> None:
    """Create a directory for its owner only, durably, unless it is there."""
    if not path.is_dir():
        path.mkdir(mode=0o700, exist_ok=True)
        sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
