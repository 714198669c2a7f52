"""
Generated traffic for ShopiMind: definitions first, records that fit them, items that exist.

What the contract leaves open and the shop does not: fields are declared once and named by keys,
relations and overrides (SPM-32 to SPM-34, SPM-92); records fit their definition (SPM-58 to
SPM-60); inactive and deleted definitions refuse writes (SPM-40 to SPM-48); lists know their
fields (SPM-21); a contact is asked for in one way (SPM-98).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from conformance.generated.shopimind import response_rules as shopimind_rules
from conformance.generated.shopimind.memory import learn, records_of
from conformance.generated.vendor_traffic import Drawn, Memory, Reply, Traffic

FIELDS: Final = (
    {"name": "code", "label": "Code", "type": "text", "required": True},
    {"name": "note", "label": "Note", "type": "text", "required": False},
    {"name": "amount", "label": "Amount", "type": "decimal", "required": False},
)
"""What every definition of a run declares, so that its records are known to fit."""

SORTED_BY: Final = {
    "listCustomDataDefinitions": "name",
    "listContactCustomDataDefinitions": "name",
    "listCustomDataOverrides": "priority",
    "listCustomDataRecords": "code",
    "listContacts": "contact_data_email",
    "listCustomers": "customer_id",
    "listProducts": "product_id",
}
"""Listing to a field that it knows."""

IDENTIFIERS: Final = ("id_shop_contact", "id_customer_shop", "contact_data_email")

OF_ANY_STATE: Final = (
    "getCustomDataDefinition",
    "extendCustomDataDefinition",
    "activateCustomDataDefinition",
    "listCustomDataRecords",
)
"""Operations that an inactive definition does not refuse (A-16)."""

SPARE: Final = ("deleteCustomDataDefinition", "deactivateCustomDataDefinition")
"""Operations that spoil a definition: they get the newest, so that the oldest can be used."""


def repair(drawn: Drawn, memory: Memory) -> None:
    """Make a valid request acceptable."""
    for name in ("order", "filters"):
        if name in drawn.query:
            drawn.query[name] = listing_of(name, SORTED_BY[drawn.operation])
    if "fields" in drawn.query:
        # A name that looks like JSON is read as JSON (SPM-20).
        drawn.query["fields"] = ["id", SORTED_BY.get(drawn.operation, "name")]
    if "id_definition" in drawn.path:
        known = memory.last if drawn.operation in SPARE else memory.first
        kind = "definition" if drawn.operation in OF_ANY_STATE else "active"
        drawn.path["id_definition"] = known(kind, drawn.path["id_definition"])
    REPAIRS.get(drawn.operation, leave)(drawn, memory)


def listing_of(name: str, field: str) -> str:
    """An order or a filter by a field that exists, as the text that the query carries."""
    if name == "order":
        return json.dumps([{"field": field, "type": "asc"}])
    return json.dumps([{"field": field, "operator": "NOT_EQUALS", "values": "0"}])


def leave(_drawn: Drawn, _memory: Memory) -> None:
    """The repair of operations that need none."""


def repair_definition(drawn: Drawn, memory: Memory) -> None:
    """A name of its own, our fields, and the drawn ones under names of their own."""
    body = drawn.body
    extras = [sound_field(each, f"extra_{n}") for n, each in enumerate(body["fields"])]
    body["name"] = memory.fresh("definition")
    body["fields"] = [*FIELDS, *extras]
    for name, value in (("unique_keys", ["code"]), ("relationships", [])):
        if name in body:
            body[name] = value


def repair_extension(drawn: Drawn, memory: Memory) -> None:
    """Fields that are new to the definition."""
    body = drawn.body
    if "name" in body:
        body["name"] = memory.fresh("definition")
    if "fields" in body:
        body["fields"] = [sound_field(each, memory.fresh("field")) for each in body["fields"]]
    if "relationships" in body:
        body["relationships"] = []


def sound_field(drawn: dict[str, Any], name: str) -> dict[str, Any]:
    """A field that no record must have; a list has something to choose from."""
    kept = {key: value for key, value in drawn.items() if key not in {"default", "options"}}
    options = {"options": ["a", "b"]} if drawn["type"] == "list" else {}
    return {**kept, "name": name, "required": False, **options}


def repair_records(drawn: Drawn, memory: Memory) -> None:
    """Records of our fields, each under a code of its own."""
    drawn.body = [
        {"code": f"{memory.namespace}-{n}", "note": str(each)[:200]}
        for n, each in enumerate(drawn.body)
    ]


def repair_record(drawn: Drawn, memory: Memory) -> None:
    """A change of a record that was listed."""
    drawn.path["id"] = memory.first(records_of(drawn), drawn.path["id"])
    drawn.body = {"note": str(drawn.body)[:200]}


def repair_overrides(drawn: Drawn, memory: Memory) -> None:
    """Overrides by a field that exists, each with a priority of its own."""
    drawn.body["overrides"] = [
        {
            "id_custom_data_definition": memory.first("active", each["id_custom_data_definition"]),
            "custom_field_name": "amount",
            "priority": n,
        }
        for n, each in enumerate(drawn.body["overrides"], start=1)
    ][:1]


def repair_contact_query(drawn: Drawn, memory: Memory) -> None:
    """One identifier."""
    given = [name for name in IDENTIFIERS if name in drawn.query]
    for name in given[1:]:
        del drawn.query[name]
    if not given:
        drawn.query["id_shop_contact"] = memory.first("contact", 1)


def repair_customers(drawn: Drawn, memory: Memory) -> None:
    """A few customers, written again and again; each once a request."""
    for n, each in enumerate(drawn.body):
        each["customer_id"] = f"{memory.namespace}-{n % 4}"


def repair_known_customers(drawn: Drawn, memory: Memory) -> None:
    """Customers that were saved."""
    for each in drawn.body:
        each["customer_id"] = memory.first("customer", each["customer_id"])


def repair_products(drawn: Drawn, memory: Memory) -> None:
    """A few products, numbers made from the namespace."""
    first = int.from_bytes(memory.namespace.encode()[-4:])
    for n, each in enumerate(drawn.body):
        each["product_id"] = first + n % 4
        each["lang"] = "en"


def repair_known_products(drawn: Drawn, memory: Memory) -> None:
    """Products that were saved."""
    for each in drawn.body:
        each["product_id"] = memory.first("product", each["product_id"])
        each["lang"] = "en"


REPAIRS: Final[dict[str, Callable[[Drawn, Memory], None]]] = {
    "createCustomDataDefinition": repair_definition,
    "extendCustomDataDefinition": repair_extension,
    "saveCustomDataRecords": repair_records,
    "updateCustomDataRecord": repair_record,
    "updateCustomDataOverrides": repair_overrides,
    "getContact": repair_contact_query,
    "bulkCreateCustomers": repair_customers,
    "bulkUpdateCustomers": repair_known_customers,
    "bulkCreateProducts": repair_products,
    "bulkUpdateProducts": repair_known_products,
}


def unmet(drawn: Drawn, memory: Memory) -> bool:
    """Whether a request names a definition, record or item that the run did not store."""
    if "id_definition" in drawn.path:
        kind = "definition" if drawn.operation in OF_ANY_STATE else "active"
        if not memory.knows(kind, drawn.path["id_definition"]):
            return True
    if drawn.operation == "updateCustomDataRecord":
        return not memory.knows(records_of(drawn), drawn.path["id"])
    if drawn.operation == "bulkUpdateCustomers":
        return any(not memory.knows("customer", each["customer_id"]) for each in drawn.body)
    if drawn.operation == "bulkUpdateProducts":
        return any(not memory.knows("product", each["product_id"]) for each in drawn.body)
    if drawn.operation == "updateCustomDataOverrides":
        return bool(drawn.body["overrides"]) and not memory.first("active")
    return False


def reports(reply: Reply) -> bool:
    """Whether items were rejected while others were accepted (SPM-55)."""
    return isinstance(reply.body, dict) and bool(reply.body.get("rejected_count"))


TRAFFIC: Final = Traffic(
    title="ShopiMind custom data",
    header="spm-api-key",
    scheme="",
    repair=repair,
    unmet=unmet,
    learn=learn,
    reports=reports,
    leaves={"definition": "definition", "customer": "customer", "product": "product"},
    collection="conformance.drivers.shopimind.resources:Shelf.made_by",
    rules=shopimind_rules.RULES,
    hides_methods=True,
)
