"""
Creating, upserting and updating records: three ways to say which one, one way to write it.

The order of checks, within one record; the first that applies answers:

| | check | answer |
|---|---|---|
| 1 | the record of the path (updates) | 404 |
| 2 | the schema | 400 |
| 3 | category, features, custom fields by reference; custom field values | 404, 400 |
| 4 | the identity: parameters, an unknown id | 400, 404 |
| 5 | several records with the identity | 400 |
| 6 | ids of other records | 404 |
| 7 | what a new record must have | 400 |
| 8 | the reference of another record: 409 when creating, else 400 | 409, 400 |
| 9 | values that must be unique (SLV-45) | 400 |
"""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from typing import Final, TypeAlias, cast

from mockserver.core.reasons import Refusal
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import (
    ById,
    Command,
    Draft,
    Item,
    New,
    Outcome,
    Policy,
    RecordForm,
    RecordIdentity,
    Stamp,
    Write,
)
from mockserver.core.view import Stage, View
from mockserver.provider import Request, Response, Upsert
from mockserver.providers.solvimon.custom_values import FIELDS, taken_value, value_keys
from mockserver.providers.solvimon.identity import by_path, identity_of
from mockserver.providers.solvimon.kinds import ResourceKind, own_key, record_as_sent
from mockserver.providers.solvimon.members import slots, stored_members
from mockserver.providers.solvimon.vendor_errors import invalid, missing, refuse, taken

ALPHABET: Final = string.digits + string.ascii_letters
ID_LENGTH: Final = 20

CREATED: Final = 201
OK: Final = 200
BAD_REQUEST: Final = 400
CONFLICT: Final = 409

Identify: TypeAlias = Callable[[View, JsonObject, JsonObject], RecordIdentity | Refusal]
"""Which record is meant, from what was sent and what will be stored of it."""

ACTIONS: Final = "field_actions"

FORM: Final = RecordForm(slots=slots)
"""Records refer to each other; one that is removed is gone."""


def token(prefix: str, tick: Tick) -> str:
    """A fresh name: a prefix, an underscore, 20 letters and digits."""
    number = tick.bits(6 * ID_LENGTH)
    letters = []
    for _ in range(ID_LENGTH):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return f"{prefix}_{''.join(letters)}"


def policy_of(kind: ResourceKind, identify: Identify, clash: int = BAD_REQUEST) -> Policy:
    """The provider's part of a write; ``clash`` is the status of a reference that is taken."""

    def interpret(view: View, item: Item, index: int, _tick: Tick) -> list[Write] | Refusal:
        body = stored_members(view, kind, item.value, item.place)
        if isinstance(body, Refusal):
            return body
        identity = identify(view, item.value, body)
        if isinstance(identity, Refusal):
            return identity
        note = FIELDS in body
        return [Write(index, item.place, kind.name, identity, body, note=note)]

    def compose(stage: Stage, write: Write, _stamp: Stamp) -> Draft | Refusal:
        body = {**kind.blank, **write.body}
        for name in kind.required:
            if name not in body:
                return missing(name)
        key = own_key(kind, body)
        for holder in stage.find(kind.collection, "keys", key):
            if holder["id"] != write.id:
                code = "RESOURCE_ALREADY_EXISTS"
                return taken(code, kind.collection, holder["id"], ("reference",), clash)
        refusal = taken_value(stage, kind, body, write.id) if write.note else None
        in_order = {name: body[name] for name in kind.members if name in body}
        return refusal or Draft(in_order, keys=[key, *value_keys(body)])

    def new_id(_stage: Stage, _write: Write, tick: Tick) -> str:
        return token(kind.prefix, tick)

    return Policy(interpret=interpret, compose=compose, new_id=new_id, form=FORM)


def encoder(kind: ResourceKind, status: int) -> Callable[[Stage, Outcome, Request, Tick], Response]:
    """The answer to a write: the record, or why it was refused."""

    def encode(stage: Stage, outcome: Outcome, _request: Request, _tick: Tick) -> Response:
        if outcome.refused:
            return refuse(next(outcome.refusals()))
        written = next(outcome.results()).writes[0]
        record = cast("Record", written.record)  # the engine has filled it in, nothing was refused
        return Response(status, record_as_sent(stage, kind, record))

    return encode


def decode(_view: View, request: Request, _tick: Tick) -> Command | Refusal:
    """A request is one record; ``field_actions`` is read, and has no effect."""
    actions = request.parameters.get(ACTIONS)
    if actions is not None and not is_map_of_text(actions):
        return invalid("must be a JSON object of texts", ACTIONS)
    return Command([[Item((), request.body)]])


def is_map_of_text(text: str) -> bool:
    """Whether a text is a JSON object whose values are all texts."""
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and all(isinstance(action, str) for action in value.values())


def create(kind: ResourceKind) -> Upsert:
    """A record that must be new (SLV-51)."""

    def is_new(_view: View, _sent: JsonObject, _body: JsonObject) -> New:
        return New()

    policy = policy_of(kind, is_new, CONFLICT)
    return Upsert(decode, lambda _request: policy, encoder(kind, CREATED))


def upsert(kind: ResourceKind) -> Upsert:
    """A record that is updated where its identity finds one, else created; 201 for both."""

    def policy(request: Request) -> Policy:
        def identify(view: View, sent: JsonObject, body: JsonObject) -> RecordIdentity | Refusal:
            return identity_of(view, kind, request, sent, body)

        return policy_of(kind, identify)

    return Upsert(decode, policy, encoder(kind, CREATED))


def update(kind: ResourceKind, parameter: str) -> Upsert:
    """A change of the record that the path names (SLV-66)."""

    def decode_update(view: View, request: Request, tick: Tick) -> Command | Refusal:
        record = by_path(view, kind, request.path[parameter])
        return record if isinstance(record, Refusal) else decode(view, request, tick)

    def policy(request: Request) -> Policy:
        def identify(view: View, _sent: JsonObject, _body: JsonObject) -> ById | Refusal:
            record = by_path(view, kind, request.path[parameter])
            return record if isinstance(record, Refusal) else ById(record["id"])

        return policy_of(kind, identify)

    return Upsert(decode_update, policy, encoder(kind, OK))
