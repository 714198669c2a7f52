"""
Conditional requests: ``If-Match`` and ``If-None-Match``, where a contract declares the headers.

"An origin server MUST NOT perform the requested method if the condition evaluates to false" (RFC
9110, 13.1.1 and 13.1.2); the refusal is a version mismatch, 412 unless declared otherwise. The
entity tag of a record is its version.
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import Record
from mockserver.provider import Request

ANY = "*"


@dataclass(frozen=True, slots=True)
class Preconditions:
    """The headers of an operation that state a condition, as its contract spells them."""

    match: str | None = None
    none_match: str | None = None

    def failed(self, request: Request, record: Record | None) -> Refusal | None:
        """The refusal of a request whose condition the stored record does not meet."""
        wanted = request.parameters.get(self.match or "")
        unwanted = request.parameters.get(self.none_match or "")
        if wanted is not None and not names(str(wanted), record):
            return mismatch(self.match, str(wanted), record)
        if unwanted is not None and names(str(unwanted), record):
            return mismatch(self.none_match, str(unwanted), record)
        return None


UNCONDITIONAL = Preconditions()
"""An operation that declares neither header."""


def names(header: str, record: Record | None) -> bool:
    """Whether a header names the stored record: by ``*``, or by the tag of its version."""
    if record is None:
        return False
    tags = [each.strip().removeprefix("W/").strip('"') for each in header.split(",")]
    return ANY in tags or str(record["version"]) in tags


def mismatch(header: str | None, said: str, record: Record | None) -> Refusal:
    """The refusal for a header, with the version that is stored."""
    stored = None if record is None else record["version"]
    named = "" if record is None else record["id"]
    facts = {"id": named, "sent": said, "stored": stored, "conditional": True}
    return Refusal(Reason.VERSION_MISMATCH, (header or "",), facts)
