"""
Removing records: contained ones go with them, references to them are taken out.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.core.record_writer import RecordWriter, children, live
from mockserver.core.view import Stage


def remove(stage: Stage, ids: Iterable[str], writer: RecordWriter) -> list[str]:
    """
    Remove records and everything they contain; unknown ids are passed over.

    Returns the ids that were really removed, each record before those it contained (SQ-136).
    Cost follows what is removed and what refers to it.
    """
    removed: dict[str, None] = {}
    parents: list[str] = []
    for record_id in ids:
        record = live(stage, writer.rules.resource, record_id)
        if record is None:
            continue
        if "parent" in record:
            parents.append(record["parent"])
        delete_tree(stage, record_id, writer, removed)
    unlink(stage, removed, writer)
    writer.bump_parents(stage, parents, set(removed))
    return list(removed)


def delete_tree(
    stage: Stage, record_id: str, writer: RecordWriter, removed: dict[str, None]
) -> None:
    """Remove one record and, after it, what it contains."""
    record = live(stage, writer.rules.resource, record_id)
    if record is None:
        return
    writer.tombstone(stage, record)
    removed[record_id] = None
    for child in children(stage, writer.rules.resource, record_id):
        delete_tree(stage, child["id"], writer, removed)


def unlink(stage: Stage, removed: dict[str, None], writer: RecordWriter) -> None:
    """Take removed ids out of the bodies that refer to them, and give those new versions."""
    if writer.form.unlink is None:
        return
    gone = frozenset(removed)
    holders = {
        holder["id"]: None
        for record_id in removed
        for holder in stage.find(writer.rules.resource, "refs", record_id)
        if not holder.get("deleted")
    }
    for holder_id in holders:
        holder = live(stage, writer.rules.resource, holder_id)
        if holder is not None:
            writer.amend(stage, holder, writer.form.unlink(holder["kind"], holder["body"], gone))
