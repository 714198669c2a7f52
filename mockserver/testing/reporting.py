"""
What the report of a failed test says of a sandbox: the last exchanges, and what changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.errors import ControlError
from mockserver.testing.sandbox_handle import Sandbox
from mockserver.testing.verification import line_of

BEGUN = "test-begun"
"""The snapshot that is taken when a test gets its sandbox."""

MOST_EXCHANGES = 5
MOST_LINES = 8
"""Records of a collection."""
LONGEST = 200
"""Characters of a value or of an answer."""
FAILURE = 400
"""The first status whose answer is worth its room."""


def story_of(sandbox: Sandbox) -> str:
    """The section of one sandbox; when it does not answer, that is what it says."""
    try:
        return "\n".join([*exchanges(sandbox), *changes(sandbox.diff(BEGUN))])
    except ControlError as error:
        return f"the sandbox could not be asked: {error}"


def exchanges(sandbox: Sandbox) -> Iterator[str]:
    """The last requests, oldest first; secrets were taken out by the sandbox."""
    found = sandbox.requests()
    last = found[-MOST_EXCHANGES:]
    if not last:
        yield "no request reached the sandbox with this credential"
        return
    yield f"the last {len(last)} of {len(found)} requests:"
    for entry in last:
        yield f"  {line_of(entry)}"
        detail = sandbox.request(entry["id"])
        yield from (f"    {line}" for line in did(detail))
        if entry["status"] >= FAILURE:
            yield f"    answer: {short(detail['answer']['body'])}"


def did(detail: Mapping[str, Any]) -> Iterator[str]:
    """What a request did to records, and why some were refused."""
    for collection, rows in detail["changed"].items():
        yield f"{collection}: {', '.join(some([f'{key} {what}' for key, what in rows.items()]))}"
    for result in detail["results"][:MOST_LINES]:
        for reason in result["reasons"]:
            said = f"{reason['reason']}: {reason['text']}"
            yield f"{reason['place'] or result['place']} {result['status']}: {said}"


def changes(collections: Mapping[str, Any]) -> Iterator[str]:
    """What changed in the state since the test began."""
    if not collections:
        yield "the state is as it was when the test began"
        return
    yield "what changed in the state since the test began:"
    for name, rows in collections.items():
        for what in ("created", "removed"):
            if rows[what]:
                yield f"  {name}: {len(rows[what])} {what}: {', '.join(some(rows[what]))}"
        for row in rows["changed"][:MOST_LINES]:
            yield f"  {name}: {row['id']} changed:"
            yield from (
                f"    {record_change_text(found)}" for found in row["differences"][:MOST_LINES]
            )
        if len(rows["changed"]) > MOST_LINES:
            yield f"  {name}: {len(rows['changed']) - MOST_LINES} more changed"


def record_change_text(difference: Mapping[str, Any]) -> str:
    """One difference of a record: where, before, after."""
    before = short(difference["before"]) if "before" in difference else "absent"
    after = short(difference["after"]) if "after" in difference else "absent"
    return f"{difference['pointer']}: {before} -> {after}"


def some(names: Sequence[str]) -> list[str]:
    """The first of many names, and how many more there are."""
    more = len(names) - MOST_LINES
    return [*names[:MOST_LINES], *([f"and {more} more"] if more > 0 else [])]


def short(value: Any) -> str:
    """A JSON value in one line that is not too long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[:LONGEST] + " ..."
