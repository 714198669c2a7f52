"""
The lock: one write of a seller at a time, the others refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.drivers.square import BATCH_UPSERT, LIST
from conformance.drivers.square.objects import Json
from conformance.drivers.square.responses import REFUSED, ids_of, members, outcome
from conformance.expectations import containing, one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.square.contention import (
    BUSY,
    SIZES,
    Meeting,
    Planned,
    large_write,
    meet,
    meetings,
    overlap,
    turned_away,
)
from conformance.probes.square.refusing import SquareRun, accepted

LOCKED = {"category": "RATE_LIMIT_ERROR", "code": "RATE_LIMITED"}
TO_DELETE = (50, 100, 150, 200)
"""Items of a large deletion, round by round."""

ENOUGH = 3
"""Rounds in which writes met before it counts that none was turned away."""


def judge_answers(run: SquareRun, what: str, answers: list[Exchange]) -> None:
    """Each of several writes is done or turned away, and nothing in between."""
    for answer in answers:
        if not run.expect(what, got=answer.status, wanted=one_of(200, BUSY)):
            return
        if answer.status == BUSY:
            run.expect(f"error of {what}", got=answer.at("errors", 0), wanted=LOCKED)


def first_refusal(run: SquareRun, what: str, rounds: Iterator[Meeting]) -> Meeting:
    """
    The first meeting in which a write was turned away.

    When writes met in several rounds and none was turned away, they were done together or queued.
    """
    met = 0
    for meeting in rounds:
        judge_answers(run, what, [each.answer for each in meeting.sent])
        if meeting.turned_away:
            return meeting
        met += meeting.met
    if met < ENOUGH:
        run.untested("the target is too fast: no two writes met")
    told = f"{met} meetings without a refusal"
    run.require(what, got=told, wanted=f"one of them refused with {BUSY}")
    return meeting


@probe("SQ-101")
def a_write_during_a_write_is_turned_away(run: SquareRun) -> None:
    meeting = first_refusal(run, "a write beside another", meetings(run))
    stored = set(run.driver.names("TAX"))
    for sent in meeting.sent:
        label = f"{sent.what[0]} and {len(sent.what) - 1} more"
        wanted = 0 if sent.turned_away else len(sent.what)
        run.expect(f"stored of {label}", got=len(stored.intersection(sent.what)), wanted=wanted)


@probe("SQ-102")
def a_deletion_during_a_deletion_is_turned_away(run: SquareRun) -> None:
    rounds = (deletions(run, size) for size in TO_DELETE)
    meeting = first_refusal(run, "a deletion beside another", rounds)
    for sent in meeting.sent:
        there = run.driver.retrieve(sent.what)
        wanted = len(sent.what) if sent.turned_away else 0
        run.expect(f"left of {len(sent.what)}", got=len(there), wanted=wanted)


def deletions(run: SquareRun, size: int) -> Meeting:
    """Several deletions of items with many children at once, and deletions of single taxes."""
    make = run.driver.make
    batches: list[list[Json]] = [
        [
            make.item(
                f"#{size}{place}{n}", *(make.variation(f"#{size}{place}{n}-{v}") for v in "abc")
            )
            for n in range(size)
        ]
        for place in "xyz"
    ]
    taxes = [make.tax(f"#{size}-{n}") for n in range(60)]
    ids = ids_of(run.driver.stored(run.driver.batches(*batches, taxes)))
    single = [ids[each["id"]] for each in taxes]

    def all_of(batch: list[Json]) -> Planned:
        what = [ids[each["id"]] for each in batch]
        return what, lambda *, patient=False: run.driver.delete_all(*what, patient=patient)

    def one(_writer: int, _turn: int) -> Planned:
        object_id = single.pop()
        return [object_id], lambda *, patient=False: run.driver.delete(object_id, patient=patient)

    return meet(run, [all_of(batch) for batch in batches], one)


@probe("SQ-103")
def another_seller_is_not_turned_away(run: SquareRun) -> None:
    refused: list[str] = []
    for size in SIZES:
        sellers = ("main", "second")
        writes = [large_write(run, f"{size}-{each}", size, each)[1] for each in sellers]
        one, other = run.target.at_once(*writes)
        statuses = [one.status, other.status]
        met = overlap(one, other) > min(one.seconds, other.seconds) / 2
        if met and statuses == [200, 200]:
            return
        if statuses != [200, 200]:
            refused.append(f"{statuses} for {size} objects each")
    # A single refusal may come from a writer of the same seller that is no part of this run.
    run.expect("statuses of two sellers that write at once", got=refused, wanted=[])
    run.untested("the writes of two sellers never met")


@probe("SQ-104")
def reads_are_answered_during_a_write(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.discount("#d"))

    def read(_writer: int, turn: int) -> Planned:
        def send(*, patient: bool = False) -> Exchange:
            if turn % 2:
                return run.driver.read(stored["id"])
            query = {"types": "DISCOUNT"}
            return run.target.send("GET", LIST, query=query, patient=patient)

        return [], send

    write = large_write(run, "large", SIZES[-1])
    large, *reads = meet(run, [write], read).sent
    for each in reads:
        run.expect("a read", got=each.answer.status, wanted=200)
    if not any(overlap(large.answer, each.answer) > 0 for each in reads):
        run.untested("no read met the write")


@probe("SQ-105")
def a_failed_write_frees_the_lock(run: SquareRun) -> None:
    make = run.driver.make
    bad = {**make.tax("#bad"), "is_deleted": True}
    run.given("a bad object", got=outcome(run.driver.batches([bad])), wanted=REFUSED)
    after = run.driver.upsert(make.tax("#one"), patient=False)
    accepted(run, "after a bad object", after)
    broken = run.target.send("POST", BATCH_UPSERT, content=b"{")
    run.given("a bad body", got=outcome(broken), wanted=REFUSED)
    after = run.driver.upsert(make.tax("#two"), patient=False)
    accepted(run, "after a bad body", after)
    after = run.driver.upsert(make.tax("#three"), patient=False)
    accepted(run, "after a good write", after)


@probe("SQ-106")
def the_detail_speaks_of_the_lock(run: SquareRun) -> None:
    detail = run.driver.problem(turned_away(run).answer).text
    run.expect("detail", got=detail, wanted=containing("Catalog locked by prior request"))


@probe("SQ-98")
def a_write_that_was_turned_away_can_be_sent_again(run: SquareRun) -> None:
    sent = turned_away(run)
    answer = sent.send(patient=True)
    if accepted(run, "the same request again", answer):
        written = members(answer, "id_mappings")
        run.expect("objects created", got=len(written), wanted=len(sent.what))


@probe("SQ-99")
def identical_requests_at_once_create_once(run: SquareRun) -> None:
    key, tax = run.key(), run.driver.make.tax("#t")
    calls = [lambda: run.driver.upsert(tax, key=key, patient=False)] * 10
    answers = run.target.at_once(*calls)
    judge_answers(run, "one of ten", answers)
    ids = {ids_of(answer).get("#t") for answer in answers if answer.ok}
    run.expect("objects in the answers", got=len(ids), wanted=1)
    run.expect("stored", got=run.driver.names("TAX"), wanted=[run.name("t")])
