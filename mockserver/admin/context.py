"""
The control plane: one call in, one answer out, always JSON or a problem (RFC 9457).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qsl

from mockserver.admin.problems import Problem, as_problem, problem_of
from mockserver.contract import Contract, OperationContract, load_contract
from mockserver.core.reasons import Reason, Refusal, invalid
from mockserver.core.record import Json, JsonObject
from mockserver.errors import ContractError, StateError, TooManyTenants
from mockserver.messages import HttpRequest, HttpResponse, serialise
from mockserver.provider import Request, Response
from mockserver.requests.decoding import read_request
from mockserver.requests.encoding import check_answer
from mockserver.requests.service import SandboxService
from mockserver.seeding import SeedCatalog

logger = logging.getLogger("mockserver")


@dataclass(frozen=True, slots=True)
class AdminContext:
    """What an admin operation works on."""

    sandbox: SandboxService
    seed_catalog: SeedCatalog


AdminResult: TypeAlias = Json
"""What is answered with 200; a ``Response`` or an ``HttpResponse`` where something else is."""

AdminOperation: TypeAlias = Callable[[AdminContext, Request], AdminResult]


class Admin:
    """The control plane of a sandbox; ``operations`` by the ``operationId`` of its contract."""

    def __init__(self, context: AdminContext, operations: Mapping[str, AdminOperation]) -> None:
        self.contract: Contract = load_contract("admin")
        unmatched = set(self.contract.operations) ^ set(operations)
        if unmatched:
            raise ContractError(f"{self.contract.file.name}: only one side has {sorted(unmatched)}")
        self._context = context
        self._meanings = meanings_of(self.contract.document["components"]["schemas"])
        self._operations = operations

    def answer(self, call: HttpRequest) -> HttpResponse:
        """Carry out one call."""
        operation = self.contract.operations[call.operation_id]
        try:
            answer = self._carry_out(operation, call)
        except Problem as problem:
            answer = as_problem(problem)
        except (StateError, TooManyTenants) as error:  # the store logs, when it begins
            answer = as_problem(Problem(503, str(error)))
        except Exception:  # a bug of ours: logged whole, answered without a word of it
            logger.exception("the control plane failed: %s", call.operation_id)
            if self._context.sandbox.settings.strict:
                raise
            return as_problem(problem_of(Refusal(Reason.INTERNAL)))
        if self._context.sandbox.settings.strict:
            check_answer(self.contract, operation, answer)
        return answer

    def _check_path(self, operation: OperationContract, call: HttpRequest) -> None:
        for parameter in operation.parameters:
            if parameter["in"] == "path":
                name = parameter["name"]
                check = self.contract.schemas.check(
                    f"{operation.id} path {name}", parameter["schema"]
                )
                violations, total = check(call.path[name], (name,))
                if violations:
                    refusal = invalid(violations, total, Reason.BAD_PARAMETER)
                    raise problem_of(refusal, self._meanings)

    def _carry_out(self, operation: OperationContract, call: HttpRequest) -> HttpResponse:
        known = [item["name"] for item in operation.parameters if item["in"] == "query"]
        for name, _ in parse_qsl(call.query, keep_blank_values=True):
            if name not in known:
                words = ", ".join(known) or "none"
                detail = f"no parameter {name!r} here; there are: {words}"
                raise Problem(422, detail, parameter=name)
        self._check_path(operation, call)
        read = read_request(self.contract, operation, call)
        if isinstance(read, Refusal):
            raise problem_of(read, self._meanings)
        reply = self._operations[operation.id](self._context, read[0])
        if isinstance(reply, HttpResponse):
            return reply
        return serialise(reply if isinstance(reply, Response) else Response(200, reply))


def meanings_of(schemas: JsonObject) -> dict[str, str]:
    """The patterns of a contract in the words of its own descriptions, as ends of a sentence."""
    described = [each for each in schemas.values() if {"pattern", "description"} <= set(each)]
    return {
        each["pattern"]: each["description"][0].lower() + each["description"][1:]
        for each in described
    }
