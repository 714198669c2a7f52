"""
Envelopes that several operations share.
"""

from __future__ import annotations

from collections.abc import Callable

from mockserver.core.tick import Tick
from mockserver.core.upsert_types import Outcome
from mockserver.core.view import Stage
from mockserver.provider import Request, Response
from mockserver.providers.propeller.vendor_errors import refuse


def one_written(status: int, message: str) -> Callable[[Stage, Outcome, Request, Tick], Response]:
    """The encoder of an operation that writes one record: what was sent, as sent, and its id."""

    def encode(_stage: Stage, outcome: Outcome, request: Request, _tick: Tick) -> Response:
        for refusal in outcome.refusals():
            return refuse(refusal)
        (result,) = outcome.results()
        write = result.writes[0]
        number = int(write.id.rpartition("-")[2])
        return Response(
            status, {"data": {**request.body, "id": number}, "messages": [message], "total": 1}
        )

    return encode


def deleted(message: str) -> Response:
    """The answer to a deletion: nothing, and no count."""
    return Response(200, {"data": {}, "messages": [message]})
