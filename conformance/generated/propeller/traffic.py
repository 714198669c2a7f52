"""
Generated traffic for Propeller: customers under identities of the run.

The platform refuses what the contract cannot exclude:

- The keys of the rows are the ids that were sent, each once (PRP-05), and a sourceId identifies a
  customer within its source (PRP-46): each customer of a bulk gets an identity of its own.
- A customer whose parent does not exist fails (PRP-32): parents are left out.
- An attribute must be defined before a value is set (PRP-30): attributes are left out.
- An address is found below its own customer only (PRP-44): addresses are remembered by customer.
"""

from __future__ import annotations

from typing import Any, Final

from conformance.generated.propeller import response_rules as propeller_rules
from conformance.generated.vendor_traffic import (
    GeneratedRequest,
    Memory,
    Traffic,
    VendorReply,
    part,
    parts,
)

OK: Final = (200, 201)

SOURCE: Final = "SHOP"

MOST: Final = 4
"""Customers of a generated bulk, so that most writes are updates."""


def make_valid(request: GeneratedRequest, memory: Memory) -> None:
    if "lookupValue" in request.path:
        address_customer(request, memory)
    if "addressId" in request.path:
        known = memory.last if request.operation == "deleteAddress" else memory.first
        request.path["addressId"] = str(known(addresses_of(request), request.path["addressId"]))
    if isinstance(request.body, list):
        request.body = []  # no attribute is known to be defined
    elif isinstance(request.body, dict):
        fix_body(request.operation, request.body, memory)


def fix_body(operation: str, body: dict[str, Any], memory: Memory) -> None:
    """Remove what changes the meaning of a write, and use identities of the run."""
    for name in ("dateCreated", "dateModified"):
        if name in body:  # a pattern cannot tell how long a month is
            body[name] = {end: f"2026-0{n}-01T00:00:00" for n, end in enumerate(body[name], 1)}
    # An address without a code is a new one each time it is sent (PRP-28).
    for name in ("directives", "code"):
        body.pop(name, None)
    if "customers" in body:
        body["customers"] = body["customers"][:MOST]
        for n, each in enumerate(body["customers"]):
            own_identity(each, number_of(memory) + n, memory)
    elif operation in {"createCustomer", "updateCustomer"}:
        for name in ("id", "source", "sourceId"):
            body.pop(name, None)
        plain(body)


def address_customer(request: GeneratedRequest, memory: Memory) -> None:
    """Name a customer that exists; deletions name the newest one."""
    known = memory.last if request.operation == "deleteCustomer" else memory.first
    if request.path.get("lookupKey") == "sourceId":
        request.path["lookupValue"] = str(known("sourceId", request.path["lookupValue"]))
        request.query["source"] = SOURCE
    else:
        request.path["lookupValue"] = str(known("id", number_of(memory)))
        request.query.pop("source", None)


def number_of(memory: Memory) -> int:
    """The first of the numbers that this run gives to customers."""
    return 10**9 + int.from_bytes(memory.namespace.encode()[-4:])


def own_identity(customer: dict[str, Any], number: int, memory: Memory) -> None:
    """Give a customer an identity of the run, and remove what must exist beforehand."""
    if "id" in customer:
        customer["id"] = number
        for name in ("source", "sourceId"):
            customer.pop(name, None)
    else:
        customer["source"], customer["sourceId"] = SOURCE, f"{memory.namespace}-{number % 4}"
    plain(customer)


def plain(customer: dict[str, Any]) -> None:
    """Remove parent and attributes, which must exist beforehand."""
    customer.pop("parent", None)
    customer.pop("attributes", None)


def addresses_of(request: GeneratedRequest) -> str:
    """The kind, in the memory, of the addresses of a customer."""
    return f"address of {request.path.get('lookupValue')}"


def unmet_precondition(request: GeneratedRequest, _memory: Memory) -> bool:
    """
    Whether the bulk call is by a key that does not exist.

    A bulk call by a key other than id and sourceId is refused (PRP-37). Customers that do not exist
    are answered with 404, which no check takes for a refusal.
    """
    return request.operation == "bulkCustomersByOtherKey"


def remember(request: GeneratedRequest, reply: VendorReply, memory: Memory) -> None:
    """Remember what was stored and forget what was deleted."""
    if reply.status not in OK or not isinstance(reply.body, dict):
        return
    data = reply.body.get("data")
    match request.operation:
        case "bulkCustomersById" | "bulkCustomersBySourceId":
            kind = "id" if request.operation == "bulkCustomersById" else "sourceId"
            for row in parts(data):
                if row.get("success"):
                    memory.remember(kind, row.get("key"))
                    memory.remember("id", row.get("id"))
        case "createCustomer":
            memory.remember("id", part(data, "id"))
        case "deleteCustomer":
            memory.forget(request.path["lookupValue"])
        case "createAddress":
            memory.remember(addresses_of(request), part(data, "id"))
        case "deleteAddress":
            memory.forget(request.path["addressId"], addresses_of(request))


def reports(_reply: VendorReply) -> bool:
    """Never: a customer that breaks the schema costs the whole call (PRP-18)."""
    return False


TRAFFIC: Final = Traffic(
    title="Propeller Commerce customers",
    header="Authorization",
    scheme="Bearer",
    make_valid=make_valid,
    unmet_precondition=unmet_precondition,
    remember=remember,
    reports=reports,
    leaves={"id": "customer"},
    collection="conformance.drivers.propeller.resource:CustomerResource",
    rules=propeller_rules.RULES,
)
