"""
Answers as they go out, always in the vendor's own shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.contract import Contract, OperationContract
from mockserver.core.reasons import Refusal
from mockserver.core.tick import Tick
from mockserver.jsontext import dump, parse
from mockserver.provider import Provider, Response

JSON_HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def as_answer(response: Response) -> Answer:
    """A response as bytes."""
    if response.body is None:
        return Answer(response.status, response.headers, b"")
    return Answer(response.status, {**JSON_HEADERS, **response.headers}, dump(response.body))


def refused(provider: Provider, refusal: Refusal) -> Answer:
    """The vendor's answer to a refusal."""
    return as_answer(provider.refuse(refusal))


def with_headers(
    answer: Answer, provider: Provider, headers: Mapping[str, str], tick: Tick
) -> Answer:
    """An answer with the headers that every answer of the vendor carries."""
    return Answer(answer.status, {**answer.headers, **provider.headers(headers, tick)}, answer.body)


def check_answer(contract: Contract, operation: OperationContract, answer: Answer) -> None:
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
