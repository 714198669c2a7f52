"""
The credentials of the sandbox, the same for all vendors.

- any well-formed credential works, and is a tenant of its own: a test is isolated by another key
- ``revoked-...`` is refused
- ``read-only-NAME`` reads the tenant of ``NAME`` and may not write
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.reasons import Reason, Refusal
from mockserver.provider import Provider, Read

REVOKED = "revoked-"
READ_ONLY = "read-only-"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a credential opens: one tenant."""

    tenant: str


ANYONE = Grant("")
"""What an operation gets that asks for no credential."""


def admit(provider: Provider, operation: str, credential: str | None) -> Grant | Refusal:
    """Whose state a credential opens for an operation, or why it does not."""
    if credential is None:
        return Refusal(Reason.UNAUTHENTICATED, facts={"missing": True})
    if provider.credential.fullmatch(credential) is None:
        return Refusal(Reason.UNAUTHENTICATED, facts={"missing": False})
    if credential.startswith(REVOKED):
        return Refusal(Reason.REVOKED)
    if not credential.startswith(READ_ONLY):
        return Grant(credential)
    if not isinstance(provider.operations[operation], Read):
        return Refusal(Reason.FORBIDDEN, facts={"operation": operation})
    return Grant(credential.removeprefix(READ_ONLY))
