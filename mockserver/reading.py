"""
Reading a call: parameters, JSON and envelope, until it is a request that an operation can answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from mockserver.contract import Contract, OperationContract, read_parameters
from mockserver.core.reasons import Reason, Refusal, invalid
from mockserver.credentials import Grant
from mockserver.formtext import FORM, NotForm, parse_form
from mockserver.jsontext import LINES, Document, NotJson, parse, parse_lines
from mockserver.provider import Request


@dataclass(frozen=True, slots=True)
class Call:
    """
    A routed request before anything in it was read.

    ``query`` is the raw query string; ``method`` and ``target`` are as the client wrote them.
    """

    operation: str
    grant: Grant
    path: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    url: str = ""
    method: str = ""
    target: str = ""


def read_request(
    contract: Contract, operation: OperationContract, call: Call
) -> tuple[Request, Document] | Refusal:
    """A call as a request whose parameters and envelope are sound, and its body's text."""
    query = parse_qsl(call.query, keep_blank_values=True, errors="replace")
    values, violations = read_parameters(contract, operation, query, call.headers)
    if violations:
        return invalid(violations, len(violations), Reason.BAD_PARAMETER)
    document = read_body(contract, operation, call.body)
    if isinstance(document, Refusal):
        return document
    request = Request(
        operation=operation.id,
        path=call.path,
        query=query,
        parameters=values,
        headers=call.headers,
        body=document.value,
        rules=operation.rules,
        url=call.url,
    )
    return request, document


PARSERS = {FORM: parse_form, LINES: parse_lines}
"""Media type to what reads it; anything else is JSON."""


def read_body(contract: Contract, operation: OperationContract, body: bytes) -> Document | Refusal:
    """The parsed body, its envelope checked; an operation without a body ignores what it gets."""
    if not operation.media_types or (not body and not operation.body_required):
        return Document(None, b"")
    if not body:
        return Refusal(Reason.NOT_JSON, facts={"message": "the body is empty", "empty": True})
    try:
        document = PARSERS.get(operation.media_types[0], parse)(body)
    except (NotJson, NotForm) as error:
        return Refusal(Reason.NOT_JSON, facts={"message": str(error), "empty": False})
    record = operation.rules.record if operation.rules else None
    check = contract.schemas.check(f"{operation.id} body", contract.body(operation), record)
    violations, total = check(document.value, ())
    return invalid(violations, total, Reason.INVALID) if violations else document
