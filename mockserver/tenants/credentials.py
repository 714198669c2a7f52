"""
The credentials of the sandbox, the same for all vendors.

- any well-formed credential works, and is a tenant of its own: a test is isolated by another key
- ``revoked-...`` is refused
- ``read-only-NAME`` reads the tenant of ``NAME`` and may not write

A vendor that issues tokens says in ``Provider.holder`` which credential a token stands for.
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.contract import OperationContract
from mockserver.core.reasons import Reason, Refusal
from mockserver.core.tick import EARLIEST
from mockserver.messages import Grant
from mockserver.provider import Provider, Read
from mockserver.tenants.limit_overrides import EffectiveLimits
from mockserver.tenants.registry import Tenants

REVOKED = "revoked-"
READ_ONLY = "read-only-"


@dataclass(frozen=True, slots=True)
class Admission:
    """Whose state a request is about, and the limits that hold for it."""

    grant: Grant
    limits: EffectiveLimits


def admit(
    provider: Provider, operation: OperationContract, credential: str | None, tenants: Tenants
) -> Admission | Refusal:
    """
    Whose state a credential opens for an operation by the clock of its tenant, or why it does not.

    No tenant is created for it.
    """
    if credential is None:
        return Refusal(Reason.UNAUTHENTICATED, facts={"missing": True})
    if provider.credential.fullmatch(credential) is None:
        return Refusal(Reason.UNAUTHENTICATED, facts={"missing": False})
    named = provider.holder(credential, EARLIEST)
    owner = tenants if named is None else tenants.peek(named.removeprefix(READ_ONLY)) or tenants
    name = provider.holder(credential, owner.clock.now())
    if name is None:
        return Refusal(Reason.UNAUTHENTICATED, facts={"missing": False, "expired": True})
    if name.startswith(REVOKED):
        return Refusal(Reason.REVOKED)
    if name.startswith(READ_ONLY) and not isinstance(provider.operations[operation.id], Read):
        return Refusal(Reason.FORBIDDEN, facts={"operation": operation.id})
    return Admission(Grant(name.removeprefix(READ_ONLY)), owner.limits.resolve(operation))
