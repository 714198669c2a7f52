"""
Staging records: time, version, visibility, history, tombstones, contained records.

Used by upserts, by removals, and by the providers' other changes, so that all of them
leave records of the same form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from mockserver.core.record import JsonObject, Record, as_seen
from mockserver.core.rules import Presence, Rules, Visibility
from mockserver.core.tick import EARLIEST, Tick
from mockserver.core.upsert_types import Draft, RecordForm, Stamp
from mockserver.core.view import Stage

STAMP = "stamp"
"""The counter that holds the newest version of a tenant's versioned records."""


def growing_stamp(stage: Stage, tick: Tick) -> Stamp:
    """
    Take the next version, which becomes the time of the request as well.

    Versions grow strictly, also within one millisecond (SQ-54), and the time shown is the
    version's, so that both always agree (SQ-60).
    """
    version = max(tick.now, stage.read_meter(STAMP) + 1)
    stage.meter(STAMP, version)
    return Stamp(version, version)


@dataclass(frozen=True, slots=True)
class RecordWriter:
    """Writes the records of one request: by its rules, in one form, under one time and version."""

    rules: Rules
    form: RecordForm
    tick: Tick
    stamp: Stamp

    @classmethod
    def for_request(
        cls,
        stage: Stage,
        rules: Rules,
        form: RecordForm,
        tick: Tick,
        *,
        versions_grow: bool = False,
    ) -> RecordWriter:
        """
        A writer whose stamp is taken from the stage.

        ``versions_grow`` is for an operation that asks for no version although the records that
        it leaves behind carry one.
        """
        grows = versions_grow or rules.version is not Presence.NONE
        stamp = growing_stamp(stage, tick) if grows else Stamp(tick.now, tick.now)
        return cls(rules, form, tick, stamp)

    def put(self, stage: Stage, record: Record, old: Record | None) -> Record:
        """Stage a record that takes the place of ``old``; returns it as it was staged."""
        collection = self.rules.resource
        if self.rules.visibility is Visibility.EVENTUAL and self.tick.visibility_delay > 0:
            record["visible_at"] = self.tick.now + self.tick.visibility_delay
            record["was"] = visible_layers(old, self.tick.now)
        if old is not None and self.form.history is not None:
            least = self.form.versions_kept
            record["superseded"] = keep_version(stage, self.form.history, old, least)
        stage.put(collection, record)
        return record

    def write(
        self, stage: Stage, record_id: str, kind: str, draft: Draft, old: Record | None
    ) -> Record:
        """Stage what a draft says under an id."""
        record: Record = {
            "id": record_id,
            "kind": kind,
            "body": draft.body,
            "version": self.stamp.version,
            "created": self.stamp.now if old is None else old["created"],
            "updated": self.stamp.now,
        }
        if draft.keys:
            record["keys"] = list(draft.keys)
        if draft.parent is not None:
            record["parent"] = draft.parent
        refs = self.references(kind, draft.body)
        if refs:
            record["refs"] = refs
        return self.put(stage, record, old)

    def amend(self, stage: Stage, old: Record, body: JsonObject | None = None) -> Record:
        """Stage an existing record with a new time and version, and a new body if one is given."""
        draft = Draft(old["body"] if body is None else body, old.get("keys", ()), old.get("parent"))
        return self.write(stage, old["id"], old["kind"], draft, old)

    def tombstone(self, stage: Stage, record: Record) -> None:
        """Stage the end of one record: a tombstone, one that hides until it is due, or nothing."""
        hidden = self.rules.visibility is Visibility.EVENTUAL and self.tick.visibility_delay > 0
        if not self.form.tombstones and not hidden:
            stage.drop(self.rules.resource, record["id"])
            return
        tombstone: Record = {
            "id": record["id"],
            "kind": record["kind"],
            "body": record["body"],
            "version": self.stamp.version,
            "created": record["created"],
            "updated": self.stamp.now,
            "deleted": True,
        }
        if "parent" in record:
            tombstone["parent"] = record["parent"]
        self.put(stage, tombstone, record)

    def references(self, kind: str, body: JsonObject) -> list[str]:
        """The ids that a body refers to, each once, in order."""
        found = {str(slot.container[slot.key]): None for slot in self.form.slots(kind, body)}
        return list(found)

    def bump_parents(self, stage: Stage, parents: Iterable[str], written: set[str]) -> None:
        """Give new versions to containers of changed records that were not written themselves."""
        for parent_id in dict.fromkeys(parents):
            parent = None if parent_id in written else live(stage, self.rules.resource, parent_id)
            if parent is not None:
                self.amend(stage, parent)
                written.add(parent_id)


def live(stage: Stage, collection: str, record_id: str) -> Record | None:
    """A record that exists in its latest state, tombstones left out."""
    record = stage.get(collection, record_id)
    return None if record is None or record.get("deleted") else record


def children(stage: Stage, collection: str, parent_id: str) -> Sequence[Record]:
    """The live records that one record contains."""
    found = stage.find(collection, "parent", parent_id)
    return [record for record in found if not record.get("deleted")]


def visible_layers(old: Record | None, now: int) -> Record | None:
    """What queries go on seeing while a new state is hidden: no more layers than they can need."""
    if old is None:
        return None
    seen = as_seen(old, now)
    if seen is not old:
        return {**old, "was": seen}
    return {**old, "visible_at": EARLIEST, "was": None}


def keep_version(stage: Stage, history: str, old: Record, least: int) -> int:
    """
    Stage a superseded record in the history collection, under ``id@version``.

    The last ``least`` of a record stay there, and never twice as many: looking for more only then
    is what keeps an update cheap. Returns how many were superseded in all.
    """
    stage.put(
        history,
        {
            "id": f"{old['id']}@{old['version']}",
            "kind": old["id"],
            "body": dict(old),
            "version": old["version"],
            "created": old["created"],
            "updated": old["updated"],
        },
    )
    count = old.get("superseded", 0)
    if count % least == 0:
        kept = sorted(stage.find(history, "kind", old["id"]), key=itemgetter("version"))
        for gone in kept[:-least]:
            stage.drop(history, gone["id"])
    return count + 1
