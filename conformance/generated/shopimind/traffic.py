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
from conformance.generated.shopimind.memory import records_of, remember
from conformance.generated.vendor_traffic import GeneratedRequest, Memory, Traffic, VendorReply

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


def make_valid(request: GeneratedRequest, memory: Memory) -> None:
    """Make a valid request acceptable."""
    for name in ("order", "filters"):
        if name in request.query:
            request.query[name] = listing_of(name, SORTED_BY[request.operation])
    if "fields" in request.query:
        # A name that looks like JSON is read as JSON (SPM-20).
        request.query["fields"] = ["id", SORTED_BY.get(request.operation, "name")]
    if "id_definition" in request.path:
        known = memory.last if request.operation in SPARE else memory.first
        kind = "definition" if request.operation in OF_ANY_STATE else "active"
        request.path["id_definition"] = known(kind, request.path["id_definition"])
    FIXES.get(request.operation, leave)(request, memory)


def listing_of(name: str, field: str) -> str:
    """An order or a filter by a field that exists, as the text that the query carries."""
    if name == "order":
        return json.dumps([{"field": field, "type": "asc"}])
    return json.dumps([{"field": field, "operator": "NOT_EQUALS", "values": "0"}])


def leave(_drawn: GeneratedRequest, _memory: Memory) -> None:
    """The make_valid of operations that need none."""


def fix_definition(request: GeneratedRequest, memory: Memory) -> None:
    """A name of its own, our fields, and the request ones under names of their own."""
    body = request.body
    extras = [valid_field(each, f"extra_{n}") for n, each in enumerate(body["fields"])]
    body["name"] = memory.fresh("definition")
    body["fields"] = [*FIELDS, *extras]
    for name, value in (("unique_keys", ["code"]), ("relationships", [])):
        if name in body:
            body[name] = value


def fix_extension(request: GeneratedRequest, memory: Memory) -> None:
    """Fields that are new to the definition."""
    body = request.body
    if "name" in body:
        body["name"] = memory.fresh("definition")
    if "fields" in body:
        body["fields"] = [valid_field(each, memory.fresh("field")) for each in body["fields"]]
    if "relationships" in body:
        body["relationships"] = []


def valid_field(generated: dict[str, Any], name: str) -> dict[str, Any]:
    """A field that no record must have; a list has something to choose from."""
    kept = {key: value for key, value in generated.items() if key not in {"default", "options"}}
    options = {"options": ["a", "b"]} if generated["type"] == "list" else {}
    return {**kept, "name": name, "required": False, **options}


def fix_records(request: GeneratedRequest, memory: Memory) -> None:
    """Records of our fields, each under a code of its own."""
    request.body = [
        {"code": f"{memory.namespace}-{n}", "note": str(each)[:200]}
        for n, each in enumerate(request.body)
    ]


def fix_record(request: GeneratedRequest, memory: Memory) -> None:
    """A change of a record that was listed."""
    request.path["id"] = memory.first(records_of(request), request.path["id"])
    request.body = {"note": str(request.body)[:200]}


def fix_overrides(request: GeneratedRequest, memory: Memory) -> None:
    """Overrides by a field that exists, each with a priority of its own."""
    request.body["overrides"] = [
        {
            "id_custom_data_definition": memory.first("active", each["id_custom_data_definition"]),
            "custom_field_name": "amount",
            "priority": n,
        }
        for n, each in enumerate(request.body["overrides"], start=1)
    ][:1]


def fix_contact_query(request: GeneratedRequest, memory: Memory) -> None:
    """One identifier."""
    given = [name for name in IDENTIFIERS if name in request.query]
    for name in given[1:]:
        del request.query[name]
    if not given:
        request.query["id_shop_contact"] = memory.first("contact", 1)


def fix_customers(request: GeneratedRequest, memory: Memory) -> None:
    """A few customers, written again and again; each once a request."""
    for n, each in enumerate(request.body):
        each["customer_id"] = f"{memory.namespace}-{n % 4}"


def fix_known_customers(request: GeneratedRequest, memory: Memory) -> None:
    """Customers that were saved."""
    for each in request.body:
        each["customer_id"] = memory.first("customer", each["customer_id"])


def fix_products(request: GeneratedRequest, memory: Memory) -> None:
    """A few products, numbers made from the namespace."""
    first = int.from_bytes(memory.namespace.encode()[-4:])
    for n, each in enumerate(request.body):
        each["product_id"] = first + n % 4
        each["lang"] = "en"


def fix_known_products(request: GeneratedRequest, memory: Memory) -> None:
    """Products that were saved."""
    for each in request.body:
        each["product_id"] = memory.first("product", each["product_id"])
        each["lang"] = "en"


FIXES: Final[dict[str, Callable[[GeneratedRequest, Memory], None]]] = {
    "createCustomDataDefinition": fix_definition,
    "extendCustomDataDefinition": fix_extension,
    "saveCustomDataRecords": fix_records,
    "updateCustomDataRecord": fix_record,
    "updateCustomDataOverrides": fix_overrides,
    "getContact": fix_contact_query,
    "bulkCreateCustomers": fix_customers,
    "bulkUpdateCustomers": fix_known_customers,
    "bulkCreateProducts": fix_products,
    "bulkUpdateProducts": fix_known_products,
}


def unmet_precondition(request: GeneratedRequest, memory: Memory) -> bool:
    """Whether a request names a definition, record or item that the run did not store."""
    if "id_definition" in request.path:
        kind = "definition" if request.operation in OF_ANY_STATE else "active"
        if not memory.knows(kind, request.path["id_definition"]):
            return True
    if request.operation == "updateCustomDataRecord":
        return not memory.knows(records_of(request), request.path["id"])
    if request.operation == "bulkUpdateCustomers":
        return any(not memory.knows("customer", each["customer_id"]) for each in request.body)
    if request.operation == "bulkUpdateProducts":
        return any(not memory.knows("product", each["product_id"]) for each in request.body)
    if request.operation == "updateCustomDataOverrides":
        return bool(request.body["overrides"]) and not memory.first("active")
    return False


def reports(reply: VendorReply) -> bool:
    """Whether items were rejected while others were accepted (SPM-55)."""
    return isinstance(reply.body, dict) and bool(reply.body.get("rejected_count"))


TRAFFIC: Final = Traffic(
    title="ShopiMind custom data",
    header="spm-api-key",
    scheme="",
    make_valid=make_valid,
    unmet_precondition=unmet_precondition,
    remember=remember,
    reports=reports,
    leaves={"definition": "definition", "customer": "customer", "product": "product"},
    collection="conformance.drivers.shopimind.resources:DefinedRecords.made_by",
    rules=shopimind_rules.RULES,
    hides_methods=True,
)
