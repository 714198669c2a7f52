"""
Carrying out a write without a client: for seeds, and to explain what would become of it.
"""

from __future__ import annotations

from mockserver.core.view import Stage
from mockserver.provider import Read
from mockserver.requests.context import RequestContext
from mockserver.requests.steps import (
    WRITE,
    End,
    recall_key,
    remember_key,
    run,
    spend_record_rate,
)

LEFT_OUT = frozenset({recall_key, spend_record_rate, remember_key})
"""Steps that only a client's own request takes."""


def rehearse(context: RequestContext, stage: Stage) -> End | None:
    """
    Carry out a decoded write on a stage, without key and rates; returns why nothing was kept.

    Otherwise its answer is in the context and its changes are on the stage. Raises ``TypeError``
    for an operation that writes nothing.
    """
    if isinstance(context.handler, Read):
        raise TypeError(f"{context.http.operation_id} writes nothing")
    context.stage, context.fork = stage, stage.fork()
    steps = WRITE[type(context.handler)]
    return run([step for step in steps if step not in LEFT_OUT], context)
