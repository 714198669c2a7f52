"""
From rows to a state: each row goes through the operation that a client would have called.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

from mockserver.contract import Contract
from mockserver.core.reasons import Place, Reason, Refusal, render
from mockserver.core.record import Json, Record
from mockserver.core.tick import Tick
from mockserver.core.view import Stage, Tables
from mockserver.errors import SeedError
from mockserver.json_text import dump
from mockserver.messages import ANYONE, HttpRequest
from mockserver.provider import Provider, SeedMapping
from mockserver.requests.context import RequestContext
from mockserver.requests.rehearsal import rehearse
from mockserver.requests.steps import End, decode_request
from mockserver.seeding.seed_files import Rows
from mockserver.store import indexed
from mockserver.store.seam import Contents
from mockserver.tenants.limit_overrides import EffectiveLimits

BITS = 20
"""Ids of seeded records come from the same random bits in every process."""


def load_part(contract: Contract, provider: Provider, files: Iterable[Rows], now: int) -> Contents:
    """The state that the rows of a seed make. Raises ``SeedError`` with the place of a row."""
    stage = Stage(Tables())
    tick = Tick(now, 0, random.Random(BITS).getrandbits)  # noqa: S311 ids, no secrets
    order = list(provider.seeds)
    for rows in sorted(files, key=lambda rows: order_of(rows, order)):
        mapping = provider.seeds[rows.collection]
        for start in range(0, len(rows.values), mapping.most):
            part = rows.values[start : start + mapping.most]
            load_rows(contract, provider, mapping, part, rows, start, stage, tick)
    contents: dict[str, dict[str, Record]] = {
        name: {key: record for key, record in changed.items() if record is not None}
        for name, changed in stage.changes.items()
    }
    return indexed(contents)


def order_of(rows: Rows, order: Sequence[str]) -> tuple[int, str]:
    """Sort key of a file: seeds are loaded in the order of the provider's table."""
    if rows.collection not in order:
        words = ", ".join(order) or "none"
        raise SeedError(f"{rows.name}: no collection {rows.collection!r}; there are: {words}")
    return order.index(rows.collection), rows.name


def load_rows(  # noqa: PLR0913, PLR0917 a row, its place, and where it goes
    contract: Contract,
    provider: Provider,
    mapping: SeedMapping,
    part: Sequence[Json],
    rows: Rows,
    start: int,
    stage: Stage,
    tick: Tick,
) -> None:
    """Carry out one call on the stage; anything that is not accepted ends the loading."""
    operation = contract.operations[mapping.operation]
    given = [] if rows.argument is None else rows.argument.split(".")
    wanted = [] if mapping.argument is None else mapping.argument.split(".")
    if len(given) != len(wanted):
        name = ".".join([rows.collection, *(f"<{part}>" for part in wanted)])
        raise SeedError(f"{rows.name}: this file has to be called {name}")
    http = HttpRequest(
        operation.id,
        ANYONE,
        path={name: value.format(*given) for name, value in mapping.path.items()},
        query=mapping.query.format(*given),
        body=dump(mapping.wrap(list(part))),
    )
    handler = provider.operations[mapping.operation]
    context = RequestContext(contract, provider, handler, http, EffectiveLimits(operation), tick)
    end = decode_request(context) or rehearse(context, stage)
    for refusal in refusals_of(context, end):
        raise seed_error(refusal, mapping, rows, start)


def refusals_of(context: RequestContext, end: End | None) -> Iterator[Refusal]:
    """Why anything of a request was not accepted, what was only rolled back last."""
    if isinstance(end, Refusal):
        yield end
    if context.trace.outcome is not None:
        found = list(context.trace.outcome.refusals())
        yield from sorted(found, key=lambda refusal: refusal.reason is Reason.ROLLED_BACK)


def seed_error(refusal: Refusal, mapping: SeedMapping, rows: Rows, start: int) -> SeedError:
    """A refusal as an error at the row that it is about."""
    depth = len(mapping.at)
    index, inside = 0, refusal.place
    if refusal.place[:depth] == mapping.at and len(refusal.place) > depth:
        step = refusal.place[depth]
        if isinstance(step, int):
            index, inside = step, refusal.place[depth + 1 :]
    return SeedError(f"{rows.where(start + index)}: {refusal_text(refusal, inside)}")


def refusal_text(refusal: Refusal, place: Place) -> str:
    """A refusal in our words: reason, place in the row, and what it wants."""
    where = f" at {render(place)}" if place else ""
    wanted = [f"{v.keyword} wants {v.limit}" for v in refusal.violations[:3]]
    facts = [f"{name} {value}" for name, value in refusal.facts.items()]
    note = [str(refusal.note)] if refusal.note is not None else []
    reasons = "; ".join([*wanted, *facts, *note])
    return f"{refusal.reason}{where}" + (f" ({reasons})" if reasons else "")
