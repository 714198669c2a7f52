"""
Reading one journal from its beginning, as far as it can be trusted.

A bad last line is a commit that nobody was told of. A bad line with others behind it, a line that
is not the one that belongs there, and one that proves itself but holds no changes are damage.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mockserver.core.view import Changes
from mockserver.errors import StateCorrupt, StateError
from mockserver.store.journal_lines import (
    UNNUMBERED,
    VERSION,
    BadLine,
    Label,
    OddLine,
    changes_in,
    decode,
    hides_a_line,
    read_header,
)


class JournalReader:
    """
    An open journal; ``lines`` and ``size`` (bytes) say how far it was read and found good.

    ``owner`` stands in for a header that is damaged.
    ``StateCorrupt`` for such a header without it, ``StateError`` for a version that is not known.
    """

    def __init__(self, path: Path, file: BinaryIO, owner: Label | None = None) -> None:
        line = file.readline()
        self._path = path
        self._file = file
        self.size = len(line)
        self.lines = 1
        try:
            self.label, self.version = label_of(path, line)
        except StateCorrupt:
            if owner is None:
                raise
            second = file.readline()
            file.seek(self.size)
            self.label, self.version = owner, VERSION if is_numbered(second) else UNNUMBERED

    @property
    def outdated(self) -> bool:
        """Whether it is written in an older version than this program writes."""
        return self.version != VERSION

    def changes(self) -> Iterator[Changes]:
        """What each line after the header changes. ``StateCorrupt`` for damage."""
        for number, line in enumerate(self._file, start=2):
            try:
                value = changes_in(decode(line, number, self.version))
            except BadLine:
                if self._file.read(1) or hides_a_line(line):
                    raise self._damaged(number, "is damaged") from None
                return
            except OddLine as odd:
                raise self._damaged(number, str(odd)) from None
            self.lines = number
            self.size += len(line)
            yield value

    def _damaged(self, number: int, what: str) -> StateCorrupt:
        return StateCorrupt(damage(self._path, number, self.size, what), str(self._path), number)


def is_numbered(line: bytes) -> bool:
    """Whether a second line is of the numbered kind."""
    return line[9:11] == b"2 "


def label_of(path: Path, line: bytes) -> tuple[Label, int]:
    """Label and version in a journal's first line; ``path`` is for the message of an error."""
    try:
        return read_header(line)
    except BadLine:
        raise StateCorrupt(
            f"{path}: line 1 is damaged or this is no journal."
            " Restore the file from a copy, or move it away to start that tenant empty;"
            f" mockserver doctor {path.parent.parent} reports what can be saved.",
            str(path),
            1,
        ) from None
    except StateError as error:
        raise StateError(f"{path}: {error}.") from None


def damage(path: Path, number: int, offset: int, what: str) -> str:
    """What to say about a line that cannot be trusted, and what can be done."""
    return (
        f"{path}: line {number} {what}, at byte {offset}, and others follow it."
        if what == "is damaged"
        else f"{path}: line {number} {what}, at byte {offset}."
    ) + (
        " Restore the file from a copy, or keep what stands before the damage:"
        f" truncate -s {offset} {path}"
        f" (mockserver doctor {path.parent.parent} reports on every journal)"
    )
