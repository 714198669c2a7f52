"""
Differences between two JSON values and between two states, as lists; no difference is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.admin.problems import pointer
from mockserver.core.reasons import Place
from mockserver.core.record import Json, JsonObject, Record
from mockserver.store.seam import Contents


def differences(before: Json, after: Json, place: Place = ()) -> Iterator[JsonObject]:
    """
    Where two values differ: a JSON pointer, and what stands there before and after.

    What is missing on one side has no member for it. Numbers differ from booleans.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            here = (*place, name)
            if name not in after:
                yield {"pointer": pointer(here), "before": before[name]}
            elif name not in before:
                yield {"pointer": pointer(here), "after": after[name]}
            else:
                yield from differences(before[name], after[name], here)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from differences(old, new, (*place, index))
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield {"pointer": pointer(place), "before": before, "after": after}


def state_differences(before: Contents, after: Contents, collections: frozenset[str]) -> JsonObject:
    """Per collection: the ids that were created and removed, and what changed in the others."""
    found: JsonObject = {}
    for name in sorted(collections):
        rows = record_differences(before.get(name, {}), after.get(name, {}))
        if any(rows.values()):
            found[name] = rows
    return found


def record_differences(
    before: Mapping[str, Record], after: Mapping[str, Record]
) -> dict[str, list[Any]]:
    """The differences within one collection; a record that is the same object did not change."""
    changed = [
        {"id": key, "differences": found}
        for key, record in after.items()
        if key in before
        and before[key] is not record
        and (found := list(differences(before[key], record)))
    ]
    return {
        "created": [key for key in after if key not in before],
        "removed": [key for key in before if key not in after],
        "changed": changed,
    }
