"""
Which custom fields stand in for a native field of products.

One record for each native field holds its sources, at most three (the contract counts them),
the highest priority first (SPM-89 to SPM-92).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.view import Stage, View
from mockserver.provider import Request, Response
from mockserver.providers.shopimind.listing import paged, read_listing
from mockserver.providers.shopimind.responses import single
from mockserver.providers.shopimind.schema import as_definition, stored
from mockserver.providers.shopimind.vendor_errors import VendorError

OVERRIDES = "overrides"

ROW = frozenset(
    {
        "target_system_schema",
        "system_field_name",
        "id_custom_data_definition",
        "custom_field_name",
        "priority",
    }
)


def list_overrides(view: View, request: Request, tick: Tick) -> Response | Refusal:
    """Every source of every overridden field."""
    listing = read_listing(request, ROW)
    if isinstance(listing, Refusal):
        return listing
    rows = [row for record in view.all(OVERRIDES) for row in as_rows(record)]
    return paged(reversed(rows), listing, tick)


def as_rows(record: Record) -> list[JsonObject]:
    """The sources of one native field, the highest priority first."""
    schema, _, name = record["id"].partition(".")
    target = {"target_system_schema": schema, "system_field_name": name}
    return [target | source for source in record["body"]["sources"]]


def update_overrides(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """Replace the sources of one native field; none clears it."""
    sources = request.body["overrides"]
    faults = (*unknown_sources(stage, sources), *shared_priorities(sources))
    if faults:
        return Refusal(Reason.CONSTRAINT, note=faults)
    asked = request.parameters
    record: Record = {
        "id": f"{asked['target_system_schema']}.{asked['system_field_name']}",
        "kind": "override",
        "body": {"sources": sorted(sources, key=lambda source: int(source["priority"]))},
        "version": tick.now,
        "created": tick.now,
        "updated": tick.now,
    }
    stage.put(OVERRIDES, record)
    return single(as_rows(record))


def unknown_sources(stage: Stage, sources: Sequence[JsonObject]) -> Iterator[VendorError]:
    """Definitions and fields that do not exist in this shop (SPM-92)."""
    for index, source in enumerate(sources):
        record = stored(stage, str(source["id_custom_data_definition"]))
        place = f"overrides[{index}]"
        if record is None:
            yield VendorError(
                f"{place}.id_custom_data_definition", "must be the id of a definition"
            )
        elif source["custom_field_name"] not in as_definition(record).fields:
            yield VendorError(f"{place}.custom_field_name", "must name a field of the definition")


def shared_priorities(sources: Sequence[JsonObject]) -> Iterator[VendorError]:
    """Priorities that occur twice."""
    seen: set[int] = set()
    for index, source in enumerate(sources):
        if source["priority"] in seen:
            yield VendorError(f"overrides[{index}].priority", "must not be used twice")
        seen.add(source["priority"])
