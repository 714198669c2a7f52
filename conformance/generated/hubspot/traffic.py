"""
Generated traffic for HubSpot: records and properties of the run.

The account refuses what the contract cannot exclude:

- Properties that are not defined, and values of other types, are refused (HUB-110 to HUB-114): the
  properties that are sent are ones that every account has.
- A key must be unique, and values of keys are unique (HUB-29, HUB-119): upserts use the email of
  contacts, and every write makes a new one.
- An id or key twice in a batch is refused (HUB-58, HUB-59).
- A search has limits that span its members (HUB-143, HUB-144).
"""

from __future__ import annotations

from typing import Any, Final

from conformance.generated.hubspot import response_rules as hubspot_rules
from conformance.generated.vendor_traffic import (
    GeneratedRequest,
    Memory,
    Traffic,
    VendorReply,
    part,
    parts,
)

MIXED: Final = 207
FAILED: Final = 400
DEFINITION: Final = "definition/"
TYPES: Final = {
    **dict.fromkeys(["contacts", "contact", "CONTACT", "0-1"], "contacts"),
    **dict.fromkeys(["companies", "company", "COMPANY", "0-2"], "companies"),
    **dict.fromkeys(["products", "product", "PRODUCT", "0-7"], "products"),
}
"""Name of a type in a path to the one by which its records are remembered."""


def type_of(request: GeneratedRequest) -> str:
    return TYPES.get(str(request.path.get("objectType")), "contacts")


def kind_of(request: GeneratedRequest) -> str:
    """The kind of the memory that an operation is about."""
    about = DEFINITION if "ropert" in request.operation else ""
    return f"{about}{type_of(request)}"


def fresh_record(of: str, memory: Memory) -> dict[str, str]:
    """Properties of a record that nobody else has."""
    name = memory.fresh("record")
    return {"email": f"{name}@example.com"} if of == "contacts" else {"name": name}


def make_valid(request: GeneratedRequest, memory: Memory) -> None:
    if request.operation == "batchUpsert":
        request.path["objectType"] = "contacts"
    kind = kind_of(request)
    for name in ("objectId", "name"):
        if name in request.path:
            known = memory.last if request.operation.startswith("archive") else memory.first
            request.path[name] = known(kind, request.path[name])
    for name in ("idProperty", "archived", "after"):
        request.query.pop(name, None)
    if isinstance(request.body, dict):
        fix_body(request, request.body, kind, memory)


def fix_body(request: GeneratedRequest, body: dict[str, Any], kind: str, memory: Memory) -> None:
    """Name what exists, and nothing twice."""
    match request.operation:
        case "create":
            body["properties"] = fresh_record(kind, memory)
        case "update":
            body["properties"] = {"description" if kind == "products" else "phone": "5"}
        case "createProperty":
            body["name"] = memory.fresh("p").replace("-", "_")
            body["hasUniqueValue"] = False
        case "search":
            fix_search(body)
        case "batchCreate" | "batchUpsert" | "batchUpdate" | "batchRead" | "batchArchive":
            fix_inputs(request.operation, body, kind, memory)


def fix_inputs(operation: str, body: dict[str, Any], kind: str, memory: Memory) -> None:
    """Let each input mean a record of its own."""
    body.pop("idProperty", None)
    known = list(memory.ids.get(kind, {}))
    inputs = parts(body.get("inputs"))
    if operation in {"batchUpdate", "batchRead", "batchArchive"} and known:
        body["inputs"] = inputs = inputs[: len(known)]
    for number, each in enumerate(inputs):
        each.pop("idProperty", None)
        each.pop("objectWriteTraceId", None)
        if operation == "batchCreate":
            each["properties"] = fresh_record(kind, memory)
        elif operation == "batchUpsert":
            each["id"], each["idProperty"] = fresh_record(kind, memory)["email"], "email"
            each["properties"] = {"phone": "5"}
        else:
            each["id"] = known[number] if known else each["id"]
        if operation == "batchUpdate":
            each["properties"] = {"description" if kind == "products" else "phone": "5"}


def fix_search(body: dict[str, Any]) -> None:
    """Filter and sort by what every record has, within the limits."""
    body["filterGroups"] = parts(body.get("filterGroups"))[:3]
    for group in body["filterGroups"]:
        for each in parts(group.get("filters")):
            each |= {"propertyName": "hs_object_id", "value": "1", "highValue": "2"}
            each["values"] = ["1"]
    for each in parts(body.get("sorts")):
        each["propertyName"] = "hs_object_id"
    body.pop("after", None)


def unmet_precondition(request: GeneratedRequest, memory: Memory) -> bool:
    """Whether a request names what the run did not store."""
    kind = kind_of(request)
    named = [request.path[name] for name in ("objectId", "name") if name in request.path]
    if request.operation in {"batchUpdate", "batchRead"}:
        named += [each.get("id") for each in parts(part(request.body, "inputs"))]
    return any(not memory.knows(kind, each) for each in named)


def remember(request: GeneratedRequest, reply: VendorReply, memory: Memory) -> None:
    """Remember what was stored and forget what was archived."""
    if reply.status >= FAILED:
        return
    kind, body = kind_of(request), reply.body
    match request.operation:
        case "create":
            memory.remember(kind, part(body, "id"))
        case "createProperty":
            memory.remember(kind, part(body, "name"))
        case "batchCreate" | "batchUpsert":
            for each in parts(part(body, "results")):
                memory.remember(kind, each.get("id"))
        case "archive" | "archiveProperty":
            memory.forget(request.path.get("objectId", request.path.get("name")), kind)
        case "batchArchive":
            for each in parts(part(request.body, "inputs")):
                memory.forget(each.get("id"), kind)


def reports(reply: VendorReply) -> bool:
    """Whether an answer is a mixed one."""
    return reply.status == MIXED


KINDS: Final = ("contacts", "companies", "products")

TRAFFIC: Final = Traffic(
    title="HubSpot CRM objects",
    header="Authorization",
    scheme="Bearer",
    make_valid=make_valid,
    unmet_precondition=unmet_precondition,
    remember=remember,
    reports=reports,
    leaves={name: name for each in KINDS for name in (each, f"{DEFINITION}{each}")},
    collection="conformance.drivers.hubspot.contacts:Contacts",
    rules=hubspot_rules.RULES,
)
