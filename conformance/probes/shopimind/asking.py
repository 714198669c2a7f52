"""
What the probes of ShopiMind share: their context, refusals, and records that must be there first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from conformance.drivers.shopimind import ShopiMind
from conformance.drivers.shopimind.definition import DefinitionDriver
from conformance.expectations import client_error
from conformance.http.exchange import Exchange
from conformance.judging.probe_context import ProbeContext

ShopiMindContext: TypeAlias = ProbeContext[ShopiMind]

BAD_REQUEST = 400


def refused(context: ShopiMindContext, what: str, exchange: Exchange) -> None:
    """
    Expect a refusal; a status other than 400 is noted, because the published pages do not show it.
    """
    context.expect(f"status of {what}", got=exchange.status, wanted=client_error())
    if exchange.status != BAD_REQUEST:
        context.note(f"{what}: status {exchange.status}")


def require_stored(
    context: ShopiMindContext,
    definition: DefinitionDriver,
    records: Sequence[Any],
    *,
    at_once: int = 20,
) -> Sequence[Any]:
    """
    Store records that must exist before a rule is judged; their rows by rising id.

    Raises ``Untested`` unless all of them are accepted and listed.
    """
    for start in range(0, len(records), at_once):
        context.accepted(definition.save(*records[start : start + at_once]))
    total = context.target.poll(
        definition.total, lambda got: got == len(records), context.profile.numbers.get("visibility")
    )
    context.given("stored records", got=total, wanted=len(records))
    rows = definition.rows()
    context.given("readable rows", got=isinstance(rows, list), wanted=True)
    return list(rows)
