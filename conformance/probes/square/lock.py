"""
The lock: one write of a seller at a time, the others refused.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from conformance.drivers.square import LIST
from conformance.drivers.square.answers import ACCEPTED, REFUSED, ids_of, outcome
from conformance.drivers.square.objects import Json
from conformance.exchange import Exchange
from conformance.expectations import containing, one_of
from conformance.probe import probe
from conformance.probes.square.contention import (
    BUSY,
    ENOUGH,
    Meeting,
    large_write,
    meet,
    meetings,
    refused_by_lock,
    small_write,
)
from conformance.probes.square.refusing import SquareRun, accepted

LOCKED = {"category": "RATE_LIMIT_ERROR", "code": "RATE_LIMITED"}


def judge_statuses(run: SquareRun, what: str, answers: list[Exchange]) -> None:
    """Each of several writes is done or turned away, and nothing in between."""
    for answer in answers:
        if not run.expect(what, got=answer.status, wanted=one_of(200, BUSY)):
            return
        if answer.status == BUSY:
            run.expect(f"error of {what}", got=answer.at("errors", 0), wanted=LOCKED)


def nobody_refused(run: SquareRun, what: str, met: int) -> None:
    """None of many writes beside others was turned away: violated once enough of them met."""
    if met < ENOUGH:
        run.untested("no two writes met: the target is too fast to tell")
    run.expect(what, got=f"none of {met} refused with {BUSY}", wanted=f"refused with {BUSY}")


@probe("SQ-101")
def a_write_during_a_write_is_turned_away(run: SquareRun) -> None:
    met = 0
    for round_, meeting in enumerate(meetings(run)):
        answers = [answer for _, answer in meeting.beside]
        judge_statuses(run, "a write beside another", [*answers, meeting.large])
        met += len(meeting.inside)
        if meeting.turned_away or meeting.large.status == BUSY:
            start = run.name(f"{round_}-small")
            stored = [name for name in run.driver.names("CATEGORY") if name.startswith(start)]
            done = {run.name(f"{round_}-{label}") for label, each in meeting.beside if each.ok}
            run.expect("stored", got=stored, wanted=sorted(done))
            return
    nobody_refused(run, "writes during another write", met)


@probe("SQ-102")
def a_deletion_during_a_deletion_is_turned_away(run: SquareRun) -> None:
    met = 0
    for round_, size in enumerate((100, 200)):
        many, few = deletable(run, round_, size)
        large = partial(run.driver.delete_all, *many, patient=False)
        meeting = meet(run, large, single_deletions(run, few))
        judge_statuses(run, "a deletion beside another", [each for _, each in meeting.beside])
        met += len(meeting.inside)
        if meeting.turned_away:
            ids = [answer.path.rpartition("/")[2] for _, answer in meeting.turned_away]
            there = run.driver.retrieve(ids)
            run.expect("turned away, still there", got=sorted(there), wanted=sorted(ids))
            return
    nobody_refused(run, "deletions during another deletion", met)


def single_deletions(run: SquareRun, ids: list[str]) -> Callable[[str], Exchange]:
    """Deletions of one object each, sent once."""
    return lambda _label: run.driver.delete(ids.pop(), patient=False)


def deletable(run: SquareRun, round_: int, size: int) -> tuple[list[str], list[str]]:
    """The ids of items with many children, and of enough taxes to knock with."""
    make = run.driver.make
    items: list[Json] = []
    for n in range(size):
        ref = f"{round_}-i{n}"
        items.append(make.item(f"#{ref}", *(make.variation(f"#{ref}-{v}") for v in range(4))))
    taxes = [make.tax(f"#{round_}-t{n}") for n in range(120)]
    ids = ids_of(run.driver.stored(run.driver.batches(items, taxes)))
    return [ids[each["id"]] for each in items], [ids[each["id"]] for each in taxes]


@probe("SQ-103")
def another_seller_is_not_turned_away(run: SquareRun) -> None:
    met: list[Meeting] = []
    for round_, size in enumerate((500, 1000)):
        small = small_write(run, round_, "second")
        meeting = meet(run, large_write(run, size), small, writers=1)
        for _, answer in meeting.beside:
            run.expect("a write of another seller", got=answer.status, wanted=200)
        met.append(meeting)
    if not any(meeting.inside for meeting in met):
        run.untested("no write of the other seller fell into the large one")


@probe("SQ-104")
def reads_are_answered_during_a_write(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.discount("#d"))

    def read(label: str) -> Exchange:
        path = LIST if label.endswith("0") else f"/v2/catalog/object/{stored['id']}"
        return run.target.send("GET", path, query={"types": "DISCOUNT"} if path == LIST else "")

    meeting = meet(run, large_write(run, 1000), read, writers=2)
    for _, answer in meeting.beside:
        run.expect("a read", got=answer.status, wanted=200)
    if not meeting.inside:
        run.untested("no read fell into the write")


@probe("SQ-105")
def a_failed_write_frees_the_lock(run: SquareRun) -> None:
    make = run.driver.make
    for what, failing in (
        ("a bad object", run.driver.batches([{**make.tax("#bad"), "is_deleted": True}])),
        ("a bad body", run.target.send("POST", "/v2/catalog/batch-upsert", content=b"{")),
        ("a good one", run.driver.upsert(make.tax("#before"))),
    ):
        wanted = ACCEPTED if what == "a good one" else REFUSED
        run.given(what, got=outcome(failing), wanted=wanted)
        ref = f"#after {what}".replace(" ", "-")
        accepted(run, f"after {what}", run.driver.upsert(make.tax(ref), patient=False))


@probe("SQ-106")
def the_detail_speaks_of_the_lock(run: SquareRun) -> None:
    _, _, answer = refused_by_lock(run)
    detail = run.driver.problem(answer).text
    run.expect("detail", got=detail, wanted=containing("Catalog locked by prior request"))


@probe("SQ-98")
def a_write_that_was_turned_away_can_be_sent_again(run: SquareRun) -> None:
    _, label, _ = refused_by_lock(run)
    value = run.driver.make.category(f"#{label}")
    answer = run.driver.upsert(value, key=run.name(f"key-{label}"))
    if accepted(run, "the same request again", answer):
        stored = run.driver.read(ids_of(answer).get(value["id"], ""))
        run.expect("read back", got=stored.at("object", "type"), wanted="CATEGORY")


@probe("SQ-99")
def identical_requests_at_once_create_once(run: SquareRun) -> None:
    key, tax = run.key(), run.driver.make.tax("#t")
    calls = [lambda: run.driver.upsert(tax, key=key, patient=False)] * 10
    answers = run.target.at_once(*calls)
    judge_statuses(run, "one of ten", answers)
    ids = {ids_of(answer).get("#t") for answer in answers if answer.ok}
    run.expect("objects in the answers", got=len(ids), wanted=1)
    run.expect("stored", got=run.driver.names("TAX"), wanted=[run.name("t")])
