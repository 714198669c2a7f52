"""
Removal with cascades and links, and the stage against a plain dictionary.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.idempotency_ledger import KeptAnswer, recall, remember
from mockserver.core.reasons import Reason, Refusal, render
from mockserver.core.record import INDEXES, Record, own_values
from mockserver.core.record_writer import RecordWriter
from mockserver.core.removal import remove
from mockserver.core.rules import Effect, Presence, Rules, Visibility
from mockserver.core.tick import Tick, moment
from mockserver.core.upsert_types import PLAIN_FORM, Draft, RecordForm, Slot, Stamp
from mockserver.core.view import Seen, Stage, Tables


def writer(
    *, tombstones: bool, visibility_delay: int = 0, history: str | None = None
) -> RecordWriter:
    rules = Rules(Effect.REMOVE, "boxes", visibility=Visibility.EVENTUAL)
    form = RecordForm(
        slots=lambda _kind, body: [Slot(body["to"], i) for i in range(len(body.get("to", ())))],
        unlink=lambda _kind, body, gone: {"to": [i for i in body["to"] if i not in gone]},
        tombstones=tombstones,
        history=history,
    )
    return RecordWriter(rules, form, Tick(50, visibility_delay, lambda _n: 0), Stamp(50, 50))


def filled() -> Stage:
    stage = Stage(Tables())
    later = writer(tombstones=True)
    old = RecordWriter(later.rules, later.form, Tick(10, 0, lambda _n: 0), Stamp(10, 10))
    old.write(stage, "A", "box", Draft({}, keys=["a"]), None)
    old.write(stage, "B", "thing", Draft({}, parent="A"), None)
    old.write(stage, "C", "thing", Draft({}, parent="B"), None)
    old.write(stage, "D", "box", Draft({"to": ["C", "E"]}), None)
    old.write(stage, "E", "box", Draft({}), None)
    return stage


def alive(stage: Stage) -> list[str]:
    return [record["id"] for record in stage.all("boxes") if not record.get("deleted")]


def test_removal_takes_what_is_contained_and_names_each_record_before_its_contents():
    stage = filled()
    assert remove(stage, ["A", "nothing", "B"], writer(tombstones=True)) == ["A", "B", "C"]
    assert alive(stage) == ["D", "E"]
    tombstone = stage.get("boxes", "B")
    assert (tombstone["deleted"], tombstone["updated"], tombstone["created"]) == (True, 50, 10)
    assert list(stage.find("boxes", "keys", "a")) == []


def test_references_to_removed_records_are_taken_out_and_their_holder_gets_a_new_version():
    stage = filled()
    remove(stage, ["A"], writer(tombstones=True))
    holder = stage.get("boxes", "D")
    assert (holder["body"], holder["refs"], holder["version"]) == ({"to": ["E"]}, ["E"], 50)


def test_removing_a_contained_record_gives_its_container_a_new_version():
    stage = filled()
    assert remove(stage, ["C"], writer(tombstones=False)) == ["C"]
    assert stage.get("boxes", "B")["version"] == 50
    assert stage.get("boxes", "A")["version"] == 10
    assert stage.get("boxes", "C") is None


def test_a_removal_that_is_not_yet_visible_leaves_the_record_readable():
    stage = filled()
    remove(stage, ["E"], writer(tombstones=False, visibility_delay=100))
    assert Seen(stage, 149).get("boxes", "E")["kind"] == "box"
    assert Seen(stage, 150).get("boxes", "E")["deleted"] is True


def test_superseded_records_are_kept_in_the_history_under_their_version():
    stage = filled()
    remove(stage, ["E"], writer(tombstones=True, history="past"))
    kept = stage.get("past", "E@10")
    assert (kept["kind"], kept["body"]["id"], kept["body"]["version"]) == ("E", "E", 10)


UNVERSIONED = Rules(Effect.CHANGE, "x")
VERSIONED = Rules(Effect.CHANGE, "x", version=Presence.REQUIRED)


def stamp_at(now: int, stage: Stage, rules: Rules, *, versions_grow: bool = False) -> Stamp:
    tick = Tick(now, 0, lambda _n: 0)
    return RecordWriter.for_request(
        stage, rules, PLAIN_FORM, tick, versions_grow=versions_grow
    ).stamp


def test_a_stamp_without_versions_is_the_time_and_moves_no_counter():
    stage = Stage(Tables())
    assert stamp_at(5, stage, UNVERSIONED) == (5, 5)
    assert stage.changes == {}


def test_versions_grow_strictly_and_the_time_of_the_request_is_the_version():
    stage = Stage(Tables())
    stamps = [stamp_at(now, stage, VERSIONED) for now in (5, 5, 3, 9)]
    assert stamps == [(5, 5), (6, 6), (7, 7), (9, 9)]


def test_versions_of_an_operation_that_asks_for_none_grow_where_its_records_carry_some():
    stage = Stage(Tables())
    stamps = [stamp_at(5, stage, UNVERSIONED, versions_grow=True) for _ in range(2)]
    assert stamps == [(5, 5), (6, 6)]


def test_a_key_is_replayed_refused_for_another_request_and_forgotten_after_its_retention():
    stage = Stage(Tables())
    rules = Rules(Effect.UPSERT, "x", retention=1000)
    remember(stage, "k", "print", KeptAnswer(200, {}, "{}"), Tick(0, 0, lambda _n: 0), 0)

    def again(mark: str, now: int) -> Any:
        return recall(stage, "k", mark, rules, Tick(now, 0, lambda _n: 0))

    assert again("print", 999) == KeptAnswer(200, {}, "{}")
    reused = again("other", 999)
    assert isinstance(reused, Refusal)
    assert reused.reason is Reason.KEY_REUSE
    assert again("other", 1000) is None
    forever = Rules(Effect.UPSERT, "x")
    assert recall(stage, "k", "print", forever, Tick(10**15, 0, lambda _n: 0)) is not None


def test_places_read_like_the_path_a_person_would_write():
    assert render(("batches", 0, "objects", 3, "type")) == "batches[0].objects[3].type"
    assert render((0, "name")) == "[0].name"
    assert render(()) == ""


def test_a_moment_is_exact_to_the_millisecond():
    assert moment(1_623_685_899_021).isoformat() == "2021-06-14T15:51:39.021000+00:00"


ids = st.sampled_from("ABCDE")
bodies = st.fixed_dictionaries(
    {"kind": st.sampled_from("xy"), "keys": st.lists(st.sampled_from("klm"), max_size=2)}
)
changes = st.lists(st.tuples(ids, st.none() | bodies), max_size=12)


def record_of(record_id: str, fields: dict[str, Any]) -> Record:
    record: Any = {"id": record_id, "body": {}, "version": 1, "created": 1, "updated": 1, **fields}
    return record


@given(changes, changes, changes)
def test_a_stage_on_a_stage_reads_like_one_dictionary(stored: Any, first: Any, second: Any):
    tables: dict[str, Record] = {}
    for record_id, fields in stored:
        if fields is not None:
            tables[record_id] = record_of(record_id, fields)
    stage = Stage(Tables({"c": tables}))
    model = dict(tables)
    for layer, staged in ((stage, first), (stage.fork(), second)):
        for record_id, fields in staged:
            if fields is None:
                layer.drop("c", record_id)
                model.pop(record_id, None)
            else:
                layer.put("c", record_of(record_id, fields))
                model[record_id] = record_of(record_id, fields)
        for record_id in "ABCDE":
            assert layer.get("c", record_id) == model.get(record_id)
        assert {record["id"]: record for record in layer.all("c")} == model
        for index in INDEXES:
            for value in "klmxy":
                found = {record["id"] for record in layer.find("c", index, value)}
                assert found == {i for i, r in model.items() if value in own_values(r, index)}


@given(changes, changes)
def test_an_absorbed_trial_leaves_what_it_showed_and_a_forgotten_one_nothing(
    first: Any, second: Any
):
    stage = Stage(Tables())
    apply(stage, first)
    before = {record["id"]: record for record in stage.all("c")}
    trial = stage.fork()
    apply(trial, second)
    shown = {record["id"]: record for record in trial.all("c")}
    assert {record["id"]: record for record in stage.all("c")} == before
    stage.absorb(trial)
    assert {record["id"]: record for record in stage.all("c")} == shown
    for value in "klm":
        found = {record["id"] for record in stage.find("c", "keys", value)}
        assert found == {i for i, r in shown.items() if value in r.get("keys", ())}


def apply(stage: Stage, staged: Any) -> None:
    for record_id, fields in staged:
        if fields is None:
            stage.drop("c", record_id)
        else:
            stage.put("c", record_of(record_id, fields))
