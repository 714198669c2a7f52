"""
The engine against a model: what a command leaves behind, under every atomicity.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.core.reasons import Reason, Refusal, Violation
from mockserver.core.rules import (
    AllRejected,
    Atomicity,
    Duplicates,
    Effect,
    InvalidRecord,
    Limits,
    Merge,
    Presence,
    Rules,
    Visibility,
    WhenMany,
    WhenMissing,
)
from mockserver.core.tick import Tick
from mockserver.core.upsert import decide
from mockserver.core.upsert_types import (
    ById,
    ByKey,
    Command,
    Draft,
    Item,
    New,
    Outcome,
    Policy,
    RecordForm,
    Slot,
    Status,
    Write,
)
from mockserver.core.view import Seen, Stage, Tables

TICK = Tick(now=1_000_000, visibility_delay=0, bits=lambda _count: 0)


def interpret(_view: Any, item: Item, index: int, _tick: Tick) -> list[Write] | Refusal:
    """{"id"|"ref"|"key", "text", "to": [...], "in": parent, "has": [nested], "v": version}"""
    value = dict(item.value)
    if value.pop("odd", False):
        return Refusal(Reason.CONSTRAINT, item.place)
    nested = value.pop("has", [])
    identity: Any = New(value.get("ref"))
    if "id" in value:
        identity = ById(value["id"])
    elif "key" in value:
        identity = ByKey((value["key"],))
    version = value.pop("v", None)
    writes = [Write(index, item.place, value.pop("kind", "box"), identity, value, version)]
    for position, child in enumerate(nested):
        place = (*item.place, "has", position)
        name = value.get("id", value.get("ref"))
        got = interpret(None, Item(place, {**child, "in": name, "kind": "thing"}), index, TICK)
        assert not isinstance(got, Refusal)
        writes.extend(replace_nested(write) for write in got)
    return writes


def replace_nested(write: Write) -> Write:
    write.nested = True
    return write


def slots(_kind: str, body: dict[str, Any]) -> list[Slot]:
    found = [Slot(body["to"], index) for index in range(len(body.get("to", ())))]
    if "in" in body:
        found.append(Slot(body, "in"))
    return found


def compose(_stage: Stage, write: Write, _stamp: Any) -> Draft | Refusal:
    if write.body.get("text") == "bad":
        return Refusal(Reason.CONSTRAINT, (*write.place, "text"))
    keys = [write.body["key"]] if "key" in write.body else []
    return Draft(write.body, keys=keys, parent=write.body.get("in"))


POLICY = Policy(
    interpret=interpret,
    compose=compose,
    new_id=lambda stage, _write, _tick: f"N{stage.serial('ids')}",
    count=lambda item: 1 + len(item.value.get("has", ())),
    form=RecordForm(slots=slots, owns_nested=frozenset({"box"}), tombstones=True),
)

RULES = Rules(
    effect=Effect.UPSERT,
    resource="boxes",
    when_missing=WhenMissing.REJECT,
    merge=Merge.REPLACE,
    invalid_record=InvalidRecord.REJECTS_BATCH,
    atomicity=Atomicity.BATCH,
    all_rejected=AllRejected.REFUSES_REQUEST,
    duplicates=Duplicates.REJECT,
    version=Presence.REQUIRED,
)
EACH = replace(
    RULES,
    atomicity=Atomicity.RECORD,
    invalid_record=InvalidRecord.REJECTS_RECORD,
    when_missing=WhenMissing.CREATE,
    merge=Merge.PATCH,
    duplicates=Duplicates.IN_ORDER,
    version=Presence.NONE,
)


def check(value: Any, place: Any) -> tuple[tuple[Violation, ...], int]:
    if isinstance(value.get("text", ""), str):
        return (), 0
    return (Violation((*place, "text"), "type", ["string"]),), 1


def command(*batches: list[dict[str, Any]]) -> Command:
    return Command(
        [
            [Item(("batches", b, "objects", i), value) for i, value in enumerate(batch)]
            for b, batch in enumerate(batches)
        ]
    )


def run(
    stage: Stage, *batches: list[dict[str, Any]], rules: Rules = RULES, tick: Tick = TICK
) -> Any:
    return decide(stage, command(*batches), rules, POLICY, check, tick)


def outcome(
    stage: Stage, *batches: list[dict[str, Any]], rules: Rules = RULES, tick: Tick = TICK
) -> Outcome:
    got = run(stage, *batches, rules=rules, tick=tick)
    assert isinstance(got, Outcome)
    return got


def statuses(got: Outcome) -> list[list[str]]:
    return [[result.status.value for result in batch.results] for batch in got.batches]


def texts(stage: Stage) -> dict[str, Any]:
    return {r["id"]: r["body"].get("text") for r in stage.all("boxes") if not r.get("deleted")}


def test_a_failing_batch_leaves_its_neighbours_alone():
    stage = Stage(Tables())
    got = outcome(
        stage,
        [{"ref": "#a", "text": "one"}],
        [{"ref": "#b", "text": "two"}, {"ref": "#c", "text": "bad"}],
        [{"ref": "#d", "text": "three"}],
    )
    assert statuses(got) == [["created"], ["rejected", "rejected"], ["created"]]
    assert sorted(texts(stage).values()) == ["one", "three"]
    assert [refusal.reason for refusal in got.batches[1].refusals] == [Reason.CONSTRAINT]
    assert [refusal.reason for refusal in got.batches[1].results[0].refusals] == [
        Reason.ROLLED_BACK
    ]
    assert not got.refused


def test_a_request_without_an_accepted_record_is_refused_and_leaves_nothing_not_even_a_counter():
    stage = Stage(Tables())
    assert outcome(stage, [{"ref": "#a", "text": "bad"}]).refused
    assert stage.changes == {}


def test_a_refused_request_as_results_is_no_refusal():
    rules = replace(EACH, all_rejected=AllRejected.AS_RESULTS)
    got = outcome(Stage(Tables()), [{"key": "a", "text": "bad"}], rules=rules)
    assert statuses(got) == [["rejected"]]
    assert not got.refused


def test_limits_count_nested_records_and_write_nothing():
    stage = Stage(Tables())
    rules = replace(RULES, limits=Limits(records_per_batch=3, records_per_request=5))
    pair = {"text": "x", "has": [{"ref": "#n"}]}
    too_big = run(
        stage, [{"ref": "#a"}], [{**pair, "ref": "#b"}, {**pair, "ref": "#c"}], rules=rules
    )
    assert isinstance(too_big, Refusal)
    assert (too_big.reason, dict(too_big.facts)) == (
        Reason.OVER_BATCH_LIMIT,
        {"count": 4, "limit": 3, "batch": 1},
    )
    too_many = run(stage, *[[{**pair, "ref": "#b"}]] * 3, rules=rules)
    assert isinstance(too_many, Refusal)
    assert dict(too_many.facts) == {"count": 6, "limit": 5}
    assert stage.changes == {}
    at_the_limit = outcome(stage, [{"ref": "#a"}, {**pair, "ref": "#b"}], rules=rules)
    assert statuses(at_the_limit) == [["created", "created"]]


def test_references_point_forward_and_are_replaced_everywhere():
    stage = Stage(Tables())
    got = outcome(stage, [{"ref": "#a", "to": ["#b", "#a"]}, {"ref": "#b", "has": [{"ref": "#c"}]}])
    first, second = got.batches[0].results
    assert first.writes[0].record["body"]["to"] == [second.writes[0].id, first.writes[0].id]
    assert first.writes[0].record["refs"] == [second.writes[0].id, first.writes[0].id]
    assert second.writes[1].record["parent"] == second.writes[0].id


def test_a_reference_of_another_batch_is_unknown_and_so_is_a_removed_record():
    stage = Stage(Tables())
    got = outcome(stage, [{"ref": "#a"}], [{"ref": "#b", "to": ["#a"]}])
    assert statuses(got) == [["created"], ["rejected"]]
    assert got.batches[1].refusals[0].reason is Reason.UNKNOWN_REFERENCE
    assert got.batches[1].refusals[0].facts["target"] == "#a"


def test_the_same_reference_in_two_batches_makes_two_records_and_in_one_batch_is_refused():
    stage = Stage(Tables())
    got = outcome(stage, [{"ref": "#a"}], [{"ref": "#a"}])
    assert len(texts(stage)) == 2
    assert not got.refused
    twice = outcome(stage, [{"ref": "#a"}, {"ref": "#a"}])
    assert twice.batches[0].refusals[0].reason is Reason.DUPLICATE


@pytest.mark.parametrize("sent", [None, 999_999, 1_000_001])
def test_an_update_must_name_the_stored_version(sent: int | None):
    stage = Stage(Tables())
    created = outcome(stage, [{"ref": "#a", "text": "old"}]).batches[0].results[0].writes[0]
    assert created.record["version"] == 1_000_000
    got = outcome(stage, [{"id": created.id, "text": "new", "v": sent}])
    assert got.batches[0].refusals[0].reason is Reason.VERSION_MISMATCH
    assert texts(stage) == {created.id: "old"}


def test_an_optional_version_is_compared_only_when_it_is_sent():
    rules = replace(RULES, version=Presence.OPTIONAL)
    stage = Stage(Tables())
    made = outcome(stage, [{"ref": "#a"}], rules=rules).batches[0].results[0].writes[0].id
    assert statuses(outcome(stage, [{"id": made, "text": "x"}], rules=rules)) == [["updated"]]
    assert outcome(stage, [{"id": made, "v": 5}], rules=rules).refused


def test_versions_grow_within_one_millisecond_and_are_shared_by_a_request():
    stage = Stage(Tables())
    first = outcome(stage, [{"ref": "#a"}, {"ref": "#b"}])
    second = outcome(stage, [{"ref": "#c"}])
    assert {w.record["version"] for r in first.results() for w in r.writes} == {1_000_000}
    assert second.stamp.version == 1_000_001
    assert second.stamp.now == 1_000_001


def test_replacement_removes_nested_records_that_were_left_out():
    stage = Stage(Tables())
    made = outcome(stage, [{"ref": "#a", "has": [{"ref": "#b"}, {"ref": "#c"}]}])
    box, kept, lost = made.batches[0].results[0].writes
    again = {"id": box.id, "v": 1_000_000, "has": [{"id": kept.id, "v": 1_000_000, "text": "k"}]}
    outcome(stage, [again])
    assert texts(stage) == {box.id: None, kept.id: "k"}
    assert stage.get("boxes", lost.id)["deleted"] is True


def test_a_changed_child_gives_its_container_a_new_version_and_not_the_other_way_round():
    stage = Stage(Tables())
    made = outcome(stage, [{"ref": "#a", "text": "box", "has": [{"ref": "#b"}]}])
    box, child = made.batches[0].results[0].writes
    outcome(stage, [{"id": child.id, "v": 1_000_000, "in": box.id, "text": "new", "kind": "thing"}])
    assert stage.get("boxes", box.id)["version"] == 1_000_001
    assert stage.get("boxes", box.id)["body"]["text"] == "box"


def test_patch_keeps_and_replace_clears_what_was_left_out():
    for rules, expected in ((EACH, "old"), (replace(EACH, merge=Merge.REPLACE), None)):
        stage = Stage(Tables())
        outcome(stage, [{"key": "k", "text": "old"}], rules=rules)
        got = outcome(stage, [{"key": "k", "more": 1}], rules=rules)
        assert statuses(got) == [["updated"]]
        assert list(texts(stage).values()) == [expected]


def test_a_known_key_is_updated_in_place_an_unknown_one_created_or_refused():
    stage = Stage(Tables())
    first = outcome(stage, [{"key": "k", "text": "a"}], rules=EACH).batches[0].results[0].writes[0]
    again = outcome(stage, [{"key": "k", "text": "a"}], rules=EACH).batches[0].results[0]
    assert (again.status, again.writes[0].id, again.writes[0].matched) == (
        Status.UNCHANGED,
        first.id,
        "k",
    )
    strict = replace(EACH, when_missing=WhenMissing.REJECT)
    got = outcome(stage, [{"key": "other"}], rules=strict)
    assert got.batches[0].results[0].refusals[0].reason is Reason.UNKNOWN_RECORD


def test_several_records_of_one_key_are_ambiguous_or_the_first_is_taken():
    record = {"kind": "box", "body": {}, "version": 1, "created": 1, "updated": 1, "keys": ["k"]}
    tables = Tables({"boxes": {"A": {"id": "A", **record}, "B": {"id": "B", **record}}})
    got = outcome(Stage(tables), [{"key": "k"}], rules=EACH)
    assert got.batches[0].results[0].refusals[0].reason is Reason.AMBIGUOUS_MATCH
    first = outcome(Stage(tables), [{"key": "k"}], rules=replace(EACH, when_many=WhenMany.FIRST))
    assert first.batches[0].results[0].writes[0].id == "A"


def test_an_invalid_record_costs_itself_its_batch_or_the_request():
    batches = ([{"key": "a"}, {"key": "b", "text": 5}], [{"key": "c"}])
    own = outcome(Stage(Tables()), *batches, rules=EACH)
    assert statuses(own) == [["created", "rejected"], ["created"]]
    batch = outcome(Stage(Tables()), *batches, rules=replace(EACH, atomicity=Atomicity.BATCH))
    assert statuses(batch) == [["rejected", "rejected"], ["created"]]
    refused = run(
        Stage(Tables()), *batches, rules=replace(EACH, invalid_record=InvalidRecord.REJECTS_REQUEST)
    )
    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.place, refused.total) == (
        Reason.INVALID_RECORD,
        ("batches", 0, "objects", 1, "text"),
        1,
    )


def test_request_atomicity_keeps_nothing_when_one_record_is_refused():
    stage = Stage(Tables())
    rules = replace(EACH, atomicity=Atomicity.REQUEST)
    got = outcome(stage, [{"key": "a"}], [{"key": "b", "odd": True}], rules=rules)
    assert got.refused
    assert stage.changes == {}


def test_an_eventual_write_is_hidden_until_its_time_and_the_engine_already_sees_it():
    rules = replace(EACH, visibility=Visibility.EVENTUAL)
    stage = Stage(Tables())
    early = Tick(now=0, visibility_delay=1000, bits=lambda _count: 0)
    outcome(stage, [{"key": "k", "text": "first"}], rules=rules, tick=early)
    later = Tick(now=600, visibility_delay=1000, bits=lambda _count: 0)
    got = outcome(stage, [{"key": "k", "text": "second"}], rules=rules, tick=later)
    assert got.batches[0].results[0].status is Status.UPDATED

    def seen(now: int) -> list[str]:
        return [record["body"]["text"] for record in Seen(stage, now).find("boxes", "keys", "k")]

    assert (seen(999), seen(1000), seen(1599), seen(1600)) == ([], ["first"], ["first"], ["second"])


records = st.fixed_dictionaries(
    {"key": st.sampled_from("abcd"), "text": st.sampled_from(["x", "y", "bad"])}
)


@given(st.lists(st.lists(records, max_size=5), max_size=4), st.sampled_from(list(Atomicity)))
def test_whatever_the_atomicity_the_state_is_that_of_the_accepted_records_alone(
    batches: list[list[dict[str, Any]]], atomicity: Atomicity
):
    rules = replace(EACH, atomicity=atomicity, all_rejected=AllRejected.AS_RESULTS)
    if atomicity is not Atomicity.RECORD:
        rules = replace(rules, duplicates=Duplicates.REJECT)
    stage = Stage(Tables())
    got = outcome(stage, *batches, rules=rules)
    model: dict[str, str] = {}
    for batch, sent in zip(got.batches, batches, strict=True):
        for result, value in zip(batch.results, sent, strict=True):
            if result.status is not Status.REJECTED and not got.refused:
                model[value["key"]] = value["text"]
            if value["text"] == "bad":
                assert result.status is Status.REJECTED
        if atomicity is Atomicity.BATCH:
            assert len({result.status is Status.REJECTED for result in batch.results}) <= 1
    stored = {r["body"]["key"]: r["body"]["text"] for r in stage.all("boxes")}
    assert stored == model
    if atomicity is Atomicity.RECORD:
        bad = sum(value["text"] == "bad" for batch in batches for value in batch)
        assert sum(result.status is Status.REJECTED for result in got.results()) == bad


@given(st.lists(records, min_size=1, max_size=6))
def test_sending_the_same_records_again_changes_no_state(sent: list[dict[str, Any]]):
    stage = Stage(Tables())
    outcome(stage, sent, rules=replace(EACH, all_rejected=AllRejected.AS_RESULTS))
    before = texts(stage)
    outcome(stage, sent, rules=replace(EACH, all_rejected=AllRejected.AS_RESULTS))
    assert texts(stage) == before
