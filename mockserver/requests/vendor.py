"""
A vendor as it is served: its contract, its provider, and its tenants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mockserver.contract import Contract
from mockserver.core.reasons import Refusal
from mockserver.core.rules import Effect
from mockserver.errors import ContractError, UsageError
from mockserver.faulting import FaultBook
from mockserver.messages import ANYONE, Grant
from mockserver.provider import Provider, Read, Upsert
from mockserver.providers import load_vendor
from mockserver.store.seam import Store
from mockserver.tenants.clock import Clock
from mockserver.tenants.credentials import Admission, admit
from mockserver.tenants.registry import Tenants
from mockserver.tenants.request_log import RequestLog
from mockserver.tenants.tenant import Terms

if TYPE_CHECKING:
    from mockserver.declared import ContractFile

__all__ = ["RESERVED_PREFIXES", "Admission", "ServedVendor", "check_agreement", "load_vendors"]

EVERYBODY = "everybody"
"""The tenant of a vendor that asks for no credential at all."""

RESERVED_PREFIXES = frozenset({"__admin", "__ui"})
"""First steps of addresses that belong to the sandbox itself and to no vendor."""


class ServedVendor:
    """
    One vendor as it is served.

    - ``faults``: those of all tenants
    - ``unrouted_log``: the requests that reached no tenant
    - ``numbers``: numbers the requests of all vendors
    - ``strict``: whether answers are held to the contract
    - ``anyone``: what opens without a credential: the one tenant of a vendor that never asks for
      one, else nobody's
    """

    def __init__(  # noqa: PLR0913 what a vendor consists of
        self,
        contract: Contract,
        provider: Provider,
        store: Store,
        clock: Clock,
        terms: Terms,
        numbers: Iterator[int],
        *,
        strict: bool = False,
    ) -> None:
        check_agreement(contract, provider)
        self.contract = contract
        self.provider = provider
        self.faults = FaultBook(contract, provider)
        self.tenants = Tenants(provider.name, store, clock, self.faults, terms)
        self.unrouted_log = RequestLog()
        self.numbers = numbers
        self.strict = strict
        secured = any(operation.secured for operation in contract.operations.values())
        self.anyone = ANYONE if secured else Grant(EVERYBODY)

    def admit(self, operation_id: str, credential: str | None) -> Admission | Refusal:
        """Whose state a credential opens by the clock of its tenant, or why it does not."""
        operation = self.contract.operations[operation_id]
        return admit(self.provider, operation, credential, self.tenants)

    def admit_anyone(self, operation_id: str) -> Admission:
        """Admission to an operation that asks for no credential."""
        limits = (self.tenants.peek(self.anyone.tenant) or self.tenants).limits
        return Admission(self.anyone, limits.resolve(self.contract.operations[operation_id]))


def load_vendors(
    names: Sequence[str], files: Sequence[ContractFile] = ()
) -> list[tuple[Contract, Provider]]:
    """
    Contracts and providers: of vendors by name, and of APIs that files declare.

    Raises ``UsageError``, also for a name that two of them have, and ``ContractError``.
    """
    loaded = [load_vendor(name) for name in dict.fromkeys(names)]
    for source in files:
        if source.name in names:
            raise UsageError(
                f"--contract {source.file}: {source.name} is a vendor that is served as well;"
                " give the contract another name as NAME=FILE"
            )
    if files:
        # Served for contracts of a user's only, and slow to import.
        from mockserver.declared import load_declared  # noqa: PLC0415

        loaded += [load_declared(source) for source in files]
    return loaded


def check_agreement(contract: Contract, provider: Provider) -> None:
    """
    Hold a contract and its provider to the same operations.

    Raises ``ContractError``, also for a contract that claims an address of the sandbox itself.
    """
    file = contract.file.name
    unmatched = set(contract.operations) ^ set(provider.operations)
    if unmatched:
        raise ContractError(
            f"{file}: contract and provider must describe the same operations;"
            f" only one of them has {', '.join(sorted(unmatched))}"
        )
    for name, operation in provider.operations.items():
        described = contract.operations[name]
        first = described.path.split("/")[1]
        if first in RESERVED_PREFIXES or provider.name in RESERVED_PREFIXES:
            raise ContractError(f"{file}: {name}: /{first} belongs to the sandbox itself")
        rules = described.rules
        if isinstance(operation, Read) != (rules is None):
            raise ContractError(f"{file}: {name}: operations that write declare x-upsert, no other")
        if rules and isinstance(operation, Upsert) != (rules.effect is Effect.UPSERT):
            raise ContractError(
                f"{file}: {name}: the verb of x-upsert is not what the provider does"
            )
