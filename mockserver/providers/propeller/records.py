"""
What a tenant's state holds: collections, kinds, natural keys, numbers.

| collection | kind | id | keys | body |
|---|---|---|---|---|
| ``customers`` | ``customer`` | its number | its pairs of source and source id | own fields |
| ``customers`` | ``address`` | ``address-`` and its number | customer, type and code | own fields |
| ``attributes`` | ``definition`` | its number | class and name | ``class``, ``name``, ``type`` |
| ``usergroups`` | ``usergroup`` | its number | its pairs | any |

An address lies in its customer's collection, with the customer as its parent, so that it is
written and removed with it. A customer's body holds ``sources`` (a list of pairs) and
``attributes`` (number of a definition to value). No operation writes the last two collections:
a seed fills them, beside the little that every tenant has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.view import Stage, View

CUSTOMERS: Final = "customers"
ATTRIBUTES: Final = "attributes"
USERGROUPS: Final = "usergroups"

CUSTOMER: Final = "customer"
ADDRESS: Final = "address"

FIRST_NUMBER = 100_000
"""Numbers given by the sandbox start above this, out of the way of those that a client picks."""

BUILT_IN_USERGROUPS = frozenset({"109"})
"""Parents that exist in every tenant: the one of the vendor's sample."""

BUILT_IN_DEFINITIONS: Final[Mapping[str, JsonObject]] = {
    "668": {"class": "customer", "name": "LOYALTY", "type": "text"}
}
"""Attributes that are defined in every tenant, by number; a seeded one takes the place."""

BETWEEN = "\x1f"
"""Separates the parts of a key; no text of a client's is compared across parts."""


def text_of(value: Json) -> str:
    """A value that may be sent as a number or as text, as text; 5.0 and 5 are the same."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def pair_key(source: str, source_id: Json) -> str:
    """The key of one source id in one source (PRP-46)."""
    return BETWEEN.join(("pair", source, text_of(source_id)))


def source_id_key(source_id: Json) -> str:
    return BETWEEN.join(("sourceId", text_of(source_id)))


def source_keys(sources: list[JsonObject]) -> list[str]:
    """Every key of a customer's pairs."""
    pairs = [pair_key(pair["source"], pair["sourceId"]) for pair in sources]
    return [*pairs, *(source_id_key(pair["sourceId"]) for pair in sources)]


def address_key(customer_id: str, kind: str, code: str) -> str:
    """The key of an address: its customer, its type and its code (PRP-27)."""
    return BETWEEN.join(("address", customer_id, kind, code))


def definition_key(kind: str, name: str) -> str:
    return BETWEEN.join(("attribute", kind, name))


def definition(view: View, number: str) -> JsonObject | None:
    """What an attribute is, by its number."""
    record = view.get(ATTRIBUTES, number)
    if record is None:
        return BUILT_IN_DEFINITIONS.get(number)
    return None if record.get("deleted") else record["body"]


def defined(view: View, kind: str, name: str) -> Iterator[str]:
    """The numbers of the attributes of a class and a name."""
    for record in view.find(ATTRIBUTES, "keys", definition_key(kind, name)):
        yield record["id"]
    for number, body in BUILT_IN_DEFINITIONS.items():
        if (body["class"], body["name"]) == (kind, name):
            yield number


def address_id(number: Json) -> str:
    return f"address-{number}"


def customer(view: View, record_id: str) -> Record | None:
    """A customer by its number."""
    record = view.get(CUSTOMERS, record_id)
    return record if record is not None and alive(record, CUSTOMER) else None


def customers(view: View, key: str) -> list[Record]:
    return [record for record in view.find(CUSTOMERS, "keys", key) if alive(record, CUSTOMER)]


def addresses(view: View, customer_id: str) -> Iterator[Record]:
    """The addresses of a customer, the oldest first."""
    for record in view.find(CUSTOMERS, "parent", customer_id):
        if alive(record, ADDRESS):
            yield record


def alive(record: Record, kind: str) -> bool:
    return record["kind"] == kind and not record.get("deleted")


def usergroup_exists(view: View, parent: JsonObject) -> bool:
    """Whether a parent is known, by its id or else by its pair."""
    if "id" in parent:
        record_id = text_of(parent["id"])
        record = view.get(USERGROUPS, record_id)
        return record_id in BUILT_IN_USERGROUPS or (record is not None and "deleted" not in record)
    key = pair_key(parent["source"], parent["sourceId"])
    return any(not found.get("deleted") for found in view.find(USERGROUPS, "keys", key))


def new_customer_id(stage: Stage) -> str:
    """A free number for a customer; each taken one is passed over once in a tenant's life."""
    while True:
        record_id = str(FIRST_NUMBER + stage.serial(CUSTOMER))
        if stage.get(CUSTOMERS, record_id) is None:
            return record_id


def new_address_id(stage: Stage) -> str:
    return address_id(FIRST_NUMBER + stage.serial(ADDRESS))
