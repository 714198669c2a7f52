"""
Answers as they go out, always in the vendor's own shape.
"""

from __future__ import annotations

from mockserver.contract import Contract, OperationContract
from mockserver.core.reasons import Refusal
from mockserver.core.tick import Tick
from mockserver.json_text import parse
from mockserver.messages import HttpResponse, serialise
from mockserver.provider import Provider


def refused(provider: Provider, refusal: Refusal, tick: Tick, operation: str = "") -> HttpResponse:
    """The vendor's answer to a refusal at a moment; ``operation`` is "" where none was reached."""
    if provider.refuse_at is not None:
        return serialise(provider.refuse_at(refusal, tick, operation))
    return serialise(provider.refuse(refusal))


def check_answer(contract: Contract, operation: OperationContract, answer: HttpResponse) -> None:
    """Hold an answer to the contract. Raises ``AssertionError``; tests run with it."""
    described = contract.response(operation, answer.status)
    if described is None:
        raise AssertionError(f"{operation.id}: the contract describes no answer {answer.status}")
    media = answer.headers.get("Content-Type", "application/json")
    content = described.get("content", {}).get(media)
    if content == {}:
        return
    if content is None:
        if answer.body:
            raise AssertionError(f"{operation.id} {answer.status}: the contract describes no body")
        return
    check = contract.schemas.check(f"{operation.id} {answer.status}", content.get("schema", {}))
    violations, total = check(parse(answer.body).value, ())
    if violations:
        raise AssertionError(f"{operation.id} {answer.status}: {total} faults: {violations[:5]}")
