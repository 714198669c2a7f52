"""
Reading one record, and listing records by the filters of the query.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from mockserver.core.reasons import Refusal
from mockserver.core.record import Record
from mockserver.core.tick import Tick
from mockserver.core.view import View
from mockserver.provider import Read, Request, Response
from mockserver.providers.solvimon.custom_values import FIELDS, values_in
from mockserver.providers.solvimon.identity import by_path
from mockserver.providers.solvimon.kinds import CUSTOM_FIELD, ResourceKind, with_reference
from mockserver.providers.solvimon.listing import ordered, page_of, rendered, wrapped

Fits: TypeAlias = Callable[[Record], bool]

EQUALS: Final = {
    "product_category_id": "category_id",
    "customer_id": "customer_id",
    "resource_type": "resource_type",
    "reference": "reference",
    "integration_id": "integration_id",
}
"""Query parameter to the member that must have its value."""


def read_one(kind: ResourceKind, parameter: str) -> Read:
    """One record by what the path names (SLV-48, SLV-49)."""

    def answer(view: View, request: Request, _tick: Tick) -> Response | Refusal:
        record = by_path(view, kind, request.path[parameter])
        if isinstance(record, Refusal):
            return record
        return Response(200, rendered(view, kind, request, record))

    return Read(answer)


def read_all(kind: ResourceKind) -> Read:
    """The records that pass every filter of the query, the newest first."""

    def answer(view: View, request: Request, _tick: Tick) -> Response:
        filters = filters_of(view, kind, request)
        found = [
            record for record in view.all(kind.collection) if all(fits(record) for fits in filters)
        ]
        records = ordered(found, request, "created_at", "desc")
        if kind.paging == "whole":
            return Response(200, {"data": [rendered(view, kind, request, one) for one in records]})
        data = page_of(view, kind, request, records)
        if kind.paging == "bare":
            return Response(200, {"data": data})
        return wrapped(data, request, kind.collection, len(found))

    return Read(answer)


def filters_of(view: View, kind: ResourceKind, request: Request) -> list[Fits]:
    """What the parameters of a list ask of a record."""
    sent = request.parameters
    filters = [
        is_equal(member, sent[parameter])
        for parameter, member in EQUALS.items()
        if parameter in sent
    ]
    if "statuses[]" in sent:
        filters.append(is_one_of("status", sent["statuses[]"]))
    if "custom_field" in sent:
        filters.append(by_custom_field(view, kind, sent["custom_field"]))
    return filters


def is_equal(member: str, value: str) -> Fits:
    return lambda record: bool(record["body"].get(member) == value)


def is_one_of(member: str, values: list[str]) -> Fits:
    return lambda record: record["body"].get(member) in values


def by_custom_field(view: View, kind: ResourceKind, text: str) -> Fits:
    """Whether a record has a value for a custom field; ``reference:value`` asks for that value."""
    definition, value = with_reference(view, CUSTOM_FIELD, text, kind.name), None
    if definition is None and ":" in text:
        reference, _, value = text.partition(":")
        definition = with_reference(view, CUSTOM_FIELD, reference, kind.name)
    return has_value(definition, None if value is None else [value])


def has_value(definition: Record | None, wanted: list[str] | None) -> Fits:
    """Whether a record has one of the wanted values of a custom field, or any value at all."""

    def fits(record: Record) -> bool:
        return any(
            wanted is None or value in wanted
            for entry in record["body"].get(FIELDS) or ()
            if definition is not None and entry["id"] == definition["id"]
            for _, value in values_in(entry)
        )

    return fits
