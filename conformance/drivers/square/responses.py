"""Parts of Square's answers: outcomes, errors, mappings, objects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from conformance.drivers.square.objects import data_of, family, nested_in
from conformance.expectations import JsonDict, is_list
from conformance.http.exchange import Exchange
from conformance.outcomes import Untested

ACCEPTED, REFUSED, MIXED = "accepted", "refused", "accepted in part"
STORED = ("objects", "catalog_object", "deleted_object_ids")
"""Where an answer to a write tells what was done."""


def members(exchange: Exchange, name: str) -> list[Any]:
    """An array of an answer; empty when it is absent, null or no array."""
    found = exchange.at(name)
    return list(found) if is_list(found) else []


def errors_of(exchange: Exchange) -> list[JsonDict]:
    """The errors of an answer, those that are objects."""
    return [error for error in members(exchange, "errors") if isinstance(error, dict)]


def outcome(exchange: Exchange) -> str:
    """
    ``ACCEPTED``, ``REFUSED`` or ``MIXED`` for a write, else its status in words.

    A batch-upsert may report errors with status 200; it is refused when no object stands beside
    them.
    """
    done = any(exchange.at(name) for name in STORED)
    if errors_of(exchange):
        return MIXED if done else REFUSED
    return ACCEPTED if exchange.ok else f"status {exchange.status} without errors"


def objects_of(exchange: Exchange) -> list[JsonDict]:
    """The top-level objects that an upsert or a read returns."""
    found = members(exchange, "objects") + members(exchange, "items")
    for name in ("catalog_object", "object"):
        if exchange.at(name):
            found.append(exchange.at(name))
    return [each for each in found if isinstance(each, dict)]


def everything_in(exchange: Exchange) -> list[JsonDict]:
    """The objects that an answer returns, nested ones included."""
    return [each for value in objects_of(exchange) for each in family(value)]


def pairs_of(exchange: Exchange) -> list[tuple[str, str]]:
    """The id mappings of an answer, in their order: temporary id, permanent id."""
    return [
        (str(pair.get("client_object_id")), str(pair.get("object_id")))
        for pair in members(exchange, "id_mappings")
        if isinstance(pair, dict)
    ]


class Ids(dict[str, str]):
    """Temporary to permanent id; a missing one raises ``Untested``."""

    def __missing__(self, ref: str) -> str:
        raise Untested(f"the answer to a valid write maps no {ref}")


def ids_of(exchange: Exchange) -> Ids:
    return Ids(pairs_of(exchange))


def is_complete(value: Any, least: int = 0) -> bool:
    """
    Whether an object and its children have data, id, version and time, and it has enough children.
    """
    whole = all(
        isinstance(each, dict)
        and isinstance(each.get("id"), str)
        and isinstance(each.get("version"), int)
        and isinstance(each.get("updated_at"), str)
        and data_of(each)
        for each in family(value)
    )
    return whole and len(nested_in(value)) >= least


def milliseconds(text: Any) -> int | None:
    """A timestamp in milliseconds since 1970, ``None`` when it is no timestamp."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return round(moment.timestamp() * 1000) if moment.tzinfo else None
