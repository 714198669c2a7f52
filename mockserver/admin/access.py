"""
Who may call the control plane.

- without a token: this machine only, and no page of another site (neither by ``Origin`` nor by a
  host name that was pointed at this machine)
- with a token: whoever has it, from anywhere

The contract and its page say nothing about the state, so they are open to both.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from mockserver.core.reasons import Reason, Refusal

PREFIX = "/__admin"
OPEN = frozenset({f"{PREFIX}/openapi.json", f"{PREFIX}/ui", f"{PREFIX}/ui/"})


def kept_out(
    path: str, caller: str, headers: Mapping[str, str], token: str | None
) -> Refusal | None:
    """Why a caller may not call an address of the control plane; header names in lower case."""
    if path in OPEN:
        return None
    if token is not None:
        _, _, sent = headers.get("authorization", "").partition(" ")
        if hmac.compare_digest(sent.strip().encode(), token.encode()):
            return None
        return Refusal(Reason.UNAUTHENTICATED, facts={"missing": not sent})
    here = urlsplit(f"//{headers.get('host', 'localhost')}")
    origin = headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != here.netloc
    if foreign or not is_here(caller) or not is_here(here.hostname or ""):
        return Refusal(Reason.FORBIDDEN)
    return None


def is_here(host: str) -> bool:
    """Whether a name or an address means this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
