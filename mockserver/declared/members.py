"""
Which members a record may have, where that is not in the contract but a hook's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs
import orjson

from mockserver.contract.words import Key
from mockserver.core.reasons import Place, Violation
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.view import View
from mockserver.declared.given_records import NOTHING_GIVEN, GivenRecords
from mockserver.declared.identities import text_of
from mockserver.declared.shapes import RecordShape
from mockserver.declared.templates import timestamp
from mockserver.provider import Request

Definitions = Mapping[str, JsonObject]
"""Member to the schema of its values; ``readOnly`` and ``unique`` (it is a key) beside it."""


@cache
def validator(schema: bytes) -> Any:
    """A compiled schema of a member; equal ones are compiled once."""
    return jsonschema_rs.Draft202012Validator(orjson.loads(schema), validate_formats=True)


@dataclass(frozen=True, slots=True)
class Members:
    """
    The members of the records of a collection.

    - ``define``: the hook that says which there are in a scope, ``None`` where the contract does
    - ``fields``: the parameter or member of the body that chooses what is shown, and what is where
      nothing is chosen; ``None`` shows all
    - ``given``: the records that the hook sees before those of the state
    """

    records: RecordShape
    define: Callable[[View, str], Definitions] | None = None
    fields: tuple[str, Sequence[str] | None] | None = None
    given: GivenRecords = NOTHING_GIVEN

    def known(self, view: View, kind: str) -> Definitions | None:
        """The definitions of a scope, ``None`` where the contract alone says."""
        if self.define is None:
            return None
        return self.define(self.given.over(view), kind.partition("/")[2])

    def keys(self, view: View, kind: str) -> Mapping[str, Key]:
        """The keys of a scope: those declared, or those of its definitions that are unique."""
        declared, known = self.records.collection.keys, self.known(view, kind)
        if known is None:
            return declared
        return {
            name: declared.get(name, Key(name, (name,)))
            for name, definition in known.items()
            if definition.get("unique")
        }

    def faults(self, place: Place, sent: JsonObject, known: Definitions) -> list[Violation]:
        """Everything wrong with the members of a record; null and nothing break no schema."""
        found = []
        for name, value in sent.items():
            definition = known.get(name)
            if definition is None:
                found.append(Violation((*place, name), "additionalProperties", name))
            elif definition.get("readOnly"):
                found.append(Violation((*place, name), "readOnly", name))
            elif value is not None:
                text = text_of(value) if self.records.textual else value
                for error in validator(schema_text(definition)).iter_errors(text):
                    facts = error.kind.as_dict()
                    limit = facts.get("options") or facts.get("format") or facts.get("pattern")
                    found.append(Violation((*place, name), error.kind.name, limit, text))
        return found

    def chosen(self, request: Request) -> tuple[Sequence[str] | None, bool]:
        """The members that a request wants shown, ``None`` for all; whether it named them."""
        if self.fields is None:
            return None, False
        name, default = self.fields
        said = request.parameters.get(name)
        if said is None and isinstance(request.body, dict):
            said = request.body.get(name)
        if said is None:
            return default, False
        listed = said if isinstance(said, list) else [said]
        return [each for one in listed for each in str(one).split(",")], True

    def shown(self, view: View, record: Record, request: Request | None = None) -> JsonObject:
        """The members of a stored record as an answer shows them."""
        shape = self.records
        outer = {name: self.filled(name, role, record) for name, role in shape.shown.items()}
        if shape.members is None:
            fields = None if request is None else self.chosen(request)[0]
            members = {**record["body"], **outer}
            if fields is not None:
                members = {name: members[name] for name in fields if name in members}
            return members
        own = {} if shape.id is None else {shape.id: record["body"].get(str(shape.id_key))}
        inner = {name: self.filled(name, role, record) for name, role in shape.inner.items()}
        stored = {name: value for name, value in record["body"].items() if name != shape.id_key}
        members = self.projected(view, record, {**stored, **inner}, request)
        if shape.textual:
            members = {n: None if v is None else text_of(v) for n, v in members.items()}
        return {**own, **outer, shape.members: members}

    def projected(
        self, view: View, record: Record, members: JsonObject, request: Request | None
    ) -> JsonObject:
        """The members that a request chose; one that exists and has no value is null then."""
        known = self.known(view, record["kind"])
        if known is not None:
            members = {name: value for name, value in members.items() if name in known}
        fields, asked = (None, False) if request is None else self.chosen(request)
        if fields is None:
            return members
        absent = dict.fromkeys(known or {}) if asked else {}
        found = {**absent, **members}
        return {
            name: found[name]
            for name in fields
            if name in found and (asked or found[name] is not None)
        }

    def filled(self, name: str, role: str, record: Record) -> Json:
        """What the server fills in under a role."""
        if role == "removed":
            return bool(record.get("deleted"))
        if role == "version":
            return record["version"]
        if role == "id":
            return record["body"].get(str(self.records.id_key))
        moment = record["created"] if role == "created" else record["updated"]
        numeric = self.records.types.get(name, frozenset()) & {"integer", "number"}
        return moment if numeric else timestamp(moment)


def schema_text(definition: JsonObject) -> bytes:
    """The schema of a definition as text that is equal for equal ones."""
    own = {k: v for k, v in definition.items() if k not in {"readOnly", "unique"}}
    return orjson.dumps(own, option=orjson.OPT_SORT_KEYS)
