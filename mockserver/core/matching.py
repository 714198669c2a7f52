"""
Which record a write means: identities, natural keys, client-local references.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import Record
from mockserver.core.record_writer import RecordWriter, live
from mockserver.core.rules import Duplicates, WhenMany, WhenMissing
from mockserver.core.upsert_types import ById, ByKey, New, Policy, Write
from mockserver.core.view import Stage


@dataclass(slots=True)
class Claims:
    """The identities that one batch has already used."""

    taken: set[tuple[str, str]] = field(default_factory=set)

    def take(self, names: Sequence[tuple[str, str]]) -> bool:
        """Claim identities; false when one of them was taken before."""
        free = self.taken.isdisjoint(names)
        self.taken.update(names)
        return free


def identify(
    trial: Stage, writes: Sequence[Write], policy: Policy, writer: RecordWriter, claims: Claims
) -> tuple[list[Refusal], dict[str, str]]:
    """
    Find or create the identity of every write.

    Fills in ``id``, ``old`` and ``matched``; returns the refusals and what each client-local
    reference stands for.
    """
    refusals = []
    refs: dict[str, str] = {}
    for write in writes:
        refusal = match_record(trial, write, policy, writer)
        taken = refusal is None and not claims.take(names_of(write))
        if taken and writer.rules.duplicates is Duplicates.REJECT:
            refusal = Refusal(Reason.DUPLICATE, write.place, {"identity": identity_text(write)})
        if refusal is not None:
            refusals.append(refusal)
        elif isinstance(write.identity, New) and write.identity.ref is not None:
            refs[write.identity.ref] = write.id
    return refusals, refs


def match_record(
    trial: Stage, write: Write, policy: Policy, writer: RecordWriter
) -> Refusal | None:
    """Match one write with the record it means, or give it a new id."""
    found: Sequence[Record] = ()
    match write.identity:
        case ById(record_id):
            record = live(trial, writer.rules.resource, record_id)
            found = () if record is None else (record,)
        case ByKey(keys):
            write.matched, found = by_key(trial, write.kind, keys, writer.rules.resource)
        case New():
            write.id = policy.new_id(trial, write, writer.tick)
            return None
    if len(found) > 1 and writer.rules.when_many is WhenMany.REJECT:
        return Refusal(Reason.AMBIGUOUS_MATCH, write.place, {"identity": identity_text(write)})
    if found:
        write.old, write.id = found[0], found[0]["id"]
    elif writer.rules.when_missing is WhenMissing.REJECT:
        return Refusal(Reason.UNKNOWN_RECORD, write.place, {"identity": identity_text(write)})
    else:
        write.id = policy.new_id(trial, write, writer.tick)
    return None


def by_key(
    trial: Stage, kind: str, keys: Sequence[str], collection: str
) -> tuple[str | None, Sequence[Record]]:
    """The first key that finds live records of a kind, and these records."""
    for key in keys:
        found = [
            record
            for record in trial.find(collection, "keys", key)
            if record["kind"] == kind and not record.get("deleted")
        ]
        if found:
            return key, found
    return None, ()


def names_of(write: Write) -> list[tuple[str, str]]:
    """
    Every name under which another write of the batch could mean the same record.

    A fresh id is none of them: when its record is refused, the next one may be given it again.
    """
    names = [] if write.old is None else [("id", write.id)]
    if isinstance(write.identity, New) and write.identity.ref is not None:
        names.append(("ref", write.identity.ref))
    if isinstance(write.identity, ByKey):
        names.extend(("key", key) for key in write.identity.keys)
    return names


def identity_text(write: Write) -> str:
    """The identity of a write as the client spelled it."""
    match write.identity:
        case ById(record_id):
            return record_id
        case New(ref):
            return ref or ""
        case ByKey(keys):
            return keys[0] if keys else ""


def called(write: Write) -> list[str]:
    """What the record of a rejected write is called: its id if it had one, its keys."""
    own = [] if write.old is None else [write.id]
    match write.identity:
        case ById(record_id):
            return [record_id]
        case ByKey(keys):
            return [*own, *keys]
        case New():
            return own


def resolve_references(
    trial: Stage, writes: Sequence[Write], writer: RecordWriter, refs: Mapping[str, str]
) -> list[Refusal]:
    """
    Replace client-local references in the bodies, and refuse what refers to nothing.

    A reference may point forward, to any record of its batch (SQ-42), or to a live stored one.
    """
    refusals = []
    written = {write.id for write in writes}
    for write in writes:
        for container, key, collection, place in writer.form.slots(write.kind, write.body):
            target = container[key]
            if collection is None and target in refs:
                container[key] = refs[target]
            elif collection is None and target in written:
                continue
            elif live(trial, collection or writer.rules.resource, str(target)) is None:
                home = collection or writer.rules.resource
                facts = {
                    "id": write.id,
                    "identity": identity_text(write),
                    "kind": write.kind,
                    "attribute": str(place[0]) if place else "",
                    "target": target,
                    "collection": home,
                }
                where = (*write.place, *place)
                refusals.append(Refusal(Reason.UNKNOWN_REFERENCE, where, facts))
    return refusals
