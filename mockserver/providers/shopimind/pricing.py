"""
The price that a contact sees: what the overrides of a product's field come to (SPM-93).

No public operation of the vendor shows it. The path from a contact to a price is not documented
either; the reading here: a record counts when it points at the product and is linked to the
contact, by a relation of its own, or because some record of the contact's points at the same
target (contact, assignment, veterinarian, pricing, product).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.view import Seen, View
from mockserver.providers.shopimind.overrides import OVERRIDES
from mockserver.providers.shopimind.products import in_main_language, product_key
from mockserver.providers.shopimind.records import RECORDS
from mockserver.providers.shopimind.schema import (
    CONTACTS,
    PRODUCTS,
    Definition,
    as_definition,
    as_text,
    stored,
)

PriceTarget: TypeAlias = tuple[str, str, str]
"""The end of a custom relation: definition, field, value as text."""


FIELDS = ("price", "price_discount")


def effective_price(view: View, asked: Mapping[str, Json], tick: Tick) -> Json:
    """
    The price of a ``product`` for a ``contact``, ``lang`` being the main one by default.

    Raises ``ValueError`` for a question that lacks something.
    """
    contact, product = asked.get("contact"), asked.get("product")
    if not isinstance(contact, int) or product is None:
        raise ValueError("ask for a contact (its number) and a product (its product_id)")
    unknown = set(asked) - {"contact", "product", "lang"}
    if unknown:
        raise ValueError(f"no {min(unknown)!r} here; ask with contact, product, lang")
    lang = asked.get("lang")
    return {
        name: effective(view, tick.now, contact=contact, product=product, name=name, lang=lang)
        for name in FIELDS
    }


def effective(
    view: View, now: int, *, contact: int, product: Json, name: str, lang: str | None = None
) -> Json:
    """
    The value of ``price`` or ``price_discount`` of a product for a contact.

    The sources are asked in the order of their priorities; the first value that is not null wins,
    else the product's own counts, in the row of ``lang`` if there is one and in the main one if
    not; ``None`` for an unknown product.
    """
    seen = Seen(view, now)
    overrides = view.get(OVERRIDES, f"{PRODUCTS}.{name}")
    reached = frozenset(targets_of_contact(seen, contact))
    for source in overrides["body"]["sources"] if overrides else ():
        value = value_from(seen, source, contact, product, reached)
        if value is not None:
            return value
    rows = list(in_order(seen.find(PRODUCTS, "keys", product_key(product))))
    asked = [row for row in rows if str(row["body"]["lang"]).lower() == (lang or "").lower()]
    own = next(iter(asked), None) or next(iter(in_main_language(rows)), None)
    return None if own is None else own["body"].get(name)


def value_from(
    seen: View, source: JsonObject, contact: int, product: Json, reached: frozenset[PriceTarget]
) -> Json:
    """The value of one source: that of the lowest record that is linked and not null."""
    definition = active(seen, str(source["id_custom_data_definition"]))
    if definition is None:
        return None
    for record in in_order(seen.find(RECORDS, "keys", f"{PRODUCTS}:{as_text(product)}")):
        if record["kind"] == definition.id and linked(definition, record, contact, reached):
            value = record["body"].get(source["custom_field_name"])
            if value is not None:
                return value
    return None


def linked(
    definition: Definition, record: Record, contact: int, reached: frozenset[PriceTarget]
) -> bool:
    """Whether a record counts for a contact, directly or by a target that they share."""
    body = record["body"]
    direct = (
        relation.system and relation.target == CONTACTS and body.get(name) == contact
        for name, relation in definition.relations.items()
    )
    return any(direct) or not reached.isdisjoint(targets_of(definition, body))


def targets_of_contact(seen: View, contact: int) -> Iterator[PriceTarget]:
    for record in in_order(seen.find(RECORDS, "keys", f"{CONTACTS}:{contact}")):
        definition = active(seen, record["kind"])
        if definition is not None:
            yield from targets_of(definition, record["body"])


def targets_of(definition: Definition, body: JsonObject) -> Iterator[PriceTarget]:
    """What the custom relations of a record point at."""
    for name, relation in definition.relations.items():
        if not relation.system and body.get(name) is not None:
            yield relation.target, relation.target_field, as_text(body[name])


def active(seen: View, id_definition: str) -> Definition | None:
    """A definition that takes part: one that is active."""
    record = stored(seen, id_definition)
    if record is None or record["body"]["status"] != "active":
        return None
    return as_definition(record)


def in_order(records: Iterable[Record]) -> list[Record]:
    """Records by their ids; what was found by a key was not removed, for removal takes the keys."""
    return sorted(records, key=lambda record: int(record["id"]))
