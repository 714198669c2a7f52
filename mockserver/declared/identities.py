"""
Which record is meant: by its id or by one of its keys, in the path or in the body.

Ids and keys are compared as text, so that 7 and ``"7"`` are one. Other path parameters are a scope:
keys are unique, and lists complete, within it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mockserver.core.record import Json, JsonObject
from mockserver.core.tick import Tick
from mockserver.core.view import Stage
from mockserver.declared.shapes import RecordShape
from mockserver.declared.words import Key, KeyCase

ID = "id"
SEPARATOR = "\x1f"
PREFIXED = re.compile(r"\^?([A-Za-z0-9_-]*)\[([^\]]+)\]\{(\d+)\}\$?")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
PLAIN_LENGTH = 20
UUID_BITS = 128


def text_of(value: Json) -> str:
    """A scalar as ids and keys are compared: numbers without a fraction of zero."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def key_text(key: Key, members: Mapping[str, Json]) -> str | None:
    """The natural key of a record, ``None`` where a member of it is missing or null."""
    values = [members.get(name) for name in key.members]
    if any(value is None for value in values):
        return None
    texts = [text_of(value) for value in values]
    if key.case is not KeyCase.EXACT:
        texts = [text.casefold() for text in texts]
    return f"{key.name}={SEPARATOR.join(texts)}"


def id_text(value: Json) -> str:
    """The natural key that an id is."""
    return f"{ID}={text_of(value)}"


@dataclass(frozen=True, slots=True)
class Identity:
    """
    How one operation says which record it means.

    - ``by``: the identities to try in order, ``id`` or names of keys
    - ``parameter``: the path parameter that says it, ``None`` where the body does
    - ``scope``: the other path parameters
    """

    records: RecordShape
    by: Sequence[str]
    parameter: str | None = None
    scope: Sequence[str] = ()

    def kind(self, path: Mapping[str, str]) -> str:
        """The scope that a path names, which records carry as their kind."""
        return "/".join(
            [self.records.collection.name, *(path.get(name, "") for name in self.scope)]
        )

    def in_path(self, path: Mapping[str, str]) -> tuple[str, ...]:
        """The natural keys that a path may mean."""
        said = path[str(self.parameter)]
        return tuple(filter(None, (self.named(name, said) for name in self.by)))

    def named(self, name: str, said: Json) -> str | None:
        """One value as the id or as the key of a name."""
        if name == ID:
            return id_text(said)
        key = self.records.collection.keys[name]
        return key_text(key, dict.fromkeys(key.members, said)) if len(key.members) == 1 else None

    def in_body(self, members: Mapping[str, Json]) -> tuple[str, ...]:
        """The natural keys by which a record of a body can be found."""
        found = []
        for name in self.by:
            if name == ID:
                said = members.get(str(self.records.id))
                found.append(None if said is None else id_text(said))
            else:
                found.append(key_text(self.records.collection.keys[name], members))
        return tuple(filter(None, found))

    def members_of_path(self, path: Mapping[str, str]) -> JsonObject:
        """The members that a path gives to a record that is created by it."""
        if self.parameter is None or len(self.by) != 1:
            return {}
        said = path[self.parameter]
        if self.by[0] == ID:
            return {} if self.records.id is None else {self.records.id: self.typed(ID, said)}
        member = self.records.collection.keys[self.by[0]].members[0]
        return {member: self.typed(member, said)}

    def typed(self, member: str, said: str) -> Json:
        """Text of a path in the type that the member has."""
        name = str(self.records.id) if member == ID else member
        wanted = self.records.types.get(name, frozenset())
        if "string" not in wanted and "integer" in wanted and said.lstrip("-").isdecimal():
            return int(said)
        return said


def stored_id(kind: str, said: str) -> str:
    """The id under which a record is stored: its own, within its scope."""
    scope = kind.partition("/")[2]
    return f"{scope}/{said}" if scope else said


def keys_of(records: RecordShape, members: Mapping[str, Json]) -> list[str]:
    """Every natural key of a record, its id among them."""
    found = [key_text(key, members) for key in records.collection.keys.values()]
    if records.id is not None and members.get(records.id) is not None:
        found.append(id_text(members[records.id]))
    return [key for key in found if key is not None]


def new_id(records: RecordShape, stage: Stage, tick: Tick) -> Json:
    """A fresh id in the form that the schema of ids asks for."""
    schema = records.id_schema
    pattern = str(schema.get("pattern", ""))
    kinds = records.types.get(str(records.id), frozenset())
    if "integer" in kinds and "string" not in kinds:
        return stage.serial(records.collection.name)
    if pattern == "^[0-9]+$":
        return str(stage.serial(records.collection.name))
    if schema.get("format") == "uuid":
        bits = f"{tick.bits(UUID_BITS):032x}"
        return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-a{bits[17:20]}-{bits[20:]}"
    form = PREFIXED.fullmatch(pattern)
    prefix, length = (form[1], int(form[3])) if form else ("", PLAIN_LENGTH)
    letters = [letter for letter in LETTERS if not form or re.match(f"[{form[2]}]", letter)]
    return prefix + "".join(letters[tick.bits(32) % len(letters)] for _ in range(length))
