"""
SIGINT and SIGTERM as an orderly end of a run.

Handlers are set explicitly, because a shell starts background jobs, and ``nohup`` and some CI
services their commands, with SIGINT ignored, and Python then leaves it so; SIGTERM would end the
process without a report.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

ENDING = (signal.SIGINT, signal.SIGTERM)
FIRST_EXIT_CODE = 128
"""The exit code of a process that signal number n ended is this and n, as shells have it."""


class Interrupted(KeyboardInterrupt):
    """The user, or what runs the suite, ended it; ``number`` is that of the signal."""

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number

    @property
    def exit_code(self) -> int:
        """130 for SIGINT, 143 for SIGTERM."""
        return FIRST_EXIT_CODE + self.number


def interrupted_by(error: BaseException) -> Interrupted:
    """An interruption, as what it was raised by."""
    return error if isinstance(error, Interrupted) else Interrupted()


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise ``Interrupted`` in the main thread when a signal comes."""

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        raise Interrupted(number)

    with handling(stop):
        yield


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let signals wait until what is inside is done, then raise ``Interrupted``."""
    came: list[int] = []
    with handling(lambda number, _frame: came.append(number)):
        yield
    if came:
        raise Interrupted(came[0])


@contextmanager
def handling(handler: Any) -> Iterator[None]:
    """Handle both signals inside; only the main thread of a process may."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in ENDING}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, signal.SIG_DFL if old is None else old)
