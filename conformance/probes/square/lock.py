"""
The lock: one write of a seller at a time, the others refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.drivers.square import BATCH_UPSERT, LIST
from conformance.drivers.square.responses import REFUSED, ids_of, members, outcome
from conformance.expectations import JsonDict, containing, one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted
from conformance.probes.square.contention import (
    BUSY,
    MOST_IN_A_BATCH,
    SIZES,
    Overlap,
    PlannedRequest,
    large_write,
    locked_out_write,
    mostly_together,
    overlap,
    overlaps,
    seconds_together,
)

LOCKED = {"category": "RATE_LIMIT_ERROR", "code": "RATE_LIMITED"}
TO_DELETE = ((50, 3), (200, 3), (200, 12), (200, 45), (200, 45))
"""Items of a large deletion and variations of each, round by round; a request takes 200 ids."""

ENOUGH = 3
"""Rounds in which writes overlapped before it counts that none was refused."""


def judge_answers(context: SquareContext, what: str, answers: list[Exchange]) -> None:
    """Expect that each of several writes is done, or refused as locked out."""
    for answer in answers:
        if not context.expect(what, got=answer.status, wanted=one_of(200, BUSY)):
            return
        if answer.status == BUSY:
            context.expect(f"error of {what}", got=answer.at("errors", 0), wanted=LOCKED)


def first_refusal(
    context: SquareContext, what: str, rounds: Iterator[Overlap], enough: int = ENOUGH
) -> Overlap:
    """
    The first overlap in which a write was refused because of another.

    When writes overlapped in several rounds and none was refused, the target did them together or
    queued them: the rule is violated.
    """
    certain = 0
    for overlapping in rounds:
        judge_answers(context, what, [each.answer for each in overlapping.sent])
        if overlapping.locked_out:
            return overlapping
        certain += overlapping.certain
    if certain < enough:
        context.untested("the target is too fast: no two writes overlapped")
    text = f"{certain} overlaps without a refusal"
    context.require(what, got=text, wanted=f"one of them refused with {BUSY}")
    return overlapping


@probe("SQ-101")
def a_write_during_a_write_is_turned_away(context: SquareContext) -> None:
    """
    An update during another update of the same seller is refused with 429 RATE_LIMITED and leaves
    no trace.
    """
    overlapping = first_refusal(context, "a write beside another", overlaps(context))
    stored = set(context.driver.names("TAX"))
    for sent in overlapping.sent:
        label = f"{sent.names[0]} and {len(sent.names) - 1} more"
        wanted = 0 if sent.locked_out else len(sent.names)
        context.expect(
            f"stored of {label}", got=len(stored.intersection(sent.names)), wanted=wanted
        )


@probe("SQ-102")
def a_deletion_during_a_deletion_is_turned_away(context: SquareContext) -> None:
    """
    A deletion during another deletion of the same seller is refused with 429 and deletes nothing.
    """
    rounds = (deletions(context, *each) for each in TO_DELETE)
    # What the client saw together the target may have done one after the other, when it is quick:
    # all rounds must agree, and in the last ones a deletion takes thousands of objects with it.
    overlapping = first_refusal(context, "a deletion beside another", rounds, len(TO_DELETE))
    for sent in overlapping.sent:
        there = context.driver.retrieve(sent.names)
        wanted = len(sent.names) if sent.locked_out else 0
        context.expect(f"left of {len(sent.names)}", got=len(there), wanted=wanted)


def stored_items(context: SquareContext, label: str, size: int, variations: int) -> list[str]:
    """Store so many items with variations in one request; returns the ids of the items."""
    make = context.driver.make
    items: list[JsonDict] = [
        make.item(f"{label}{n}", *(make.variation(f"{label}{n}-{v}") for v in range(variations)))
        for n in range(size)
    ]
    step = MOST_IN_A_BATCH // (1 + variations)
    batches = [items[start : start + step] for start in range(0, size, step)]
    ids = ids_of(context.driver.stored(context.driver.batches(*batches)))
    return [ids[each["id"]] for each in items]


def deletions(context: SquareContext, size: int, variations: int) -> Overlap:
    """Delete items with their variations at once, and single taxes beside them."""
    label = f"#{size}-{variations}"
    batches = [stored_items(context, f"{label}{place}", size, variations) for place in "xyz"]
    taxes = [context.driver.make.tax(f"{label}-{n}") for n in range(60)]
    single = list(ids_of(context.driver.stored(context.driver.batches(taxes))).values())

    def all_of(names: list[str]) -> PlannedRequest:
        return names, lambda *, wait_when_busy=False: context.driver.delete_all(
            *names, wait_when_busy=wait_when_busy
        )

    def one(_writer: int, _turn: int) -> PlannedRequest:
        object_id = single.pop()
        return [object_id], lambda *, wait_when_busy=False: context.driver.delete(
            object_id, wait_when_busy=wait_when_busy
        )

    return overlap(context, [all_of(batch) for batch in batches], one)


@probe("SQ-103")
def another_seller_is_not_turned_away(context: SquareContext) -> None:
    """A write of one seller does not refuse the writes of another."""
    refused: list[str] = []
    together = 0
    for size in SIZES[1:]:
        sellers = ("main", "second")
        writes = [large_write(context, f"{size}-{each}", size, each)[1] for each in sellers]
        one, other = context.target.at_once(*writes)
        statuses = [one.status, other.status]
        together += mostly_together(one, other)
        if statuses != [200, 200]:
            refused.append(f"{statuses} for {size} objects each")
    # A quick target may carry out one after the other what the client saw together: every size
    # must agree. A single refusal may come from a writer that is no part of this run.
    context.expect("statuses of two sellers that write at once", got=refused, wanted=[])
    if not together:
        context.untested("the writes of two sellers never overlapped")


@probe("SQ-104")
def reads_are_answered_during_a_write(context: SquareContext) -> None:
    """Reads are answered while a write runs."""
    stored = context.driver.save(context.driver.make.discount("#d"))

    def read(_writer: int, turn: int) -> PlannedRequest:
        def send(*, wait_when_busy: bool = False) -> Exchange:
            if turn % 2:
                return context.driver.read(stored["id"])
            query = {"types": "DISCOUNT"}
            return context.target.send("GET", LIST, query=query, wait_when_busy=wait_when_busy)

        return [], send

    write = large_write(context, "large", MOST_IN_A_BATCH)
    large, *reads = overlap(context, [write], read).sent
    for each in reads:
        context.expect("a read", got=each.answer.status, wanted=200)
    if not any(seconds_together(large.answer, each.answer) > 0 for each in reads):
        context.untested("no read overlapped the write")


@probe("SQ-105")
def a_failed_write_frees_the_lock(context: SquareContext) -> None:
    """A write that failed does not keep the next one from running."""
    make = context.driver.make
    bad = {**make.tax("#bad"), "is_deleted": True}
    context.given("a bad object", got=outcome(context.driver.batches([bad])), wanted=REFUSED)
    after = context.driver.upsert(make.tax("#one"), wait_when_busy=False)
    accepted(context, "after a bad object", after)
    broken = context.target.send("POST", BATCH_UPSERT, content=b"{")
    context.given("a bad body", got=outcome(broken), wanted=REFUSED)
    after = context.driver.upsert(make.tax("#two"), wait_when_busy=False)
    accepted(context, "after a bad body", after)
    after = context.driver.upsert(make.tax("#three"), wait_when_busy=False)
    accepted(context, "after a good write", after)


@probe("SQ-106")
def the_detail_speaks_of_the_lock(context: SquareContext) -> None:
    """The detail of a refusal by the lock says Catalog locked by prior request."""
    detail = context.driver.error_body(locked_out_write(context).answer).text
    context.expect("detail", got=detail, wanted=containing("Catalog locked by prior request"))


@probe("SQ-98")
def a_write_that_was_turned_away_can_be_sent_again(context: SquareContext) -> None:
    """A request that was refused with 429 is executed when it is sent again with its key."""
    sent = locked_out_write(context)
    answer = sent.send(wait_when_busy=True)
    if accepted(context, "the same request again", answer):
        written = members(answer, "id_mappings")
        context.expect("objects created", got=len(written), wanted=len(sent.names))


@probe("SQ-99")
def identical_requests_at_once_create_once(context: SquareContext) -> None:
    """Identical requests sent at the same time create one set of objects."""
    key, tax = context.key(), context.driver.make.tax("#t")
    calls = [lambda: context.driver.upsert(tax, key=key, wait_when_busy=False)] * 10
    answers = context.target.at_once(*calls)
    judge_answers(context, "one of ten", answers)
    ids = {ids_of(answer).get("#t") for answer in answers if answer.ok}
    context.expect("objects in the answers", got=len(ids), wanted=1)
    context.expect("stored", got=context.driver.names("TAX"), wanted=[context.name("t")])
