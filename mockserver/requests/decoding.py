"""
Reading a call: parameters, JSON and envelope, until it is a request that an operation can answer.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from mockserver.contract import Contract, OperationContract, read_parameters
from mockserver.core.reasons import Reason, Refusal, invalid
from mockserver.json_text import LINES, Document, NotJson, parse, parse_lines
from mockserver.messages import HttpRequest
from mockserver.provider import Request
from mockserver.requests.form_body import FORM, NotForm, parse_form


def read_request(
    contract: Contract, operation: OperationContract, call: HttpRequest
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
    if not body and operation.media_types[0] != LINES:
        return Refusal(Reason.NOT_JSON, facts={"message": "the body is empty", "empty": True})
    try:
        document = PARSERS.get(operation.media_types[0], parse)(body)
    except (NotJson, NotForm) as error:
        return Refusal(Reason.NOT_JSON, facts={"message": str(error), "empty": False})
    record = operation.rules.record if operation.rules else None
    check = contract.schemas.check(f"{operation.id} body", contract.body(operation), record)
    violations, total = check(document.value, ())
    return invalid(violations, total, Reason.INVALID) if violations else document
