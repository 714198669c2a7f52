"""
Credentials as Connexion sees them: it finds the scheme, the sandbox decides.

Connexion's own handlers answer in its own words; these hand the credential to the sandbox and
raise what it refuses, so that the vendor's words go out.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from connexion.lifecycle import ConnexionRequest
from connexion.security import NO_VALUE

from mockserver.core.reasons import Refusal

Admit = Callable[[str, str | None], Mapping[str, Any]]
"""Operation and credential to Connexion's token information; raises ``RequestRefused``."""


class RequestRefused(Exception):
    """A refusal on its way through Connexion to the handler that answers it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


def operation_of(request: ConnexionRequest) -> str:
    """The operation that a request was routed to."""
    name: str = request.scope["extensions"]["connexion_routing"]["operation_id"]
    return name


class ApiKey:
    """``type: apiKey`` in a header or in the query."""

    def __init__(self, admit: Admit) -> None:
        self._admit = admit

    def get_fn(self, scheme: Mapping[str, str], _scopes: object) -> Callable[..., Any]:
        """The verification that Connexion calls for this scheme."""
        name, place = scheme["name"], scheme["in"]

        def verify(request: ConnexionRequest) -> Any:
            source = request.query_params if place == "query" else request.headers
            sent = source.get(name)
            return NO_VALUE if sent is None else self._admit(operation_of(request), sent)

        return verify


class NoSecurity:
    """The scheme of the control plane: who may call it was decided at the front."""

    def get_fn(self, _scheme: Mapping[str, str], _scopes: object) -> Callable[..., Any]:
        """The verification that Connexion calls for this scheme."""
        return lambda request: {"sub": "admin"}  # noqa: ARG005 Connexion looks at the name


class Authorization:
    """``type: http``: one scheme of the ``Authorization`` header."""

    def __init__(self, admit: Admit, scheme: str) -> None:
        self._admit = admit
        self._scheme = scheme

    def get_fn(self, _scheme: Mapping[str, str], _scopes: object) -> Callable[..., Any]:
        """The verification that Connexion calls for this scheme."""

        def verify(request: ConnexionRequest) -> Any:
            header = request.headers.get("authorization")
            if header is None:
                return NO_VALUE
            kind, _, value = header.strip().partition(" ")
            sent = value.strip() if kind.lower() == self._scheme else ""
            if self._scheme == "basic":
                sent = user_of(sent)
            return self._admit(operation_of(request), sent)

        return verify


def user_of(encoded: str) -> str:
    """The user name of basic credentials, empty when they cannot be read."""
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def security_map(admit: Admit) -> dict[str, Callable[[], object]]:
    """What ``add_api`` takes: scheme to something that makes a handler."""
    return {
        "apiKey": lambda: ApiKey(admit),
        "bearer": lambda: Authorization(admit, "bearer"),
        "basic": lambda: Authorization(admit, "basic"),
    }
