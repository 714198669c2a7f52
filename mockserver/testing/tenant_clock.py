"""
The time of one tenant.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mockserver.control.spelling import read_span
from mockserver.testing.control_client import Control
from mockserver.testing.setup import Moment, iso


class TenantClock:
    """
    The clock that a tenant lives by.

    Visibility, token expiry, retention of idempotency keys and the ``Date`` header follow it.
    Moments are ISO 8601 or ``datetime``; without a zone they are UTC.
    """

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def now(self) -> datetime:
        """The present moment of the tenant, with a zone."""
        return datetime.fromisoformat(self._own()["now"])

    @property
    def mode(self) -> str:
        """``real``, ``frozen`` or ``offset``."""
        return str(self._own()["mode"])

    def freeze(self, now: Moment | None = None) -> None:
        """Let time stand still, at a moment or at the present one."""
        self._set("frozen", now)

    def run(self, now: Moment | None = None) -> None:
        """Let time pass again, from a moment or from where it stands."""
        self._set("offset", now)

    def real(self) -> None:
        """The machine's time again."""
        self._control.call("DELETE", "/clock")

    def advance(
        self,
        span: str | float | timedelta = 0,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> None:
        """
        Move forward, frozen or not; whatever falls due is visible afterwards.

        By a span (``"1h30m"``, seconds, or a ``timedelta``), by the units, or by both together.
        """
        step = span if isinstance(span, timedelta) else timedelta(seconds=read_span(span))
        step += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        self._control.call("POST", "/clock/advance", {"seconds": step.total_seconds()})

    def settle(self) -> float:
        """Move forward until no write is hidden any more; by how many seconds."""
        settled = self._control.call("POST", "/clock/settle")["settled"]
        return sum(float(row["advanced_s"]) for row in settled)

    def _set(self, mode: str, now: Moment | None) -> None:
        wish = {"mode": mode} if now is None else {"mode": mode, "now": iso(now)}
        self._control.call("PUT", "/clock", wish)

    def _own(self) -> dict[str, Any]:
        own: dict[str, Any] = self._control.call("GET", "/clock")["tenants"][0]
        return own
