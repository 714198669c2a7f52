"""What generated traffic learns from ShopiMind's answers: what exists, and what takes records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from conformance.generated.vendor_traffic import Drawn, Memory, Reply, part, parts

OK: Final = (200, 201)


def records_of(drawn: Drawn) -> str:
    """The kind of the records of a definition."""
    return f"record of {drawn.path.get('id_definition')}"


def learn(drawn: Drawn, reply: Reply, memory: Memory) -> None:
    """Keep what was stored and drop what was removed."""
    if reply.status in OK and isinstance(reply.body, dict):
        LEARNT.get(drawn.operation, nothing)(drawn, reply.body, memory)


def nothing(_drawn: Drawn, _body: dict[str, Any], _memory: Memory) -> None:
    """What is learnt where nothing is."""


def learn_definition(_drawn: Drawn, body: dict[str, Any], memory: Memory) -> None:
    """A new definition is active."""
    for kind in ("definition", "active"):
        memory.learn(kind, part(body, "data", "id_definition"))


def learn_end(drawn: Drawn, _body: dict[str, Any], memory: Memory) -> None:
    """A deleted definition is neither there nor active."""
    for kind in ("definition", "active"):
        memory.forget(drawn.path["id_definition"], kind)


def learn_rest(drawn: Drawn, _body: dict[str, Any], memory: Memory) -> None:
    """A definition stopped taking records."""
    memory.forget(drawn.path["id_definition"], "active")


def learn_activity(drawn: Drawn, _body: dict[str, Any], memory: Memory) -> None:
    """A definition takes records."""
    memory.learn("active", drawn.path["id_definition"])


def learn_records(drawn: Drawn, body: dict[str, Any], memory: Memory) -> None:
    """Records have the ids that a listing shows."""
    for row in parts(body.get("data")):
        memory.learn(records_of(drawn), row.get("id"))


def learn_removal(drawn: Drawn, _body: dict[str, Any], memory: Memory) -> None:
    """Records are gone."""
    named = drawn.body if isinstance(drawn.body, list) else [drawn.query.get("id")]
    for each in named:
        memory.forget(each, records_of(drawn))


def learn_contact(_drawn: Drawn, body: dict[str, Any], memory: Memory) -> None:
    """A contact was stored."""
    memory.learn("contact", part(body, "data", "id_shop_contact"))


def learn_customers(drawn: Drawn, body: dict[str, Any], memory: Memory) -> None:
    """All customers of a request were stored."""
    for each in parts(drawn.body) if not body.get("rejected_count") else ():
        memory.learn("customer", each.get("customer_id"))


def learn_products(drawn: Drawn, body: dict[str, Any], memory: Memory) -> None:
    """All products of a request were stored."""
    for each in parts(drawn.body) if not body.get("rejected_count") else ():
        memory.learn("product", each.get("product_id"))


LEARNT: Final[dict[str, Callable[[Drawn, dict[str, Any], Memory], None]]] = {
    "createCustomDataDefinition": learn_definition,
    "deleteCustomDataDefinition": learn_end,
    "deactivateCustomDataDefinition": learn_rest,
    "activateCustomDataDefinition": learn_activity,
    "listCustomDataRecords": learn_records,
    "deleteCustomDataRecord": learn_removal,
    "bulkDeleteCustomDataRecords": learn_removal,
    "saveContact": learn_contact,
    "bulkCreateCustomers": learn_customers,
    "bulkCreateProducts": learn_products,
}
