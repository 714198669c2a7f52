"""
References of a record to records of other collections.
"""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import Record
from mockserver.core.rules import Effect, InvalidRecord, Rules, WhenMissing
from mockserver.core.tick import Tick
from mockserver.core.upsert import decide
from mockserver.core.upsert_types import (
    ByKey,
    Command,
    Draft,
    Item,
    Outcome,
    Policy,
    RecordForm,
    Slot,
    Write,
)
from mockserver.core.view import Stage, Tables

TICK = Tick(now=1_000, visibility_delay=0, bits=lambda _count: 0)
RULES = Rules(
    effect=Effect.UPSERT,
    resource="books",
    when_missing=WhenMissing.CREATE,
    invalid_record=InvalidRecord.REJECTS_REQUEST,
)
SHELF: Record = {"id": "S1", "kind": "shelf", "body": {}, "version": 1, "created": 1, "updated": 1}


def slots(_kind: str, body: dict[str, Any]) -> list[Slot]:
    return [Slot(body, "shelf", "shelves", ("shelf",))]


POLICY = Policy(
    interpret=lambda _view, item, index, _tick: [
        Write(index, item.place, "book", ByKey((item.value["key"],)), dict(item.value))
    ],
    compose=lambda _stage, write, _stamp: Draft(write.body, keys=[write.body["key"]]),
    new_id=lambda _stage, write, _tick: f"B-{write.body['key']}",
    form=RecordForm(slots=slots),
)


def outcome_of(stage: Stage, value: dict[str, Any]) -> Outcome:
    command = Command([[Item(("books", 0), value)]])
    outcome = decide(stage, command, RULES, POLICY, lambda _value, _place: ((), 0), TICK)
    assert isinstance(outcome, Outcome)
    return outcome


def test_a_reference_to_another_collection_is_looked_up_there_and_kept():
    stage = Stage(Tables({"shelves": {"S1": SHELF}}))
    assert not outcome_of(stage, {"key": "a", "shelf": "S1"}).refused
    assert [record["id"] for record in stage.find("books", "refs", "S1")] == ["B-a"]


def test_an_unknown_reference_to_another_collection_is_refused_where_it_stands():
    outcome = outcome_of(Stage(Tables()), {"key": "a", "shelf": "S1"})
    assert list(outcome.refusals()) == [
        Refusal(
            Reason.UNKNOWN_REFERENCE,
            ("books", 0, "shelf"),
            {
                "id": "B-a",
                "identity": "a",
                "kind": "book",
                "attribute": "shelf",
                "target": "S1",
                "collection": "shelves",
            },
        )
    ]


@pytest.mark.parametrize("home", ["books", "cellar"])
def test_a_record_of_the_wrong_collection_is_no_target(home: str):
    outcome = outcome_of(Stage(Tables({home: {"S1": SHELF}})), {"key": "a", "shelf": "S1"})
    assert outcome.refused


def test_an_id_written_in_the_same_batch_does_not_satisfy_a_reference_elsewhere():
    outcome = outcome_of(Stage(Tables()), {"key": "a", "shelf": "B-a"})
    assert outcome.refused
