"""
Generated traffic for ShopiMind: definitions first, then records that fit them.

The shop refuses what the contract cannot exclude:

- Keys, relations and overrides name fields and definitions that exist (SPM-32, SPM-33, SPM-34,
  SPM-92): every definition declares ``FIELDS``, and its keys and overrides use them.
- A record has the required fields of its definition, values of their types and no other member
  (SPM-58, SPM-59, SPM-60): records hold ``FIELDS`` only.
- An inactive definition refuses writes (SPM-40), a deleted one every operation (SPM-48): writes
  name definitions that are known to be active.
- Lists may refuse fields that they do not know (SPM-21): they are sorted and filtered by one that
  they do.
- A contact is read by exactly one identifier (SPM-98).
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
"""The fields that every definition of a run declares, so that its records fit."""

SORTED_BY: Final = {
    "listCustomDataDefinitions": "name",
    "listContactCustomDataDefinitions": "name",
    "listCustomDataOverrides": "priority",
    "listCustomDataRecords": "code",
    "listContacts": "contact_data_email",
    "listCustomers": "customer_id",
    "listProducts": "product_id",
}
"""Listing to a field by which it can be sorted and filtered."""

SAMPLE: Final = {
    "last_name": "Lovelace",
    "lang": "en",
    "is_newsletter_subscribed": False,
    "created_at": "2026-01-05T09:00:00Z",
    "updated_at": "2026-01-05T09:00:00Z",
}
"""What a customer of the guide's sample has and the quick start leaves out; shops may demand it."""

IDENTIFIERS: Final = ("id_shop_contact", "id_customer_shop", "contact_data_email")

OF_ANY_STATE: Final = (
    "getCustomDataDefinition",
    "extendCustomDataDefinition",
    "activateCustomDataDefinition",
    "listCustomDataRecords",
)
"""Operations that an inactive definition does not refuse: only writing records is (SPM-40)."""

SPARE: Final = ("deleteCustomDataDefinition", "deactivateCustomDataDefinition")
"""Operations that end the use of a definition; they get the newest one, others the oldest."""


def make_valid(request: GeneratedRequest, memory: Memory) -> None:
    for name in ("order", "filters"):
        if name in request.query:
            request.query[name] = listing_of(name, SORTED_BY[request.operation])
    if "fields" in request.query:
        # A query may be spelled in JSON (SPM-20), so a generated name may parse as JSON.
        request.query["fields"] = ["id", SORTED_BY.get(request.operation, "name")]
    if "id_definition" in request.path:
        known = memory.last if request.operation in SPARE else memory.first
        kind = "definition" if request.operation in OF_ANY_STATE else "active"
        request.path["id_definition"] = known(kind, request.path["id_definition"])
    FIXES.get(request.operation, leave)(request, memory)


def listing_of(name: str, field: str) -> str:
    """An order or a filter by a field that exists, as text for the query."""
    if name == "order":
        return json.dumps([{"field": field, "type": "asc"}])
    return json.dumps([{"field": field, "operator": "NOT_EQUALS", "values": "0"}])


def leave(_drawn: GeneratedRequest, _memory: Memory) -> None:
    """The fix of operations that need none."""


def fix_definition(request: GeneratedRequest, memory: Memory) -> None:
    """A fresh name, our fields, and the generated ones under further names."""
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
    """A generated field that no record must have; a list gets options."""
    kept = {key: value for key, value in generated.items() if key not in {"default", "options"}}
    options = {"options": ["a", "b"]} if generated["type"] == "list" else {}
    return {**kept, "name": name, "required": False, **options}


def fix_records(request: GeneratedRequest, memory: Memory) -> None:
    """Records of our fields, each with a code of its own."""
    request.body = [
        {"code": f"{memory.namespace}-{n}", "note": str(each)[:200]}
        for n, each in enumerate(request.body)
    ]


def fix_record(request: GeneratedRequest, memory: Memory) -> None:
    """A change of a record that was listed."""
    request.path["id"] = memory.first(records_of(request), request.path["id"])
    request.body = {"note": str(request.body)[:200]}


def fix_overrides(request: GeneratedRequest, memory: Memory) -> None:
    """At most one override, by a field that exists."""
    request.body["overrides"] = [
        {
            "id_custom_data_definition": memory.first("active", each["id_custom_data_definition"]),
            "custom_field_name": "amount",
            "priority": n,
        }
        for n, each in enumerate(request.body["overrides"], start=1)
    ][:1]


def fix_contact_query(request: GeneratedRequest, memory: Memory) -> None:
    """Exactly one identifier."""
    given = [name for name in IDENTIFIERS if name in request.query]
    for name in given[1:]:
        del request.query[name]
    if not given:
        request.query["id_shop_contact"] = memory.first("contact", 1)


def fix_customers(request: GeneratedRequest, memory: Memory) -> None:
    """The same few customers again and again, each once a request, as complete as the sample."""
    for n, each in enumerate(request.body):
        each["customer_id"] = f"{memory.namespace}-{n % 4}"
        each.update({name: value for name, value in SAMPLE.items() if name not in each})


def fix_known_customers(request: GeneratedRequest, memory: Memory) -> None:
    """Customers that were saved."""
    for each in request.body:
        each["customer_id"] = memory.first("customer", each["customer_id"])


def fix_products(request: GeneratedRequest, memory: Memory) -> None:
    """The same few products, with ids made from the namespace."""
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
    """In a mixed save the valid records are stored and the invalid ones are counted (SPM-55)."""
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
