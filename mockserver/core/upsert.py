"""
Deciding an upsert: what a command does to a stage, under the rules that its contract declares.

The order of checks is observable, so it stands here; the first that applies decides.

| | check | costs |
|---|---|---|
| 1 | a batch over its limit, then the request over its limit | the request |
| 2 | schema of every record, where one bad record refuses the request | the request |
| 3 | schema of a record, then its interpretation by the provider | its atomic group |
| 4 | the same identity twice in a batch, where that is refused | its atomic group |
| 5 | identity: nothing found, several found | its atomic group |
| 6 | references: unknown, or not defined in this batch | its atomic group |
| 7 | version | its atomic group |
| 8 | composition: the provider's constraints on one record | its atomic group |
| 9 | final state: its constraints on what the group leaves behind | its atomic group |

Within a group each step is taken for all records before the next one, so that several faults
of one kind are reported together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mockserver.core.matching import Claims, called, identify, resolve_references
from mockserver.core.reasons import MOST_VIOLATIONS, Reason, Refusal, Violation, invalid
from mockserver.core.record import Record
from mockserver.core.record_writer import RecordWriter, children
from mockserver.core.removal import unlink
from mockserver.core.rules import (
    AllRejected,
    Atomicity,
    InvalidRecord,
    Merge,
    Presence,
    Rules,
)
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import (
    BatchOutcome,
    Check,
    Command,
    Draft,
    Item,
    Outcome,
    Policy,
    Status,
    Write,
    WriteResult,
)
from mockserver.core.view import Stage


@dataclass(frozen=True, slots=True)
class Group:
    """Records that are written whole or not at all: their positions in the batch and themselves."""

    items: Sequence[tuple[int, Item]]


def decide(
    stage: Stage, command: Command, rules: Rules, policy: Policy, check: Check, tick: Tick
) -> Outcome | Refusal:
    """
    Carry out a command on a stage, or refuse it.

    Whatever was accepted is on the stage afterwards; after a refusal, or a refused outcome,
    the stage is as it was.
    """
    refusal = over_limits(command, rules, policy)
    if refusal is None and rules.invalid_record is InvalidRecord.REJECTS_REQUEST:
        refusal = first_invalid(command, check)
    if refusal is not None:
        return refusal
    before = stage.mark()
    writer = RecordWriter.for_request(stage, rules, policy.form, tick)
    batches = [decide_batch(stage, batch, policy, writer, check) for batch in command.batches]
    outcome = Outcome(batches, writer.stamp, is_refused(batches, rules))
    if outcome.refused:
        stage.undo(before)
    return outcome


def is_refused(batches: Sequence[BatchOutcome], rules: Rules) -> bool:
    """Whether the vendor answers these results with an error and keeps nothing."""
    results = [result for batch in batches for result in batch.results]
    rejected = [result for result in results if result.status is Status.REJECTED]
    if any(one.reason in rules.whole for result in rejected for one in result.refusals):
        return True
    if rules.atomicity is Atomicity.REQUEST and not all(
        one.reason in rules.apart for result in rejected for one in result.refusals
    ):
        return True
    everything = bool(rejected) and len(rejected) == len(results)
    return rules.all_rejected is AllRejected.REFUSES_REQUEST and everything


def over_limits(command: Command, rules: Rules, policy: Policy) -> Refusal | None:
    """The refusal of a command that is too large, nested records counted by the provider."""
    limits = rules.limits
    if limits.records_per_batch is None and limits.records_per_request is None:
        return None
    sizes = [sum(map(policy.count, batch)) for batch in command.batches]
    for index, size in enumerate(sizes):
        if limits.records_per_batch is not None and size > limits.records_per_batch:
            return Refusal(
                Reason.OVER_BATCH_LIMIT,
                facts={"count": size, "limit": limits.records_per_batch, "batch": index},
            )
    if limits.records_per_request is not None and sum(sizes) > limits.records_per_request:
        return Refusal(
            Reason.OVER_REQUEST_LIMIT,
            facts={"count": sum(sizes), "limit": limits.records_per_request},
        )
    return None


def first_invalid(command: Command, check: Check) -> Refusal | None:
    """The refusal of a request because records in it break their schema, all faults listed."""
    listed: list[Violation] = []
    total = 0
    for batch in command.batches:
        for item in batch:
            violations, count = check(item.value, item.place)
            listed.extend(violations[: MOST_VIOLATIONS - len(listed)])
            total += count
    return invalid(tuple(listed), total, Reason.INVALID_RECORD) if listed else None


def decide_batch(
    stage: Stage, batch: Sequence[Item], policy: Policy, writer: RecordWriter, check: Check
) -> BatchOutcome:
    """Decide one batch, group by group; a failing group leaves no trace on the stage."""
    numbered = list(enumerate(batch))
    if writer.rules.atomicity is Atomicity.RECORD:
        claims = Claims()
        results = [
            result
            for entry in numbered
            for result in decide_group(stage, Group([entry]), policy, writer, check, claims).results
        ]
        return BatchOutcome(results)
    outcome = decide_group(stage, Group(numbered), policy, writer, check, Claims())
    apart = [one.place for one in outcome.refusals if one.reason in writer.rules.apart]
    if not apart:
        return outcome
    alone = {index for index, item in numbered if item.place in apart}
    others = Group([entry for entry in numbered if entry[0] not in alone])
    again = decide_group(stage, others, policy, writer, check, Claims())
    rest = iter(again.results)
    results = [outcome.results[index] if index in alone else next(rest) for index, _ in numbered]
    return BatchOutcome(results, again.refusals)


def decide_group(
    stage: Stage, group: Group, policy: Policy, writer: RecordWriter, check: Check, claims: Claims
) -> BatchOutcome:
    """Decide one atomic group; where it is refused the stage is as it was before."""
    before = stage.mark()
    writes, refusals = interpret(stage, group, policy, check, writer.tick)
    if not refusals:
        refusals = apply(stage, writes, policy, writer, claims)
    if refusals:
        stage.undo(before)
        return BatchOutcome(rejected(group, refusals, writes), refusals)
    return BatchOutcome(accepted(group, writes))


def interpret(
    trial: Stage, group: Group, policy: Policy, check: Check, tick: Tick
) -> tuple[list[Write], list[Refusal]]:
    """Check every record of a group against its schema and let the provider say what it means."""
    writes: list[Write] = []
    refusals: list[Refusal] = []
    for index, item in group.items:
        violations, total = check(item.value, item.place)
        if violations:
            refusals.append(invalid(violations, total, Reason.INVALID_RECORD))
            continue
        meaning = policy.interpret(trial, item, index, tick)
        if isinstance(meaning, Refusal):
            refusals.append(meaning)
        else:
            writes.extend(meaning)
    return writes, refusals


def apply(
    trial: Stage, writes: Sequence[Write], policy: Policy, writer: RecordWriter, claims: Claims
) -> list[Refusal]:
    """Match, link, compare and stage the writes of one group; whatever is refused is returned."""
    refusals, refs = identify(trial, writes, policy, writer, claims)
    if not refusals:
        refusals = resolve_references(trial, writes, writer, refs)
    if not refusals:
        refusals = [found for write in writes if (found := mismatch(write, writer.rules))]
    if not refusals:
        refusals = compose(trial, writes, policy, writer)
    if not refusals:
        contain(trial, writes, writer)
        refusals = list(policy.check_final_state(trial, writes, writer.stamp))
    return refusals


def mismatch(write: Write, rules: Rules) -> Refusal | None:
    """The refusal of an update that read another version, or named none where it must."""
    if write.old is None or rules.version is Presence.NONE:
        return None
    if write.version is None and rules.version is Presence.OPTIONAL:
        return None
    if write.version == write.old["version"]:
        return None
    facts = {"id": write.id, "sent": write.version, "stored": write.old["version"]}
    return Refusal(Reason.VERSION_MISMATCH, (*write.place, "version"), facts)


def compose(
    trial: Stage, writes: Sequence[Write], policy: Policy, writer: RecordWriter
) -> list[Refusal]:
    """Stage the final form of every write, merged with what was stored where the rules say so."""
    refusals = []
    for write in writes:
        if write.old is not None and writer.rules.merge is Merge.PATCH:
            write.body = write.old["body"] | write.body
        draft = policy.compose(trial, write, writer.stamp)
        if isinstance(draft, Refusal):
            refusals.append(draft)
        elif write.nested and write.old is not None and is_same(write.old, draft):
            write.record = write.old
        else:
            write.record = writer.write(trial, write.id, write.kind, draft, write.old)
    return refusals


def is_same(old: Record, draft: Draft) -> bool:
    """Whether a draft says what is stored: a nested record sent along unchanged (SQ-63)."""
    return (old["body"], old.get("keys", []), old.get("parent")) == (
        draft.body,
        list(draft.keys),
        draft.parent,
    )


def contain(trial: Stage, writes: Sequence[Write], writer: RecordWriter) -> None:
    """
    Keep containers and contained records in step.

    A record that is replaced loses the nested ones that were left out (SQ-68, SQ-69), and with
    them go the references to them;
    a record that changes gives its container a new version (SQ-62).
    """
    written = {write.id for write in writes}
    removed: dict[str, None] = {}
    parents: list[str] = []
    for write in writes:
        states = (write.old, write.record)
        parents.extend(state["parent"] for state in states if state and "parent" in state)
        if write.old is None or write.kind not in writer.form.owns_nested:
            continue
        if writer.rules.merge is Merge.REPLACE:
            for child in children(trial, writer.rules.resource, write.id):
                if child["id"] not in written:
                    writer.tombstone(trial, child)
                    removed[child["id"]] = None
    writer.bump_parents(trial, parents, written)
    if removed:
        unlink(trial, removed, writer)
        for write in writes:
            write.record = trial.get(writer.rules.resource, write.id)


def accepted(group: Group, writes: Sequence[Write]) -> list[WriteResult]:
    """The results of a group that was written."""
    by_item: dict[int, list[Write]] = {index: [] for index, _ in group.items}
    for write in writes:
        by_item[write.item].append(write)
    return [
        WriteResult(item, status_of(by_item[index]), by_item[index]) for index, item in group.items
    ]


def status_of(writes: Sequence[Write]) -> Status:
    """Created, updated or unchanged, as the first write of a record says."""
    first = writes[0]
    if first.old is None:
        return Status.CREATED
    unchanged = all(
        write.old is not None
        and write.record is not None
        and write.record["body"] == write.old["body"]
        for write in writes
    )
    return Status.UNCHANGED if unchanged else Status.UPDATED


def rejected(
    group: Group, refusals: Sequence[Refusal], writes: Sequence[Write]
) -> list[WriteResult]:
    """The results of a group that was undone: each record with its own faults, or rolled back."""
    results = []
    meant: dict[int, list[str]] = {}
    for write in writes:
        if not write.nested:
            meant.setdefault(write.item, []).extend(called(write))
    for index, item in group.items:
        depth = len(item.place)
        own = [refusal for refusal in refusals if refusal.place[:depth] == item.place]
        if not own:
            own = (
                list(refusals)
                if len(group.items) == 1
                else [Refusal(Reason.ROLLED_BACK, item.place)]
            )
        results.append(WriteResult(item, Status.REJECTED, (), own, meant.get(index, ())))
    return results
