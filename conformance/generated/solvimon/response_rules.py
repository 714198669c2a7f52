"""Rules of Solvimon that one request and its answer decide."""

from __future__ import annotations

from typing import Any, Final

from conformance.generated.vendor_traffic import (
    Differences,
    GeneratedRequest,
    ResponseRule,
    VendorReply,
)

STORED: Final = (200, 201)
FAILED: Final = 400

ECHOED: Final = (
    "name",
    "reference",
    "description",
    "status",
    "product_type",
    "tax_category",
    "display_order",
)
"""Members of a product that come back as they were sent."""

FAULTS: Final = ("API_ERROR", "INVALID_REQUEST")

LINKS: Final = ("first", "previous", "current", "next")


def product_of(request: GeneratedRequest, reply: VendorReply) -> dict[str, Any] | None:
    """The product that a write answered with, ``None`` for anything else."""
    writes = ("postProducts", "putProducts", "patchProductsByResourceIdOrReference")
    if request.operation not in writes or reply.status not in STORED:
        return None
    return reply.body if isinstance(reply.body, dict) else {}


def typed(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """``object_type`` of a product is PRODUCT."""
    product = product_of(request, reply)
    if product is None:
        return None
    got = product.get("object_type")
    return [] if got == "PRODUCT" else [f"object_type: expected 'PRODUCT', got {got!r}"]


def identified(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """A product has an id, which the server assigns."""
    product = product_of(request, reply)
    if product is None:
        return None
    got = product.get("id")
    return [] if isinstance(got, str) and got else [f"id: expected a text, got {got!r}"]


def echoed(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """What was sent comes back."""
    product = product_of(request, reply)
    if product is None or not isinstance(request.body, dict):
        return None
    return [
        f"{name}: expected {request.body[name]!r}, got {product.get(name)!r}"
        for name in ECHOED
        # What null does to a member with a default is not documented.
        if request.body.get(name) is not None and product.get(name) != request.body[name]
    ]


def error_body(_request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """An error has a type that says whose mistake it is, a code, and a message."""
    if reply.status < FAILED:
        return None
    if not isinstance(reply.body, dict):
        return ["body: expected an object"]
    wrong = [
        f"{name}: is missing" for name in ("type", "code", "message") if name not in reply.body
    ]
    if "type" in reply.body and reply.body["type"] not in FAULTS:
        wrong.append(f"type: expected one of {FAULTS}, got {reply.body['type']!r}")
    return wrong


def wrapped(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """A list of products is an array beside links."""
    if request.operation not in {"getProducts", "postProductsSearch"} or reply.status not in STORED:
        return None
    body: dict[str, Any] = reply.body if isinstance(reply.body, dict) else {}
    wrong = [] if isinstance(body.get("data"), list) else ["data: expected an array"]
    links = body.get("links") if isinstance(body.get("links"), dict) else {}
    return wrong + [f"links.{name}: is missing" for name in LINKS if name not in (links or {})]


def numbered(_request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """Every answer has X-REQUEST-ID."""
    got = reply.headers.get("x-request-id")
    return [] if got else ["X-REQUEST-ID: is missing"]


RULES: Final = (
    ResponseRule("SLV-04", "A product has an id of the server's", identified),
    ResponseRule("SLV-05", "A product says that it is one", typed),
    ResponseRule("SLV-06", "What was sent comes back", echoed),
    ResponseRule("SLV-23", "An error has a type, a code and a message", error_body),
    ResponseRule("SLV-57", "A list is an array beside links", wrapped),
    ResponseRule("SLV-59", "Every answer has the number of its request", numbered),
)
