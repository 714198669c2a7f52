"""
Finding the customer that a path means.

| check | code |
|---|---|
| the lookup key exists: ``id`` or ``sourceId``, case counts (PRP-39) | 10006 |
| a customer is found (PRP-38) | 60006 |
| the owner of an address or an attribute is found (PRP-44) | 60007 |
| only one is found; ``source`` chooses among several | 60005 |
"""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.core.reasons import Refusal
from mockserver.core.record import Record
from mockserver.core.view import View
from mockserver.provider import Request
from mockserver.providers.propeller.records import customer, customers, pair_key, source_id_key
from mockserver.providers.propeller.vendor_errors import fault

LOOKUP_KEYS = ("id", "sourceId")


def find_customer(view: View, request: Request) -> Record | Refusal:
    """The customer that a request is about."""
    text = f"Customer with {lookup_text(request)} not found"
    return found_one(view, request, fault(60006, text))


def find_owner(view: View, request: Request) -> Record | Refusal:
    """The customer whose addresses or attributes a request is about."""
    text = f"Parent resource [Customer] with {lookup_text(request)} not found"
    return found_one(view, request, fault(60007, text))


def found_one(view: View, request: Request, missing: Refusal) -> Record | Refusal:
    """The one customer of a path, or why there is none."""
    key = request.path["lookupKey"]
    if key not in LOOKUP_KEYS:
        return wrong_key(key)
    found = candidates(view, request)
    if len(found) > 1:
        return fault(60005, f"Multiple customers found with {lookup_text(request)}")
    return found[0] if found else missing


def candidates(view: View, request: Request) -> Sequence[Record]:
    """Every customer that a path may mean."""
    value = request.path["lookupValue"]
    if request.path["lookupKey"] == "id":
        record = customer(view, value)
        return [] if record is None else [record]
    source = request.parameters.get("source")
    return customers(view, source_id_key(value) if source is None else pair_key(source, value))


def wrong_key(key: str) -> Refusal:
    """The refusal of a lookup key that does not exist; the comma at the end is the vendor's."""
    known = "".join(f"{name}," for name in LOOKUP_KEYS)
    text = f"Invalid lookup key [{key}], key must contain one of the following values: [{known}]"
    return fault(10006, text)


def lookup_text(request: Request) -> str:
    return f"{request.path['lookupKey']} [{request.path['lookupValue']}]"
