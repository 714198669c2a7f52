"""
Operations that declare nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from mockserver.contract import OperationContract
from mockserver.contract.navigation import resolve
from mockserver.contract.words import Verb
from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import JsonObject
from mockserver.core.tick import Tick
from mockserver.core.view import View
from mockserver.provider import Request, Response

NO_EXAMPLE = object()


def undeclared(
    document: JsonObject, operation: OperationContract
) -> Callable[[View, Request, Tick], Response | Refusal]:
    """An operation that declares nothing: its example, or which words are missing."""
    for status, node in operation.definition.get("responses", {}).items():
        content = resolve(document, node).get("content") or {}
        example = content.get("application/json", {}).get("example", NO_EXAMPLE)
        if str(status).startswith("2") and str(status).isdecimal() and example is not NO_EXAMPLE:
            return lambda _view, _request, _tick: Response(int(status), example)
    verbs = ", ".join(Verb)
    message = (
        f"{operation.id} declares nothing and has no example; x-upsert with a verb ({verbs})"
        " and a collection says what it does"
    )
    refusal = Refusal(
        Reason.INTERNAL, facts={"message": message, "operation": operation.id}, note="undeclared"
    )
    return lambda _view, _request, _tick: refusal
