"""
The attribute values of one customer: a list of settings, and a page of what is set.
"""

from __future__ import annotations

from mockserver.core.reasons import Refusal
from mockserver.core.record import Json, JsonObject
from mockserver.core.record_writer import RecordWriter
from mockserver.core.tick import Tick
from mockserver.core.view import Stage, View
from mockserver.provider import Change, Read, Request, Response
from mockserver.providers.propeller.attribute_values import Setting, changed, read_setting
from mockserver.providers.propeller.lookup import find_owner
from mockserver.providers.propeller.paging import page_of
from mockserver.providers.propeller.policy import FORM
from mockserver.providers.propeller.records import definition


def set_attributes(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """Carry out every sound entry; the others are failed rows (PRP-30, PRP-31)."""
    owner = find_owner(stage, request)
    if isinstance(owner, Refusal):
        return owner
    read = [(entry, read_setting(stage, entry)) for entry in request.body]
    settings = [setting for _, setting in read if isinstance(setting, Setting)]
    if settings:
        body = owner["body"]
        after = body | {"attributes": changed(body.get("attributes", {}), settings)}
        writer = RecordWriter.for_request(stage, request.declared, FORM, tick)
        writer.amend(stage, owner, after)
    rows = [row_of(entry, setting) for entry, setting in read]
    return Response(200, {"data": rows, "messages": ["Completed"], "total": len(rows)})


def row_of(entry: JsonObject, setting: Setting | str) -> JsonObject:
    """What became of one entry; an id counts before a name."""
    lookup_key = "id" if "id" in entry else "name"
    row: JsonObject = {"action": "put" if "value" in entry else "delete"}
    if isinstance(setting, Setting):
        row["id"] = int(setting.number)
    else:
        row["error"] = setting
    sound = isinstance(setting, Setting)
    return row | {"key": entry[lookup_key], "lookupKey": lookup_key, "success": sound}


def list_attributes(view: View, request: Request, _tick: Tick) -> Response | Refusal:
    """A page of the values of a customer, in the order in which they were first set."""
    owner = find_owner(view, request)
    if isinstance(owner, Refusal):
        return owner
    rows = [
        row
        for number, value in owner["body"].get("attributes", {}).items()
        if (row := value_row(view, number, value)) is not None
    ]
    return page_of(rows, request.parameters, lambda row: row)


def value_row(view: View, number: str, value: Json) -> JsonObject | None:
    """A value with its definition, ``None`` when that is gone."""
    body = definition(view, number)
    if body is None:
        return None
    return {
        "id": int(number),
        "name": body["name"],
        "class": body["class"],
        "type": body["type"],
        "value": value,
        "inherited": False,
    }


LIST = Read(list_attributes)
SET = Change(set_attributes)
