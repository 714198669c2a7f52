"""
A definition as the rest of the provider reads it: its fields, its key, its relations.

Definitions are kept in ``definitions``, one record each, its id the ``id_definition``.
A deleted one stays there with the status ``deleted`` and without its name as a key (SPM-46,
SPM-47). A record's values are kept under the names of the fields.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.view import View
from mockserver.providers.shopimind.responses import written_at

DEFINITIONS = "definitions"
CONTACTS, PRODUCTS = "contacts", "products"

TARGET_FIELDS: Mapping[str, str] = {CONTACTS: "id_contact", PRODUCTS: "product_id"}
"""The system schemas that a relation may lead to, and the field it then means (SPM-28)."""

ROW = frozenset(
    {
        "id_definition",
        "id",
        "name",
        "description",
        "status",
        "unique_keys",
        "fields",
        "relationships",
        "created_at",
        "updated_at",
    }
)
"""The properties of a definition in a listing."""

OWN = frozenset({"id", "created_at", "updated_at"})
"""What a row of records has besides the fields of its definition."""


@dataclass(frozen=True, slots=True)
class Field:
    """A typed property of the records of a definition."""

    name: str
    type: str
    required: bool
    default: Json = None
    options: Sequence[Json] | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A field that points at a contact, a product, or a record of another definition."""

    source: str
    system: bool
    target: str
    target_field: str


@dataclass(frozen=True, slots=True)
class Definition:
    """The schema of some records, and whether they may be written."""

    id: str
    status: str
    unique_keys: Sequence[str] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)

    @property
    def properties(self) -> frozenset[str]:
        """The properties of a row of records."""
        return OWN | self.fields.keys()


def as_definition(record: Record) -> Definition:
    """A stored definition, ready to check records against."""
    body = record["body"]
    return Definition(
        id=record["id"],
        status=body["status"],
        unique_keys=body["unique_keys"],
        fields={entry["name"]: as_field(entry) for entry in body["fields"]},
        relations={entry["sourceField"]: as_relation(entry) for entry in body["relationships"]},
    )


def as_field(entry: JsonObject) -> Field:
    return Field(
        name=entry["name"],
        type=entry["type"],
        required=entry["required"],
        default=entry.get("default"),
        options=entry.get("options"),
    )


def as_relation(entry: JsonObject) -> Relation:
    """A relation as it was declared, its target field filled in."""
    return Relation(
        source=entry["sourceField"],
        system=entry["targetSchemaType"] == "system",
        target=entry["targetSchema"],
        target_field=entry["targetField"],
    )


def stored(view: View, id_definition: str) -> Record | None:
    """The record of a definition that was not deleted."""
    record = view.get(DEFINITIONS, id_definition)
    return None if record is None or record["body"]["status"] == "deleted" else record


def required_definition(view: View, id_definition: str) -> Definition | Refusal:
    """The definition that a request is about; unknown and deleted ones are a 400 (SPM-45)."""
    record = stored(view, id_definition)
    return unknown_definition() if record is None else as_definition(record)


def writable_definition(view: View, id_definition: str) -> Definition | Refusal:
    """The definition of records to be written; an inactive one is read-only (SPM-40 to SPM-42)."""
    definition = required_definition(view, id_definition)
    if isinstance(definition, Definition) and definition.status != "active":
        note = "Custom data definition is inactive, its records are read-only"
        return Refusal(Reason.CONSTRAINT, note=note)
    return definition


def unknown_definition() -> Refusal:
    """The refusal of a definition that does not exist, or not in this shop (SPM-04)."""
    return Refusal(Reason.UNKNOWN_REFERENCE, note="Custom data definition not found")


def as_row(record: Record) -> JsonObject:
    """A definition as it is returned; ``id`` is the same number for older clients."""
    number = int(record["id"])
    return {
        "id_definition": number,
        "id": number,
        **record["body"],
        "created_at": written_at(record["created"]),
        "updated_at": written_at(record["updated"]),
    }


def folded(name: str) -> str:
    """
    A name as names are compared: without case, trailing blanks and accents (SPM-26).

    Leading blanks count, as they do for the collation that the vendor relies on.
    """
    split = unicodedata.normalize("NFKD", name.rstrip(" "))
    return "".join(letter for letter in split if not unicodedata.combining(letter)).casefold()


def canonical(value: Json) -> Json:
    """A value as keys compare it: 1.0 is 1."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def as_text(value: Json) -> str:
    """An id as ids are compared, as text: 42.0 is ``42``."""
    return str(canonical(value))


def key_of(names: Sequence[str], body: JsonObject) -> str | None:
    """
    The composite key of a record's values, ``None`` without a unique key or with a null in it.

    A null never matches, so such a record is always inserted.
    """
    values = [canonical(body.get(name)) for name in names]
    if not values or None in values:
        return None
    return "unique:" + json.dumps(values, sort_keys=True, ensure_ascii=False)


def links_of(definition: Definition, body: JsonObject) -> list[str]:
    """The contacts and products that a record points at, as keys that find it."""
    return [
        f"{relation.target}:{as_text(body[name])}"
        for name, relation in definition.relations.items()
        if relation.system and body.get(name) is not None
    ]
