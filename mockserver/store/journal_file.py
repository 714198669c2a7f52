"""
The file of one journal: append a line, replace the whole, cut a torn tail, refuse damage.

Rules of this file:

1. A line counts when it stands whole in the file, its end included. A bad last line is a commit
   that nobody was told of: it is cut. A bad line before it is damage: refused.
2. A failed append leaves the file as long as it was; when even that fails, the file takes no more.
3. The whole is replaced through a second file: write, fsync, rename, fsync of the directory.
4. The file is open only while it is written, so any number of tenants needs no descriptors,
   and a file that somebody moved away or changed is noticed instead of written into nowhere.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeAlias

from mockserver.errors import StateCorrupt, StateError, StateWriteError
from mockserver.store.journal_lines import BadLine, Label, decode, header, hides_a_line, read_header

Fsync: TypeAlias = Literal["commit", "none"]
"""When the disk is waited for: at each commit, or only when the store closes or compacts."""

FSYNC_POLICIES: tuple[Fsync, ...] = ("commit", "none")

UNFINISHED = ".new"
"""The suffix of a file that is to take the place of a journal."""

log = logging.getLogger(__name__)


class JournalFile:
    """One journal on disk. Not safe to use from several threads at once."""

    def __init__(self, path: Path, label: Label, *, fsync: Fsync) -> None:
        self.path = path
        self.size = 0
        self._label = label
        self._fsync = fsync
        self._exists = False
        self._unsynced = False
        self._failure: str | None = None

    def load(self) -> Iterator[Any]:
        """
        The values of all lines after the header; then the file ends with the last good one.

        ``StateCorrupt`` for damage, ``StateError`` for another version or another owner.
        """
        try:
            with self.path.open("rb") as file:
                self._check_label(file.readline())
                self._exists = True
                yield from self._load_lines(file)
            self._cut_torn_tail()
        except FileNotFoundError:
            return
        except OSError as error:
            raise StateError(f"{self.path}: cannot be read ({error.strerror}).") from error

    def _check_label(self, line: bytes) -> None:
        found = label_of(self.path, line)
        if found != self._label:
            raise StateError(
                f"{self.path}: holds the state of somebody else; was the file renamed or copied?"
            )
        self.size = len(line)

    def _load_lines(self, file: BinaryIO) -> Iterator[Any]:
        for number, line in enumerate(file, start=2):
            try:
                value = decode(line)
            except BadLine:
                if file.read(1) or hides_a_line(line):
                    raise StateCorrupt(damage(self.path, number, self.size)) from None
                return
            self.size += len(line)
            yield value

    def _cut_torn_tail(self) -> None:
        torn = self.path.stat().st_size - self.size
        if torn:
            log.warning("%s: cut an unfinished commit of %d bytes", self.path, torn)
            os.truncate(self.path, self.size)

    def append(self, line: bytes) -> None:
        """Add a line, durably by policy. ``StateWriteError`` leaves the file as it was."""
        self._check_sound()
        if not self._exists:
            self.rewrite([line], wait=self._fsync == "commit")
            return
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

    def _cut_back(self, descriptor: int) -> None:
        try:
            os.ftruncate(descriptor, self.size)
        except OSError as error:
            self._failure = f"a failed commit could not be cut off ({error.strerror})"

    def rewrite(self, lines: Iterable[bytes], *, wait: bool = True) -> None:
        """
        Put a journal of these lines in the place of the whole file.

        ``wait`` is whether the disk is waited for.
        ``StateWriteError`` leaves the file as it was.
        """
        self._check_sound()
        beside = self.path.with_suffix(UNFINISHED)
        try:
            make_directory(self.path.parent)
            size = write_file(beside, chain([header(self._label)], lines), wait=wait)
            beside.replace(self.path)
        except BaseException as error:
            # What is in the way of writing may be in the way of this; the next start clears up.
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise self._unwritten(error) from error
            raise
        self._exists, self.size, self._unsynced = True, size, not wait
        if wait:
            self._sync_directory()

    def _sync_directory(self) -> None:
        """Make a rename or a removal durable."""
        try:
            sync_directory(self.path.parent)
        except OSError as error:
            self._failure = f"its directory could not be made durable ({error.strerror})"
            self._check_sound()

    def delete(self) -> None:
        """Remove the file; the next line starts a new one."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritten(error) from error
        self._exists, self.size, self._unsynced, self._failure = False, 0, False, None
        if self.path.parent.is_dir():
            self._sync_directory()

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


def label_of(path: Path, line: bytes) -> Label:
    """The label in a journal's first line; ``path`` is for the message of an error."""
    try:
        return read_header(line)
    except BadLine:
        raise StateCorrupt(
            f"{path}: line 1 is damaged or this is no journal."
            " Restore the file from a copy, or move it away to start that tenant empty."
        ) from None
    except StateError as error:
        raise StateError(f"{path}: {error}.") from None


def damage(path: Path, number: int, offset: int) -> str:
    """What to say about a bad line with others behind it, and what can be done."""
    return (
        f"{path}: line {number} is damaged, at byte {offset}, and others follow it."
        " Restore the file from a copy, or keep what stands before the damage:"
        f" truncate -s {offset} {path}"
    )


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
