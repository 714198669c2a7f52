"""
Looking after idle tenants while nobody asks for anything.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

SWEEP_EVERY = 1.0
"""Seconds of the machine between two looks; what is idle is decided by the sandbox's clock."""

logger = logging.getLogger("mockserver")


@contextmanager
def sweeping(sweep: Callable[[], None], every: float = SWEEP_EVERY) -> Iterator[None]:
    """Call ``sweep`` again and again beside whatever the block does."""
    ended = Event()

    def go_on() -> None:
        while not ended.wait(every):
            try:
                sweep()
            except Exception:  # a bug of ours: one look fails, not all that follow
                logger.exception("idle tenants could not be discarded")

    thread = Thread(target=go_on, name="sweeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
