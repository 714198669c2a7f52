"""
What one fault does to one request: planned misbehaviour around and inside a sound operation.

The steps of a request ask at four points:

| point | what may happen there |
|---|---|
| ``before`` | another answer in place of the operation, which is not carried out |
| ``command`` | less is written (the first k records, then the answer is another) |
| ``policy`` | single records are refused, so that the vendor's own results report them |
| ``after`` | another answer to what was carried out and committed |

``delay_before`` and ``delay_after`` hold the request up at the first and the last of them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mockserver.core.matching import called
from mockserver.core.reasons import Refusal
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import Command, Item, Policy, Write
from mockserver.core.view import View
from mockserver.faulting.fault import Body, Fault, FaultEffect, Items, Phase
from mockserver.faulting.statuses import answer_of
from mockserver.json_text import follow_pointer
from mockserver.messages import Delay, HttpResponse, serialise
from mockserver.provider import Provider

CONNECTION = "X-Sandbox-Connection"
"""Tells the transport what becomes of the connection; it never leaves the sandbox."""

ANNOUNCED = "X-Sandbox-Fault"
"""Tells whoever wonders that an answer was injected, and by which rule."""


@dataclass
class PlannedFault:
    """A fault and the request that it hit; ``chance`` draws the share of its records."""

    fault: Fault
    provider: Provider
    chance: random.Random
    _acted: bool = field(default=False)
    _items: int = field(default=0)

    def delay_before(self) -> Delay | None:
        """What holds the request up before anything is written."""
        return self._delay(self.fault.effect.latency)

    def delay_after(self) -> Delay | None:
        """What holds the answer up after the commit, for each record that was sent."""
        return self._delay(self.fault.effect.per_item * self._items)

    def _delay(self, milliseconds: int) -> Delay | None:
        if not milliseconds:
            return None
        self._acted = True
        return Delay(milliseconds / 1000)

    def before(self) -> HttpResponse | None:
        """An answer in place of the operation."""
        effect = self.fault.effect
        if self.fault.phase is Phase.BEFORE and effect.answers and effect.body is not Body.CUT:
            self._acted = True
            return injected(effect, self.provider, None)
        return None

    def command(self, command: Command) -> Command:
        """The first records only, where the rule stops half-way."""
        self._items = sum(len(batch) for batch in command.batches)
        limit = self.fault.after_items
        if limit is None:
            return command
        return first(command, int(self._items * limit) if 0 < limit < 1 else int(limit))

    def policy(self, policy: Policy) -> Policy:
        """A policy that refuses the chosen records."""
        items = self.fault.items
        if items is None:
            return policy
        count = iter(range(10**9))

        def interpret(view: View, item: Item, index: int, tick: Tick) -> Sequence[Write] | Refusal:
            position = next(count)
            meaning = policy.interpret(view, item, index, tick)
            if isinstance(meaning, Refusal) or not self.chosen(items, item, position, meaning):
                return meaning
            self._acted = True
            return Refusal(items.reason, item.place, facts={"injected": self.fault.id})

        return replace(policy, interpret=interpret)

    def chosen(self, items: Items, item: Item, position: int, writes: Sequence[Write]) -> bool:
        """Whether a record is one of those that the rule refuses: all its conditions hold."""
        if items.index and position not in items.index:
            return False
        if any(follow_pointer(item.value, at) != value for at, value in items.where.items()):
            return False
        if items.keys and items.keys.isdisjoint(names(writes)):
            return False
        return items.share is None or self.chance.random() < items.share

    def after(self, answer: HttpResponse) -> HttpResponse:
        """What goes out, announced when the rule did anything."""
        effect = self.fault.effect
        late = self.fault.phase is not Phase.BEFORE or effect.body is Body.CUT
        if effect.answers and late and not self._answered(answer):
            self._acted = True
            answer = injected(effect, self.provider, answer)
        if not self._acted:
            return answer
        return HttpResponse(
            answer.status, {**answer.headers, ANNOUNCED: self.fault.id}, answer.body
        )

    def _answered(self, answer: HttpResponse) -> bool:
        """Whether the request was refused before the rule could stop it half-way."""
        carried_out = 200 <= answer.status < 300  # noqa: PLR2004 the class of success
        return not carried_out and self.fault.phase is Phase.AFTER_ITEMS

    def finishes(self) -> bool:
        """Not in the phase that stops half-way: the key of such a request was never answered."""
        return self.fault.phase is not Phase.AFTER_ITEMS

    def acted(self) -> str | None:
        """The id of the rule if it did anything."""
        return self.fault.id if self._acted else None


def injected(effect: FaultEffect, provider: Provider, true: HttpResponse | None) -> HttpResponse:
    """The answer that an effect puts in the place of the true one."""
    if effect.body is Body.RAW:
        answer = HttpResponse(
            effect.status or 200, {"Content-Type": "text/plain"}, (effect.text or "").encode()
        )
    elif effect.body is Body.CUT and true is not None:
        status = effect.status or true.status
        answer = HttpResponse(status, true.headers, true.body[: len(true.body) // 2])
    elif effect.status is not None:
        answer = serialise(answer_of(provider, effect.status))
    else:
        answer = true or serialise(answer_of(provider, 500))
    headers = dict(answer.headers)
    if effect.retry is not None:
        headers["Retry-After"] = str(effect.retry)
    if effect.connection is not None:
        headers[CONNECTION] = effect.connection.value
    return HttpResponse(answer.status, headers, answer.body)


def first(command: Command, limit: int) -> Command:
    """The first records of a command, batch by batch; batches that lose all theirs are left out."""
    batches = []
    for batch in command.batches:
        if limit <= 0:
            break
        batches.append(batch[:limit])
        limit -= len(batch)
    return Command(batches)


def names(writes: Sequence[Write]) -> set[str]:
    """Every id, reference and natural key that a record is meant by."""
    found: set[str] = set()
    for write in writes[:1]:
        found.update(called(write))
        ref = getattr(write.identity, "ref", None)
        if ref is not None:
            found.add(ref)
    return found
