"""
A vendor as it is served: its contract, its provider, and its tenants.
"""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.contract import Contract, load_contract
from mockserver.core.rules import Effect
from mockserver.errors import ContractError
from mockserver.faulting import FaultBook
from mockserver.provider import Provider, Read, Upsert
from mockserver.providers import contract_folder, load_provider
from mockserver.tenants.registry import Tenants
from mockserver.tenants.request_log import Journal

OURS = frozenset({"__admin", "__ui"})
"""First steps of addresses that belong to the sandbox itself and to no vendor."""


class Vendor:
    """
    One vendor as it is served.

    ``strangers`` journals the requests that reached no tenant; ``faults`` are those of all tenants.
    """

    def __init__(self, contract: Contract, provider: Provider, tenants: Tenants) -> None:
        check_agreement(contract, provider)
        self.contract = contract
        self.provider = provider
        self.tenants = tenants
        self.strangers = Journal()
        self.faults = FaultBook(contract, provider)
        tenants.new_faults = self.faults.below


def load_vendors(names: Sequence[str]) -> list[tuple[Contract, Provider]]:
    """Contracts and providers by name. Raises ``UsageError`` and ``ContractError``."""
    providers = [load_provider(name) for name in dict.fromkeys(names)]
    return [
        (load_contract(provider.name, contract_folder(provider.name)), provider)
        for provider in providers
    ]


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
        if first in OURS or provider.name in OURS:
            raise ContractError(f"{file}: {name}: /{first} belongs to the sandbox itself")
        rules = described.rules
        if isinstance(operation, Read) != (rules is None):
            raise ContractError(f"{file}: {name}: operations that write declare x-upsert, no other")
        if rules and isinstance(operation, Upsert) != (rules.effect is Effect.UPSERT):
            raise ContractError(
                f"{file}: {name}: x-upsert.effect {rules.effect} is not what the provider does"
            )
