"""Rules of Square that one request and its answer decide."""

from __future__ import annotations

import re
from typing import Any, Final

from conformance.drivers.square.objects import DATA, NESTS, family
from conformance.generated.vendor_traffic import (
    Differences,
    GeneratedRequest,
    ResponseRule,
    VendorReply,
    parts,
)

UPSERTS: Final = ("BatchUpsertCatalogObjects", "UpsertCatalogObject")
OK: Final = 200
FAILED: Final = 400

STATUSES: Final = {
    "AUTHENTICATION_ERROR": (401, 403),
    "RATE_LIMIT_ERROR": (429,),
    "API_ERROR": (500, 501, 502, 503, 504),
}
"""Category of the first error to the statuses that fit it; the others fit any 4xx."""

MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z")


def envelope(_request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """Each error has a category and a code."""
    if reply.status < FAILED:
        return None
    errors = reply.body.get("errors") if isinstance(reply.body, dict) else None
    if not isinstance(errors, list) or not errors:
        return [f"errors: expected a list that is not empty, got {errors!r}"]
    return [
        f"errors[{index}].{name}: expected a string"
        for index, error in enumerate(errors)
        for name in ("category", "code")
        if not isinstance(error, dict) or not isinstance(error.get(name), str)
    ]


def fitting_status(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """The status fits the category of the first error."""
    if reply.status < FAILED or envelope(request, reply):
        return None
    category = reply.body["errors"][0]["category"]
    fitting = STATUSES.get(category, range(FAILED, 500))
    return [] if reply.status in fitting else [f"status: {reply.status} does not fit {category}"]


def stored(request: GeneratedRequest, reply: VendorReply) -> tuple[list[Any], list[Any]] | None:
    """Objects sent and objects answered of an upsert that stored everything, else ``None``."""
    if request.operation not in UPSERTS or reply.status != OK or not isinstance(reply.body, dict):
        return None
    if reply.body.get("errors") or not isinstance(request.body, dict):
        return None
    if request.operation == "UpsertCatalogObject":
        sent, got = [request.body.get("object")], [reply.body.get("catalog_object")]
    else:
        batches = [
            array_or_empty(batch.get("objects")) for batch in parts(request.body.get("batches"))
        ]
        sent = [each for batch in batches for each in batch]
        got = array_or_empty(reply.body.get("objects"))
    # A request that broke the contract on purpose and was accepted is judged by another check.
    return (sent, got) if all(map(is_object, (*sent, *got))) else None


def array_or_empty(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def is_object(value: Any) -> bool:
    """Whether a value, and each of its children, has the members of a catalog object."""
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return False
    if not isinstance(value.get("type"), str) or value["type"] not in DATA:
        return False
    data = value.get(DATA[value["type"]]) or {}
    field, _ = NESTS.get(value["type"], ("", ""))
    children = data.get(field) if isinstance(data, dict) else None
    return children is None or (isinstance(children, list) and all(map(is_object, children)))


def permanent_ids(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """No temporary id comes back as an object's id."""
    both = stored(request, reply)
    if both is None:
        return None
    return [
        f"objects[{index}].id: expected a permanent id, got {each.get('id')!r}"
        for index, each in enumerate(both[1])
        if not isinstance(each.get("id"), str) or each["id"].startswith("#")
    ]


def mappings(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """Each temporary id is mapped once, those of nested objects too."""
    both = stored(request, reply)
    if both is None:
        return None
    wanted = sorted(
        each["id"] for top in both[0] for each in family(top) if each["id"].startswith("#")
    )
    found = parts(reply.body.get("id_mappings"))
    got = sorted(str(each.get("client_object_id")) for each in found)
    return [] if wanted == got else [f"id_mappings: expected {wanted}, got {got}"]


def in_order(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """The top-level objects come back in the order of the request."""
    both = stored(request, reply)
    if both is None:
        return None
    sent, got = ([each.get("type") for each in part] for part in both)
    return [] if sent == got else [f"objects: expected the types {sent}, got {got}"]


def moments(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """Timestamps are RFC 3339 in UTC."""
    both = stored(request, reply)
    if both is None:
        return None
    return [
        f"objects[{index}].updated_at: expected RFC 3339 in UTC, got {each.get('updated_at')!r}"
        for index, each in enumerate(both[1])
        if MOMENT.fullmatch(str(each.get("updated_at"))) is None
    ]


RULES: Final = (
    ResponseRule("SQ-07", "An error is an envelope of errors with category and code", envelope),
    ResponseRule("SQ-08", "The status fits the first error", fitting_status),
    ResponseRule("SQ-38", "A created object gets a permanent id", permanent_ids),
    ResponseRule("SQ-39", "Each created object has one id mapping", mappings),
    ResponseRule("SQ-79", "Top-level objects come back in the order of the request", in_order),
    ResponseRule("SQ-80", "Timestamps are RFC 3339 in UTC", moments),
)
