"""
Removing records: contained ones go with them, references to them are taken out.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.core.record_writer import Pen, children, live
from mockserver.core.view import Stage


def remove(stage: Stage, ids: Iterable[str], pen: Pen) -> list[str]:
    """
    Remove records and everything they contain; unknown ids are passed over.

    Returns the ids that were really removed, each record before those it contained (SQ-136).
    Cost follows what is removed and what refers to it.
    """
    removed: dict[str, None] = {}
    parents: list[str] = []
    for record_id in ids:
        record = live(stage, pen.rules.resource, record_id)
        if record is None:
            continue
        if "parent" in record:
            parents.append(record["parent"])
        fell(stage, record_id, pen, removed)
    unlink(stage, removed, pen)
    pen.bump_parents(stage, parents, set(removed))
    return list(removed)


def fell(stage: Stage, record_id: str, pen: Pen, removed: dict[str, None]) -> None:
    """Bury one record and, after it, what it contains."""
    record = live(stage, pen.rules.resource, record_id)
    if record is None:
        return
    pen.bury(stage, record)
    removed[record_id] = None
    for child in children(stage, pen.rules.resource, record_id):
        fell(stage, child["id"], pen, removed)


def unlink(stage: Stage, removed: dict[str, None], pen: Pen) -> None:
    """Take removed ids out of the bodies that refer to them, and give those new versions."""
    if pen.policy.unlink is None:
        return
    gone = frozenset(removed)
    holders = {
        holder["id"]: None
        for record_id in removed
        for holder in stage.find(pen.rules.resource, "refs", record_id)
        if not holder.get("deleted")
    }
    for holder_id in holders:
        holder = live(stage, pen.rules.resource, holder_id)
        if holder is not None:
            pen.amend(stage, holder, pen.policy.unlink(holder["kind"], holder["body"], gone))
