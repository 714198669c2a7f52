"""
One process owns a state directory: two would append to the same journals.

The lock is on a file of its own, because a compaction puts new files in the place of the journals.
The system releases it when the process ends, however it ends; the file stays and means nothing.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from mockserver.errors import StateError, StateLocked

LOCK_NAME = ".lock"


class DirectoryLock:
    """The exclusive use of a directory, from construction to ``release``."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._descriptor = os.open(directory / LOCK_NAME, flags, 0o600)
        except OSError as error:
            raise StateError(
                f"{directory}: cannot be used for state ({error.strerror})."
            ) from error
        try:
            self._take()
        except BaseException:
            os.close(self._descriptor)
            raise

    def _take(self) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._descriptor, 32).decode("ascii", "replace").strip()
            raise StateLocked(
                f"{self._directory}: another process uses this state"
                f" (process {holder or 'unknown'});"
                " stop it, or choose another directory with --state."
            ) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        """Give the directory up. May be called again."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
