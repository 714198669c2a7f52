"""
Which files of the sandbox one request enters, and how often.

A call from another file of the package is an entry; calls within a file are none. Constructors
that a dataclass generates belong to no file.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import mockserver

PACKAGE = f"{Path(mockserver.__file__).parent}/"

INNER = ("core/", "contract/", "store/", "providers/", "provider.py")
"""What decides, reads contracts and keeps state; the rest but the transport is the shell."""


def home_of(frame: FrameType | None) -> str:
    """The file of a frame within the package, or nothing."""
    file = "" if frame is None else frame.f_code.co_filename
    return file.removeprefix(PACKAGE) if file.startswith(PACKAGE) else ""


@dataclass
class Walk:
    """The entries of one request: file, function, and the file that called it."""

    entries: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def files(self) -> Counter[str]:
        """Entries by file, the transport left out: how often its tasks resume is chance."""
        return Counter(file for file, _, _ in self.entries if not file.startswith("transport/"))

    @property
    def shell(self) -> int:
        """Entries into the shell."""
        return sum(n for file, n in self.files.items() if not file.startswith(INNER))


class Walker:
    """Watches the threads that begin while it is installed."""

    def __init__(self) -> None:
        self._walk: Walk | None = None

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        walk, file = self._walk, home_of(frame)
        if walk is None or event != "call" or not file:
            return
        caller = frame.f_back
        while caller is not None and not home_of(caller):
            caller = caller.f_back
        if home_of(caller) != file:
            walk.entries.append((file, frame.f_code.co_name, home_of(caller)))

    def walk_of(self, request: Callable[[], object]) -> Walk:
        """What is entered while a request is answered."""
        self._walk = walk = Walk()
        request()
        self._walk = None
        return walk


@contextmanager
def watched_threads() -> Iterator[Walker]:
    """A walker for all threads that begin within the block."""
    walker = Walker()
    threading.setprofile(walker)
    try:
        yield walker
    finally:
        threading.setprofile(None)  # type: ignore[arg-type]
