"""
Deleting records, customers and products: repeatable, unknown ids are passed over.

Each removal is hidden for as long as other writes are; the answer is the bulk envelope (SPM-81 to
SPM-87, SPM-96).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import Json, JsonObject
from mockserver.core.record_writer import RecordWriter
from mockserver.core.removal import remove
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import PLAIN_FORM
from mockserver.core.view import Stage
from mockserver.provider import Request, Response
from mockserver.providers.shopimind.records import of_definition
from mockserver.providers.shopimind.responses import bulk, rejection
from mockserver.providers.shopimind.schema import as_text, writable_definition


def remove_all(stage: Stage, request: Request, tick: Tick, ids: Iterable[str]) -> None:
    """Remove records of the declared collection by their ids."""
    remove(stage, ids, RecordWriter.for_request(stage, request.declared, PLAIN_FORM, tick))


def delete_record(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """The record that the query names (SPM-81 to SPM-83)."""
    definition = writable_definition(stage, request.path["id_definition"])
    if isinstance(definition, Refusal):
        return definition
    record_id = str(request.parameters["id"])
    remove_all(stage, request, tick, own(stage, definition.id, [record_id]))
    return bulk(1, [])


def bulk_delete_records(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """The records of an array of ids; what is no id is rejected (SPM-84 to SPM-87)."""
    definition = writable_definition(stage, request.path["id_definition"])
    if isinstance(definition, Refusal):
        return definition
    refusal = too_many(request, request.body)
    if refusal is not None:
        return refusal
    ids = [id_text(value) for value in request.body]
    rejected = [no_id_at(index, request.body) for index, found in enumerate(ids) if found is None]
    sound = [found for found in ids if found is not None]
    remove_all(stage, request, tick, own(stage, definition.id, sound))
    return bulk(len(sound), rejected)


def too_many(request: Request, items: Sequence[Json]) -> Refusal | None:
    """The refusal of an array that is longer than the contract declares."""
    limit = request.declared.limits.records_per_batch
    if limit is None or len(items) <= limit:
        return None
    return Refusal(Reason.OVER_BATCH_LIMIT, facts={"count": len(items), "limit": limit})


def id_text(value: Json) -> str | None:
    """An id as records have it, from a number or its text; ``None`` for anything else."""
    if not isinstance(value, int | str):
        return None
    text = str(value)
    if not text.isascii() or not text.isdecimal():
        return None
    return text.lstrip("0") or None


def no_id_at(index: int, items: Sequence[Json]) -> JsonObject:
    """The rejection of something that is no id."""
    error = {"field": None, "message": "must be the id of a record"}
    return rejection(index, items[index], [error])


def own(stage: Stage, id_definition: str, ids: Iterable[str]) -> list[str]:
    """The ids that belong to a definition; those of others are left alone (SPM-87)."""
    return [one for one in ids if of_definition(stage, id_definition, one) is not None]


def delete_customer(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """One customer; an unknown one counts as deleted."""
    return removed_by_keys(stage, request, tick, [f"customer:{request.path['customer_id']}"])


def bulk_delete_customers(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """The customers of a list of ids."""
    keys = [f"customer:{value}" for value in request.body["customer_ids"]]
    return removed_by_keys(stage, request, tick, keys)


def delete_product(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    return removed_by_keys(stage, request, tick, [f"product:{request.path['product_id']}"])


def bulk_delete_products(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """The products of a list of ids, in all their languages."""
    keys = [f"product:{as_text(value)}" for value in request.body["product_ids"]]
    return removed_by_keys(stage, request, tick, keys)


def removed_by_keys(
    stage: Stage, request: Request, tick: Tick, keys: Sequence[str]
) -> Response | Refusal:
    """Remove what natural keys find; every key counts as sent."""
    collection = request.declared.resource
    found = [record["id"] for key in keys for record in stage.find(collection, "keys", key)]
    remove_all(stage, request, tick, found)
    return bulk(len(keys), [])
