"""
The credentials of the sandbox, the same for all vendors.

- any well-formed credential works, and is a tenant of its own: a test is isolated by another key
- ``revoked-...`` is refused
- ``read-only-NAME`` reads the tenant of ``NAME`` and may not write

A vendor that issues tokens says in ``Provider.holder`` which credential a token stands for.
"""

from __future__ import annotations

from mockserver.core.reasons import Reason, Refusal
from mockserver.messages import Grant
from mockserver.provider import Provider, Read

REVOKED = "revoked-"
READ_ONLY = "read-only-"


def admit(provider: Provider, operation: str, credential: str | None, now: int) -> Grant | Refusal:
    """Whose state a credential opens for an operation at a moment, or why it does not."""
    if credential is None:
        return Refusal(Reason.UNAUTHENTICATED, facts={"missing": True})
    if provider.credential.fullmatch(credential) is None:
        return Refusal(Reason.UNAUTHENTICATED, facts={"missing": False})
    name = provider.holder(credential, now)
    if name is None:
        return Refusal(Reason.UNAUTHENTICATED, facts={"missing": False, "expired": True})
    if name.startswith(REVOKED):
        return Refusal(Reason.REVOKED)
    if not name.startswith(READ_ONLY):
        return Grant(name)
    if not isinstance(provider.operations[operation], Read):
        return Refusal(Reason.FORBIDDEN, facts={"operation": operation})
    return Grant(name.removeprefix(READ_ONLY))


def tenant_of(provider: Provider, credential: str | None) -> str | None:
    """The tenant that a credential names, whether or not it is still good; ``None`` for none."""
    if credential is None or provider.credential.fullmatch(credential) is None:
        return None
    name = provider.holder(credential, 0)
    return None if name is None else name.removeprefix(READ_ONLY)
