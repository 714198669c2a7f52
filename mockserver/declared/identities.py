"""
Which record is meant: by its id or by one of its keys, in the path or in the body.

Ids and keys are compared as text, so that 7 and ``"7"`` are one. Other path parameters are a scope:
keys are unique, and lists complete, within it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mockserver.contract.words import Key, KeyCase
from mockserver.core.reasons import Reason, Refusal, Violation
from mockserver.core.record import Json, JsonObject
from mockserver.core.tick import Tick
from mockserver.core.view import Stage, View
from mockserver.declared.parents import Parent
from mockserver.declared.shapes import RecordShape
from mockserver.provider import Request

ID = "id"
NAMED = "named"
"""The identity by the key that the request names."""

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

    - ``by``: the identities to try in order, ``id``, names of keys, or ``named``
    - ``parameter``: the path parameter that says it, ``None`` where the body does; ``spelled`` are
      all of them where members of one key stand in several
    - ``scope``: the other path parameters; ``scopes`` what some of them may be, and ``aliases``
      other names for some of these values; ``parents`` are those that name records
    - ``value``: the member of a sent record that holds the id or the value of the key
    - ``named_by``: the member of a sent record, of the body, or the parameter that names the key
    """

    records: RecordShape
    by: Sequence[str]
    parameter: str | None = None
    scope: Sequence[str] = ()
    scopes: Mapping[str, Sequence[Json]] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    value: str | None = None
    named_by: Sequence[str] = ()
    parents: Sequence[Parent] = ()
    spelled: Sequence[str] = ()

    def unknown_scope(self, view: View, path: Mapping[str, str]) -> Refusal | None:
        """The refusal of a path whose scope does not exist."""
        for name, values in self.scopes.items():
            if path.get(name) not in values:
                fault = Violation((name,), "enum", list(values), path.get(name))
                return Refusal(Reason.BAD_PARAMETER, (name,), {}, (fault,), 1)
        kind = self.kind(path)
        missing = (parent.missing(view, kind) for parent in self.parents)
        return next(filter(None, missing), None)

    def name_of_key(self, request: Request, record: Json = None) -> str | None:
        """The name of the key that a record, or its request, names."""
        for holder in (record, request.body, request.parameters):
            for name in self.named_by:
                if isinstance(holder, Mapping) and holder.get(name) is not None:
                    return str(holder[name])
        return None

    def named_key(
        self, request: Request, record: Json, keys: Mapping[str, Key]
    ) -> Key | Refusal | None:
        """The key that a request names; ``None`` where it names none and need not."""
        if NAMED not in self.by:
            return None
        name = self.name_of_key(request, record)
        key = keys.get(name or "")
        if key is not None or (name is None and len(self.by) > 1):
            return key
        facts = {"name": name or "", "collection": self.records.collection.name}
        facts["scope"] = self.kind(request.path).partition("/")[2]
        return Refusal(Reason.BAD_PARAMETER, facts=facts, note="unknown-key")

    def said(self, request: Request, record: Json = None) -> Json:
        """The value that means a record: the path's, else that of a member with the role."""
        if self.parameter is not None:
            return request.path[self.parameter]
        return record.get(self.value) if self.value and isinstance(record, dict) else None

    def meant(
        self, request: Request, record: Json, keys: Mapping[str, Key]
    ) -> tuple[str, ...] | Refusal:
        """The natural keys that a request, or one record of it, may mean."""
        key = self.named_key(request, record, keys)
        if isinstance(key, Refusal):
            return key
        said = self.said(request, record)
        if key is not None:
            text = key_text(key, dict.fromkeys(key.members, said))
            return () if text is None else (text,)
        if self.spelled:
            return self.in_body(request.path)
        if said is None:
            return self.in_body(record) if isinstance(record, dict) else ()
        return tuple(filter(None, (self.named(n, said) for n in self.by if n != NAMED)))

    def kind(self, path: Mapping[str, str]) -> str:
        """The scope that a path names, which records carry as their kind."""
        steps = [self.records.collection.name]
        for name in self.scope:
            said = path.get(name, "")
            steps.append(self.aliases.get(name, {}).get(said, said))
        return "/".join(steps)

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
                said = members.get(str(self.records.id_key))
                found.append(None if said is None else id_text(said))
            elif name != NAMED:
                found.append(key_text(self.records.collection.keys[name], members))
        return tuple(filter(None, found))

    def members_of_path(self, path: Mapping[str, str]) -> JsonObject:
        """The members that a path gives to a record that is created by it."""
        if self.parameter is None or len(self.by) != 1 or NAMED in self.by:
            return {}
        if self.spelled:
            return {name: self.typed(name, path[name]) for name in self.spelled}
        said = path[self.parameter]
        if self.by[0] == ID:
            name = self.records.id_key
            return {} if name is None else {name: self.typed(ID, said)}
        member = self.records.collection.keys[self.by[0]].members[0]
        return {member: self.typed(member, said)}

    def typed(self, member: str, said: str) -> Json:
        """Text of a path in the type that the member has."""
        name = str(self.records.id) if member == ID else member
        wanted = self.records.types.get(name, frozenset())
        if "string" not in wanted and "integer" in wanted and said.lstrip("-").isdecimal():
            return int(said)
        return said


def default_by(
    records: RecordShape, parameter: str | None, names: Sequence[str]
) -> tuple[str, ...]:
    """
    The identity where nothing was said, for the parameters of a path.

    In a path it is the key that the last parameter is named after, or the one whose members stand
    in it, else the id; in a body the only key.
    """
    keys = tuple(records.collection.keys)
    if parameter in keys:
        return (str(parameter),)
    for name in keys:
        if spelled_by(records, (name,), parameter, names):
            return (name,)
    if records.id is None or (parameter is None and len(keys) == 1):
        return keys[:1] or (ID,)
    return (ID,)


def spelled_by(
    records: RecordShape, by: Sequence[str], parameter: str | None, names: Sequence[str]
) -> Sequence[str]:
    """The path parameters that are members of the one key with several that finds a record."""
    key = records.collection.keys.get(by[0]) if len(by) == 1 else None
    if key is None or len(key.members) == 1 or parameter not in key.members:
        return ()
    return key.members if set(key.members) <= set(names) else ()


def stored_id(kind: str, said: str) -> str:
    """The id under which a record is stored: its own, within its scope."""
    scope = kind.partition("/")[2]
    return f"{scope}/{said}" if scope else said


def keys_of(
    records: RecordShape, members: Mapping[str, Json], keys: Mapping[str, Key]
) -> list[str]:
    """Every natural key of a record, its id among them."""
    found = [key_text(key, members) for key in keys.values()]
    for key in keys.values():
        found += [
            key_text(key, dict.fromkeys(key.members, value)) for value in more_values(key, members)
        ]
    if records.id_key is not None and members.get(records.id_key) is not None:
        found.append(id_text(members[records.id_key]))
    return [key for key in found if key is not None]


def more_values(key: Key, members: Mapping[str, Json]) -> Sequence[Json]:
    """The values beside its own under which a record is found by a key."""
    said = members.get(key.also or "")
    if isinstance(said, str):
        return [each.strip() for each in said.split(";") if each.strip()]
    return said if isinstance(said, list) else ()


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
