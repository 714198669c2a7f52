"""
Who may call the control plane.

- without a token: this machine only, and no page of another site (neither by ``Origin`` nor by a
  host name that was pointed at this machine)
- with a token: whoever has it, from anywhere

The contract and its page say nothing about the state, so they are open to both.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from ipaddress import ip_address

from mockserver.core.reasons import Reason, Refusal

PREFIX = "/__admin"
OPEN = frozenset({f"{PREFIX}/openapi.json", f"{PREFIX}/ui", f"{PREFIX}/ui/"})

HOST = re.compile(r"(?P<name>[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
"""A name or an address, and a port: RFC 9110, 7.2, without what no client sends."""


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
    origin = headers.get("origin")
    foreign = origin is not None and origin.partition("://")[2] != headers.get("host")
    if foreign or not is_here(caller) or not is_here(host_of(headers) or ""):
        return Refusal(Reason.FORBIDDEN)
    return None


def host_of(headers: Mapping[str, str]) -> str | None:
    """The host that a request names without its port, ``None`` where that is no host."""
    found = HOST.fullmatch(headers.get("host", "localhost"))
    return None if found is None else found["name"].strip("[]").lower()


def is_here(host: str) -> bool:
    """Whether a name or an address means this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
