"""Tokens: requested with a client's id and secret, and reused until they expire."""

from __future__ import annotations

import time
from base64 import b64encode

from conformance.http.target import Target
from conformance.outcomes import Untested

KEPT = 25 * 60
"""Seconds that a token is used; it is promised to last for thirty minutes."""


def bearer(target: Target, credential: str) -> str:
    """The token of a credential. Raises ``Untested`` when none is issued."""
    secret = target.secret(credential)
    if ":" not in secret:
        return secret
    known: dict[str, tuple[str, float]] = target.memory.setdefault("tokens", {})
    token, end = known.get(secret, ("", 0.0))
    if time.monotonic() >= end:
        token = request_token(target, secret, credential)
        known[secret] = token, time.monotonic() + KEPT
    return token


def request_token(target: Target, client: str, credential: str) -> str:
    """Request a token with ``id:secret``."""
    basic = b64encode(client.encode()).decode()
    headers = {
        "Authorization": f"Basic {basic}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    with target.housekeeping():
        exchange = target.send(
            "POST",
            "/oauth2/token",
            content=b"grant_type=client_credentials",
            headers=headers,
            credential=None,
            writes=0,
        )
    token = exchange.at("access_token")
    if not exchange.ok or not isinstance(token, str):
        raise Untested(f"no token for the credential {credential!r}: status {exchange.status}")
    target.hide_secret(token, credential)
    return token
