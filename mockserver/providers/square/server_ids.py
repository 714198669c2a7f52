"""
Ids that the server makes: of objects, and the ``uid`` of what is listed inside some of them.
"""

from __future__ import annotations

from base64 import b32encode
from typing import Final

from mockserver.core.record import JsonObject
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import ById, Write
from mockserver.core.view import View
from mockserver.providers.square.catalog import KINDS, OBJECTS, data_of

ENTRIES: Final = {
    "CUSTOM_ATTRIBUTE_DEFINITION": ("selection_config", "allowed_selections"),
    "SUBSCRIPTION_PLAN": ("phases",),
    "SUBSCRIPTION_PLAN_VARIATION": ("phases",),
}
"""Type to the way from its data to the list whose entries have a ``uid``."""


def new_id(tick: Tick) -> str:
    """24 characters of A to Z and 2 to 7."""
    return b32encode(tick.bits(120).to_bytes(15, "big")).decode()


def entries_of(kind: str, data: JsonObject) -> list[JsonObject]:
    """The entries that have a ``uid``."""
    *way, last = ENTRIES[kind]
    for step in way:
        data = data.get(step, {})
    found: list[JsonObject] = data.get(last, [])
    return found


def give_uids(view: View, write: Write, tick: Tick) -> None:
    """
    Give every entry the ``uid`` that it has already, or a new one; the client makes none.

    An entry without ``uid`` that otherwise says what a stored one says is that one.
    """
    if write.kind not in ENTRIES:
        return
    stored = view.get(OBJECTS, write.identity.id) if isinstance(write.identity, ById) else None
    same_kind = stored is not None and stored["kind"] == write.kind
    known = entries_of(write.kind, data_of(stored)) if stored is not None and same_kind else []
    for position, entry in enumerate(entries_of(write.kind, write.body[KINDS[write.kind].data])):
        if ENTRIES[write.kind] == ("phases",):
            entry.setdefault("ordinal", position)
        if not any(entry.get("uid", "") == one.get("uid") for one in known):
            entry.pop("uid", None)
            meant = (one.get("uid") for one in known if one == {**one, **entry})
            entry["uid"] = next(meant, None) or new_id(tick)
