"""
The sandbox without HTTP: vendors, tenants, time, and the way of one request through them.

The order of checks is observable, so it stands here; the first that applies answers.

| | check | where |
|---|---|---|
| 1 | route, method | Connexion |
| 2 | credential: missing, malformed, revoked, not allowed to write | ``credentials`` |
| 3 | media type | Connexion |
| 4 | size of the body | ``transport`` |
| 5 | another writer of the same tenant | here |
| 6 | query and header parameters, JSON, envelope | ``reading`` |
| 7 | idempotency key: reuse or replay | ``execution`` |
| 8 | what the request is about (an unknown definition, say) | provider |
| 9 | limits, records | ``core.upsert`` |
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mockserver.answers import Answer, check_answer, refused, with_headers
from mockserver.clock import Clock
from mockserver.contract import Contract, OperationContract, load_contract
from mockserver.core.reasons import Reason, Refusal
from mockserver.core.rules import Effect, Writers
from mockserver.core.tick import Tick
from mockserver.credentials import Grant, admit
from mockserver.errors import ContractError
from mockserver.execution import Exchange, execute, fingerprint_of
from mockserver.provider import Provider, Read, Upsert
from mockserver.providers import load_provider
from mockserver.reading import Call, read_request
from mockserver.store.seam import Store
from mockserver.tenancy import Tenant, Tenants

logger = logging.getLogger("mockserver")


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What the sandbox as a whole is told.

    ``lag`` is how long an eventual write stays hidden, milliseconds; ``seed`` makes ids repeat;
    ``strict`` holds every answer to its contract.
    """

    lag: int = 0
    seed: int | None = None
    strict: bool = False


class Vendor:
    """One vendor as it is served."""

    def __init__(self, contract: Contract, provider: Provider, store: Store) -> None:
        agree(contract, provider)
        self.contract = contract
        self.provider = provider
        self.tenants = Tenants(provider.name, store)


def load_vendors(names: Sequence[str]) -> list[tuple[Contract, Provider]]:
    """Contracts and providers by name. Raises ``UsageError`` and ``ContractError``."""
    providers = [load_provider(name) for name in dict.fromkeys(names)]
    return [(load_contract(provider.name), provider) for provider in providers]


class Sandbox:
    """Everything that is served, and the answer to every call."""

    def __init__(
        self,
        vendors: Sequence[tuple[Contract, Provider]],
        store: Store,
        clock: Clock | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.store = store
        self.clock = clock or Clock()
        self.settings = settings or Settings()
        self.vendors = {
            provider.name: Vendor(contract, provider, store) for contract, provider in vendors
        }
        self.started = time.monotonic()
        self._bits = random.Random(self.settings.seed)  # noqa: S311 ids, no secrets

    def tick(self) -> Tick:
        """The current moment."""
        return Tick(self.clock.now(), self.settings.lag, self._bits.getrandbits)

    def admit(self, vendor: str, operation: str, credential: str | None) -> Grant | Refusal:
        """Whose state a credential opens, or why it does not."""
        return admit(self.vendors[vendor].provider, operation, credential, self.clock.now())

    def answer(self, vendor: str, call: Call) -> Answer:
        """The answer to a call, always in the vendor's own shape."""
        served = self.vendors[vendor]
        tick = self.tick()
        try:
            answer = self._answer(served, call, tick)
        except Exception:
            logger.exception("%s: %s failed", vendor, call.operation)
            if self.settings.strict:
                raise
            answer = refused(served.provider, Refusal(Reason.INTERNAL))
        return with_headers(answer, served.provider, call.headers, tick)

    def refuse(self, vendor: str, refusal: Refusal, headers: Mapping[str, str]) -> Answer:
        """The answer to a request that did not become a call."""
        provider = self.vendors[vendor].provider
        return with_headers(refused(provider, refusal), provider, headers, self.tick())

    def _answer(self, vendor: Vendor, call: Call, tick: Tick) -> Answer:
        operation = vendor.contract.operations[call.operation]
        tenant = vendor.tenants.get(call.grant.tenant)
        if operation.rules is None or operation.rules.writers is Writers.MANY:
            return self._proceed(vendor, operation, tenant, call, tick)
        gate = tenant.gate
        if not gate.enter():
            turn_away(vendor, operation, tenant, call)
            return refused(vendor.provider, Refusal(Reason.LOCKED))
        try:
            return self._proceed(vendor, operation, tenant, call, tick)
        finally:
            gate.leave()

    def _proceed(
        self, vendor: Vendor, operation: OperationContract, tenant: Tenant, call: Call, tick: Tick
    ) -> Answer:
        read = read_request(vendor.contract, operation, call)
        if isinstance(read, Refusal):
            answer = refused(vendor.provider, read)
        else:
            answer = execute(Exchange(vendor.contract, vendor.provider, tenant, *read, tick))
        if self.settings.strict:
            check_answer(vendor.contract, operation, answer)
        return answer


def agree(contract: Contract, provider: Provider) -> None:
    """Hold a contract and its provider to the same operations. Raises ``ContractError``."""
    file = contract.file.name
    odd = set(contract.operations) ^ set(provider.operations)
    if odd:
        raise ContractError(
            f"{file}: contract and provider must describe the same operations;"
            f" only one of them has {', '.join(sorted(odd))}"
        )
    for name, operation in provider.operations.items():
        rules = contract.operations[name].rules
        if isinstance(operation, Read) != (rules is None):
            raise ContractError(f"{file}: {name}: operations that write declare x-upsert, no other")
        if rules and isinstance(operation, Upsert) != (rules.effect is Effect.UPSERT):
            raise ContractError(
                f"{file}: {name}: x-upsert.effect {rules.effect} is not what the provider does"
            )


def turn_away(vendor: Vendor, operation: OperationContract, tenant: Tenant, call: Call) -> None:
    """Bind the idempotency key of a request that met a locked tenant, if it can be read."""
    read = read_request(vendor.contract, operation, call)
    if isinstance(read, Refusal):
        return
    request, document = read
    key = vendor.provider.idempotency_key(request)
    if key is not None:
        tenant.gate.bind(key, fingerprint_of(request, document))
