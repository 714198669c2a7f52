"""
Generated traffic for Propeller: customers under identities of the run, addressed as they are known.

What the contract leaves open and the platform does not: one customer per identity (PRP-05,
PRP-46), a parent that exists (PRP-32), attributes that are defined (PRP-30), addresses that
belong to the customer (PRP-44).
"""

from __future__ import annotations

from typing import Any, Final

from conformance.generated import propeller_rules
from conformance.generated.traffic import Drawn, Memory, Reply, Traffic

OK: Final = (200, 201)

SOURCE: Final = "SHOP"

ATTRIBUTE: Final = {"name": "LOYALTY", "class": "customer", "type": "text", "value": "gold"}
"""An attribute that any customer can have."""


def repair(drawn: Drawn, memory: Memory) -> None:
    """Make a valid request acceptable."""
    if "lookupValue" in drawn.path:
        address_customer(drawn, memory)
    if "addressId" in drawn.path:
        known = memory.last if drawn.operation == "deleteAddress" else memory.first
        drawn.path["addressId"] = str(known(addresses_of(drawn), drawn.path["addressId"]))
    if isinstance(drawn.body, list):
        drawn.body = [dict(ATTRIBUTE)] if drawn.body else []
    if not isinstance(drawn.body, dict):
        return
    drawn.body.pop("directives", None)
    # A code names an address of its customer; without one each address is new (PRP-28).
    drawn.body.pop("code", None)
    if "customers" in drawn.body:
        first = number_of(memory)
        for n, each in enumerate(drawn.body["customers"]):
            own_identity(each, first + n % 4, memory)
        drawn.body["customers"] = drawn.body["customers"][:4]
    elif drawn.operation == "createCustomer":
        for name in ("id", "source", "sourceId"):
            drawn.body.pop(name, None)
        plain(drawn.body)
    elif drawn.operation == "updateCustomer":
        for name in ("source", "sourceId"):
            drawn.body.pop(name, None)
        plain(drawn.body)


def address_customer(drawn: Drawn, memory: Memory) -> None:
    """The path of a customer that exists; deletions take the newest one."""
    known = memory.last if drawn.operation == "deleteCustomer" else memory.first
    if drawn.path.get("lookupKey") == "sourceId":
        drawn.path["lookupValue"] = str(known("sourceId", drawn.path["lookupValue"]))
        drawn.query["source"] = SOURCE
    else:
        drawn.path["lookupValue"] = str(known("id", number_of(memory)))
        drawn.query.pop("source", None)


def number_of(memory: Memory) -> int:
    """The first of the numbers that this run gives to customers."""
    return 10**9 + int.from_bytes(memory.namespace.encode()[-4:])


def own_identity(customer: dict[str, Any], number: int, memory: Memory) -> None:
    """An identity of the run, and nothing that must exist beforehand."""
    if "id" in customer:
        customer["id"] = number
        for name in ("source", "sourceId"):
            customer.pop(name, None)
    else:
        customer["source"], customer["sourceId"] = SOURCE, f"{memory.namespace}-{number % 4}"
    plain(customer)


def plain(customer: dict[str, Any]) -> None:
    """No parent, and attributes that are known."""
    customer.pop("parent", None)
    if "attributes" in customer:
        customer["attributes"] = [dict(ATTRIBUTE)]


def addresses_of(drawn: Drawn) -> str:
    """The kind of the addresses of a customer."""
    return f"address of {drawn.path.get('lookupValue')}"


def unmet(_drawn: Drawn, _memory: Memory) -> bool:
    """Never: what does not exist is answered with 404, which no check takes for a refusal."""
    return False


def learn(drawn: Drawn, reply: Reply, memory: Memory) -> None:
    """Keep what was stored and drop what was deleted."""
    if reply.status not in OK or not isinstance(reply.body, dict):
        return
    data = reply.body.get("data")
    match drawn.operation:
        case "bulkCustomersById" | "bulkCustomersBySourceId" if isinstance(data, list):
            kind = "id" if drawn.operation == "bulkCustomersById" else "sourceId"
            for row in data:
                if row.get("success"):
                    memory.learn(kind, row.get("key"))
        case "createCustomer" if isinstance(data, dict):
            memory.learn("id", data.get("id"))
        case "deleteCustomer":
            memory.forget(drawn.path["lookupValue"])
        case "createAddress" if isinstance(data, dict):
            memory.learn(addresses_of(drawn), data.get("id"))
        case "deleteAddress":
            memory.forget(drawn.path["addressId"], addresses_of(drawn))


def reports(_reply: Reply) -> bool:
    """Never: a request that breaks the contract is refused whole (PRP-18)."""
    return False


TRAFFIC: Final = Traffic(
    title="Propeller Commerce customers",
    header="Authorization",
    scheme="Bearer",
    repair=repair,
    unmet=unmet,
    learn=learn,
    reports=reports,
    rules=propeller_rules.RULES,
)
