"""
Nested records that a replacement sends along, and those that it leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mockserver.core.record import Record
from mockserver.core.rules import Atomicity, Effect, InvalidRecord, Merge, Presence, Rules
from mockserver.core.tick import Tick
from mockserver.core.upsert import decide
from mockserver.core.upsert_types import (
    ById,
    Command,
    Draft,
    Item,
    New,
    Outcome,
    Policy,
    RecordForm,
    Slot,
    Write,
)
from mockserver.core.view import Stage, Tables

RULES = Rules(
    effect=Effect.UPSERT,
    resource="things",
    merge=Merge.REPLACE,
    invalid_record=InvalidRecord.REJECTS_BATCH,
    atomicity=Atomicity.BATCH,
    version=Presence.REQUIRED,
)


def interpret(_view: Any, item: Item, index: int, _tick: Tick) -> list[Write]:
    """[id, version, text, target, [children of the same form]]"""
    name, version, text, target, children = item.value
    writes = [write(item, index, "box", (name, version, text, target, None))]
    writes += [write(item, index, "part", (*child, name)) for child in children]
    return writes


def write(item: Item, index: int, kind: str, sent: Sequence[Any]) -> Write:
    name, version, text, target, parent = sent
    identity = New(name) if name.startswith("#") else ById(name)
    body = {"text": text, "in": parent, "to": target}
    held = {key: value for key, value in body.items() if value is not None}
    return Write(index, item.place, kind, identity, held, version, nested=kind == "part")


def slots(_kind: str, body: dict[str, Any]) -> list[Slot]:
    return [Slot(body, key) for key in ("in", "to") if key in body]


def unlink(_kind: str, body: dict[str, Any], gone: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value not in gone}


POLICY = Policy(
    interpret=interpret,
    compose=lambda _stage, write, _stamp: Draft(write.body, parent=write.body.get("in")),
    new_id=lambda stage, _write, _tick: f"N{stage.serial('ids')}",
    form=RecordForm(slots=slots, owns_nested=frozenset({"box"}), unlink=unlink),
)


def send(stage: Stage, now: int, *sent: Any) -> Outcome:
    batch = [Item(("things", index), value) for index, value in enumerate(sent)]
    tick = Tick(now, 0, lambda _count: 0)
    outcome = decide(stage, Command([batch]), RULES, POLICY, lambda _value, _place: ((), 0), tick)
    assert isinstance(outcome, Outcome)
    assert not outcome.refused
    return outcome


def things(stage: Stage) -> dict[str, Record]:
    return {record["id"]: record for record in stage.all("things")}


def test_a_nested_record_that_did_not_change_keeps_its_version():  # SQ-63
    stage = Stage(Tables())
    send(
        stage, 5, ["#box", None, "b", None, [("#one", None, "1", None), ("#two", None, "2", None)]]
    )
    send(stage, 9, ["N1", 5, "new", None, [("N2", 5, "1", None), ("N3", 5, "changed", None)]])
    versions = {
        name: (record["version"], record["updated"]) for name, record in things(stage).items()
    }
    assert versions == {"N1": (9, 9), "N2": (5, 5), "N3": (9, 9)}


def test_a_nested_record_that_was_left_out_leaves_no_reference():
    stage = Stage(Tables())
    send(
        stage, 5, ["#box", None, "b", None, [("#one", None, "1", None), ("#two", None, "2", None)]]
    )
    send(stage, 6, ["#other", None, "o", "N3", []])
    outcome = send(stage, 9, ["N1", 5, "b", None, [("N2", 5, "1", None)]])
    left = things(stage)
    assert set(left) == {"N1", "N2", "N4"}
    assert (left["N4"]["body"], left["N4"]["version"]) == ({"text": "o"}, 9)
    assert list(stage.find("things", "refs", "N3")) == []
    assert [kept.record for result in outcome.results() for kept in result.writes] == [
        left["N1"],
        left["N2"],
    ]


def test_what_is_written_beside_the_loss_is_without_the_reference_too():
    stage = Stage(Tables())
    send(stage, 5, ["#box", None, "b", None, [("#one", None, "1", None)]])
    outcome = send(stage, 9, ["N1", 5, "b", None, []], ["#other", None, "o", "N2", []])
    [_, other] = outcome.results()
    assert other.writes[0].record == things(stage)["N3"]
    assert things(stage)["N3"]["body"] == {"text": "o"}
