"""
Cursors: where the next page begins, bound to the request that asked for the first one.

A cursor is text that clients repeat and do not read.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

from mockserver.core.record import Json
from mockserver.providers.square.vendor_errors import VendorError


def digest_of(question: Json) -> str:
    """A short digest of what a cursor belongs to."""
    text = json.dumps(question, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=6).hexdigest()


def cursor_at(position: int, question: Json) -> str:
    return urlsafe_b64encode(f"{position}.{digest_of(question)}".encode()).decode()


def position_of(cursor: str | None, question: Json) -> int | VendorError:
    """Where a page begins, 0 without a cursor; a cursor of another request is a fault (SQ-120)."""
    if not cursor:
        return 0
    try:
        position, _, digest = urlsafe_b64decode(cursor.encode()).decode().partition(".")
        if digest == digest_of(question) and position.isdecimal():
            return int(position)
    except ValueError:  # not base64, or not text: an invalid cursor like any other
        pass
    return VendorError("INVALID_CURSOR", f"The provided cursor `{cursor}` was not found.", "cursor")
