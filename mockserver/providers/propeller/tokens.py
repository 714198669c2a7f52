"""
Tokens: client credentials in, a token out that says whose it is and when it ends.

A token is the client's id, ``~``, and its end in epoch seconds. Nothing is stored, so it works
after a restart, and it expires by the sandbox's clock. It hides nothing: a sandbox has no secrets.
The bare client id works as a token too, and never expires: one line of ``curl`` then is enough.
"""

from __future__ import annotations

import base64
import binascii
import re

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.tick import MILLISECOND, Tick
from mockserver.core.view import View
from mockserver.provider import Read, Request, Response
from mockserver.providers.propeller.vendor_errors import fault

LIFETIME = 30 * 60
"""Seconds."""

CLIENT = re.compile(r"[A-Za-z0-9._-]{3,100}")
TOKEN = re.compile(rf"({CLIENT.pattern})(?:~(-?[0-9]{{1,12}}))?")
REVOKED = "revoked-"


def create_token(_view: View, request: Request, tick: Tick) -> Response | Refusal:
    """A token for a client whose id is well-formed and not revoked; any secret will do."""
    client, secret = read_client(request)
    if not client or not secret:
        return fault(401, "Client credentials are required")
    if CLIENT.fullmatch(client) is None:
        return fault(401, "The client id is not valid")
    if client.startswith(REVOKED):
        return Refusal(Reason.REVOKED)
    end = tick.now // MILLISECOND + LIFETIME
    return Response(
        200,
        {
            "access_token": f"{client}~{end}",
            "expires_in": LIFETIME,
            "token_type": "Bearer",
            "scope": "profile",
        },
    )


def claimant(request: Request) -> str | None:
    """The client that asks for a token; the token expires by its clock."""
    client, _ = read_client(request)
    return client if CLIENT.fullmatch(client) else None


def read_client(request: Request) -> tuple[str, str]:
    """Id and secret, from Basic credentials where there are any, else from the form."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return request.body.get("client_id", ""), request.body.get("client_secret", "")
    try:
        client, _, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return client, secret


def holder(token: str, now: int) -> str | None:
    """The client that a token stands for, ``None`` once its 30 minutes are over."""
    client, _, end = token.partition("~")
    return client if not end or now < int(end) * MILLISECOND else None


CREATE = Read(create_token)
