"""
Relations of a record: what was sent becomes the canonical id that is stored.

- to contacts: the id itself, or an object with ``by`` and ``value`` that is looked up among the
  contacts that are visible; none is ever created (SPM-65 to SPM-76)
- to products and other definitions: the id itself (SPM-77); objects are refused
- ids that are sent directly are not looked up, ``by: id_contact`` is
"""

from __future__ import annotations

from mockserver.core.record import Json, Record
from mockserver.core.view import View
from mockserver.providers.shopimind.schema import CONTACTS, PRODUCTS, Field, Relation, canonical
from mockserver.providers.shopimind.values import fault_of, is_number

WAYS = ("id_contact", "email", "id_customer")


class Unresolved(ValueError):
    """A relation that leads nowhere; the message is the end of a sentence about the field."""


def resolved(seen: View, field: Field, relation: Relation, value: Json) -> Json:
    """What is stored for a relation. Raises ``Unresolved``."""
    if relation.system and relation.target == CONTACTS:
        if isinstance(value, dict):
            return found_contact(seen, value)
        return direct_contact(field, value)
    if isinstance(value, dict):
        raise Unresolved("objects with by and value are for relations to contacts only")
    if relation.system and relation.target == PRODUCTS and field.type in {"text", "longtext"}:
        value = str(canonical(value)) if is_number(value) else value
    fault = fault_of(field, value)
    if fault is not None:
        raise Unresolved(fault)
    return value


def direct_contact(field: Field, value: Json) -> int:
    """An id as it is, a number; text only where the field itself is declared as text."""
    number = canonical(value)
    if field.type in {"text", "longtext"} and isinstance(value, str) and value.isdecimal():
        number = int(value) if len(value) <= len(str(2**63)) else None
    if isinstance(number, bool) or not isinstance(number, int):
        raise Unresolved("must be the number of a contact, or an object with by and value")
    return number


def found_contact(seen: View, resolver: Json) -> int:
    """The contact that an object names."""
    if "by" not in resolver or "value" not in resolver:
        raise Unresolved("needs both by and value")
    way, value = resolver["by"], resolver["value"]
    if not isinstance(way, str) or way not in WAYS:
        raise Unresolved(f"by must be one of the following values: {', '.join(WAYS)}")
    if way == "id_contact":
        record = by_id(seen, value)
    elif not isinstance(value, str):
        raise Unresolved(f"value must be a string for {way}")
    elif way == "email":
        record = next(seen.find(CONTACTS, "keys", f"email:{value.lower()}"), None)
    else:
        record = next(seen.find(CONTACTS, "keys", f"customer:{value}"), None)
    if record is None:
        raise Unresolved(f"Contact not found for {way} {brief(value)}")
    return int(record["id"])


def by_id(seen: View, value: Json) -> Record | None:
    """The contact with a number."""
    number = canonical(value)
    if isinstance(number, bool) or not isinstance(number, int):
        raise Unresolved("value must be a number for id_contact")
    return seen.get(CONTACTS, str(number))


def brief(value: Json) -> str:
    """A value as it may stand in a message."""
    text = str(value)
    return text if len(text) <= 80 else f"of {len(text)} characters"  # noqa: PLR2004 a line of text
