"""Deleting what one rule, or a whole run, left behind: bounded in requests and seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conformance.drivers.interface import Driver
from conformance.http.target import Target
from conformance.http.wire import Allowance
from conformance.http.write_ledger import LedgerEntry
from conformance.outcomes import Stop


@dataclass(frozen=True)
class RemovalBounds:
    """What deleting may take at most."""

    requests: int = 1000
    seconds: float = 60.0


AFTER_A_RULE = RemovalBounds()
WHEN_INTERRUPTED = RemovalBounds(seconds=5.0)
"""After the user ended the run: what ends it by force comes soon."""


def remove_left(
    target: Target,
    driver: Driver,
    entries: Sequence[LedgerEntry],
    bounds: RemovalBounds,
    progress: Callable[[str], None],
) -> list[LedgerEntry]:
    """
    Delete what ledger entries name; the entries whose records are still there.

    A deletion that fails, by whatever the target answers, leaves every entry; so does one that
    takes more than its bounds. ``progress`` is called with a line when it takes long.
    """
    what = f"{len(entries)} records{f' of {target.rule}' if target.rule else ''}"
    allowance = Allowance(
        f"deleting {what} was given up after {bounds.requests} requests or {bounds.seconds:g} s",
        bounds.requests,
        time.monotonic() + bounds.seconds,
        lambda sent: progress(f"deleting {what}: {sent} requests so far"),
    )
    with target.housekeeping(), target.wire.within(allowance):
        try:
            return list(driver.remove(entries))
        except (Stop, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            # A driver may stumble over a broken target; the verdict is in already.
            return list(entries)
