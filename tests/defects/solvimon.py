"""Planted defects of Solvimon, and conforming variants that must raise no alarm."""

from __future__ import annotations

import copy
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from defects import solvimon_variants
from defects.planting import Ask, Defect, Forward, Reply, Wrap, fresh
from defects.solvimon_siblings import SIBLINGS
from defects.solvimon_wraps import (
    PRODUCTS,
    Json,
    accepts,
    answered,
    asking,
    cut,
    sent,
    status,
    upserts,
    usual,
    without,
)


def new_reference_every_time(ask: Ask, forward: Forward) -> Reply:
    """A second upsert under a reference replaces the product by a new one."""
    if upserts(ask):
        place = f"{PRODUCTS}/{ask.json.get('reference')}"
        forward(asking(ask, "DELETE", place))
    return forward(ask)


def only_the_second_update_is_lost() -> Wrap:
    """The first update of a product is stored, later ones are answered and forgotten."""
    seen: dict[str, int] = {}

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if not upserts(ask):
            return forward(ask)
        reference = str(ask.json.get("reference"))
        seen[reference] = seen.get(reference, 0) + 1
        if seen[reference] <= 2:
            return forward(ask)
        reply = forward(asking(ask, "GET", f"{PRODUCTS}/{reference}"))
        if isinstance(reply.json, dict):
            reply.json = reply.json | {k: v for k, v in ask.json.items() if k in reply.json}
        reply.status = 201
        return reply

    return wrap


def patch_replaces(ask: Ask, forward: Forward) -> Reply:
    """PATCH clears the description when it is not sent."""
    if ask.method == "PATCH" and ask.path.startswith(PRODUCTS) and isinstance(ask.json, dict):
        ask.json = {"description": None} | ask.json
    return forward(ask)


def keys_are_forgotten(ask: Ask, forward: Forward) -> Reply:
    """Idempotency-Key does nothing: a replay is refused as a duplicate."""
    ask.headers = {name: v for name, v in ask.headers.items() if name.lower() != "idempotency-key"}
    return forward(ask)


def keys_ignore_the_body() -> Wrap:
    """A key replays its first answer whatever is sent."""
    known: dict[str, Reply] = {}

    def wrap(ask: Ask, forward: Forward) -> Reply:
        key = ask.headers.get("idempotency-key")
        if key is None:
            return forward(ask)
        if key not in known:
            known[key] = forward(ask)
        return copy.deepcopy(known[key])

    return wrap


def without_checks_of_targets(member: str) -> Wrap:
    """A reference to nothing is dropped and not refused."""
    return accepts(without(member))


def anybody_writes(ask: Ask, forward: Forward) -> Reply:
    """A read-only key writes."""
    if ask.method in {"PUT", "POST"} and not ask.path.endswith("/search"):
        key = ask.headers.get("x-api-key", "")
        ask.headers["x-api-key"] = key.removeprefix("read-only-")
    return forward(ask)


def one_platform_for_all(ask: Ask, forward: Forward) -> Reply:
    """Reads find what another platform stored."""
    if ask.method == "GET":
        ask.headers["x-api-key"] = ask.headers.get("x-api-key", "").removesuffix("-second")
    return forward(ask)


def folded(ask: Ask, forward: Forward) -> Reply:
    """References are compared in lower case."""
    if upserts(ask) and isinstance(ask.json.get("reference"), str):
        ask.json = ask.json | {"reference": ask.json["reference"].lower()}
    elif ask.method == "GET" and ask.path.startswith(f"{PRODUCTS}/") and "prod_" not in ask.path:
        ask.path = ask.path.lower()
    return forward(ask)


def no_status_filter(ask: Ask, forward: Forward) -> Reply:
    """A list passes over its filter by status."""
    if ask.method == "GET" and ask.path == PRODUCTS:
        every = ("DRAFT", "ACTIVE", "DEPRECATED", "ARCHIVED")
        kept = [pair for pair in parse_qsl(ask.query) if pair[0] != "statuses[]"]
        ask.query = urlencode([*kept, *(("statuses[]", each) for each in every)])
    return forward(ask)


def case_always_counts(ask: Ask, forward: Forward) -> Reply:
    """A search passes over ignore_case."""
    if ask.path.endswith("/search") and isinstance(ask.json, dict):
        body = ask.json
        for each in body.get("search_fields", []):
            each["ignore_case"] = False
        ask.json = body
    return forward(ask)


def archive_deprecates(ask: Ask, forward: Forward) -> Reply:
    """archive sets the status that deprecate sets."""
    ask.path = (
        ask.path.removesuffix("/archive") + "/deprecate"
        if ask.path.endswith("/archive")
        else ask.path
    )
    return forward(ask)


def deletes_nothing(ask: Ask, forward: Forward) -> Reply:
    """The delete of a product is answered and not done."""
    if ask.method == "DELETE" and ask.path.startswith(PRODUCTS):
        return forward(asking(ask, "GET", ask.path))
    return forward(ask)


def taken_values_pass(ask: Ask, forward: Forward) -> Reply:
    """A unique value that another product has is dropped in silence."""
    reply = forward(ask)
    if upserts(ask) and reply.status == 400 and "custom_fields" in ask.json:
        again = ask.copy()
        again.json = {k: v for k, v in ask.json.items() if k != "custom_fields"}
        return forward(again)
    return reply


def first_value_only(body: Json) -> None:
    """Of several values of a custom field the first one is stored."""
    for each in body.get("custom_fields") or []:
        if isinstance(each, dict) and isinstance(each.get("values"), list):
            each["values"] = each["values"][:1]


def is_list(ask: Ask) -> bool:
    return ask.method == "GET" and ask.path == PRODUCTS


def rename(old: str, new: str) -> Wrap:
    """A member of errors has another name."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if reply.status >= 400 and isinstance(reply.json, dict) and old in reply.json:
            body = reply.json
            body[new] = body.pop(old)
            reply.json = body
        return reply

    return wrap


def no_request_id_on_errors(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if reply.status >= 400:
        reply.headers = {k: v for k, v in reply.headers.items() if k.lower() != "x-request-id"}
    return reply


def texts_are_accepted(ask: Ask, forward: Forward) -> Reply:
    if ask.method == "PUT":
        ask.headers["content-type"] = "application/json"
    return forward(ask)


def white_space_goes(body: Json) -> None:
    if isinstance(body.get("reference"), str):
        body["reference"] = "".join(body["reference"].split())


def nulls_go(body: Json) -> None:
    for member in ("name", "reference", "category_id", "product_type"):
        if member in body and body[member] is None:
            body[member] = "unnamed" if member == "name" else body.pop(member)
    body.setdefault("reference", "unnamed")


def zero_is_nothing(body: Json) -> None:
    if body.get("display_order") == 0:
        body["display_order"] = None


def adopted(ask: Ask, forward: Forward) -> Reply:
    """The id of the body is shown as the product's."""
    reply = forward(ask)
    if upserts(ask) and "id" in ask.json and reply.status < 300:
        reply.json = reply.json | {"id": ask.json["id"]}
    return reply


def revoked_keys_work(ask: Ask, forward: Forward) -> Reply:
    ask.headers["x-api-key"] = ask.headers.get("x-api-key", "").removeprefix("revoked-")
    return forward(ask)


def refuses(number: int, when: Callable[[Ask], bool]) -> Wrap:
    """Refuse some requests that are sound."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if not when(ask):
            return forward(ask)
        reply = Reply(number, {"x-request-id": "reqr_00000000000000000001"})
        reply.json = {"type": "INVALID_REQUEST", "code": "BAD_REQUEST", "message": "no"}
        return reply

    return wrap


def is_by_reference(ask: Ask) -> bool:
    return ask.method == "GET" and ask.path.startswith(f"{PRODUCTS}/") and "prod_" not in ask.path


def called_text(ask: Ask, forward: Forward) -> Reply:
    """Answers of the upsert say that they are text."""
    reply = forward(ask)
    if upserts(ask):
        kept = {k: v for k, v in reply.headers.items() if k.lower() != "content-type"}
        reply.headers = {**kept, "content-type": "text/plain"}
    return reply


def lists_are_unpacked(ask: Ask, forward: Forward) -> Reply:
    """Of a list of products the first one is stored."""
    if ask.method == "PUT" and isinstance(ask.json, list) and ask.json:
        ask.json = ask.json[0]
    return forward(ask)


def wrong_types_are_dropped(body: Json) -> None:
    if isinstance(body.get("display_order"), str):
        body.pop("display_order")


def nulls_are_empty(body: Json) -> None:
    if body.get("description") is None:
        body["description"] = ""


def any_version(ask: Ask, forward: Forward) -> Reply:
    """Every version in the path is version 1."""
    ask.path = ask.path.replace("/v99/", "/v1/")
    return forward(ask)


def absent_is_null(ask: Ask, forward: Forward) -> Reply:
    """An unknown product is a 200 without a product."""
    reply = forward(ask)
    if ask.method == "GET" and reply.status == 404 and ask.path.startswith(f"{PRODUCTS}/"):
        reply.status = 200
        reply.json = {}
    return reply


def reference_as_id(body: Json) -> None:
    body["id"] = body["reference"]


def addons_are_default(body: Json) -> None:
    if body.get("product_type") == "ADDON":
        body["product_type"] = "DEFAULT"


def integrations_are_text(body: Json) -> None:
    body["linked_integrations"] = "none"


VALUES = {
    "product_type": ("DEFAULT", "ADDON"),
    "status": ("DRAFT", "ACTIVE", "DEPRECATED", "ARCHIVED"),
    "tax_category": ("STANDARD", "NO_TAX", "EXEMPT"),
}

DEFECTS = (
    Defect(
        "create_answers_200", ("SLV-02",), status(200, lambda a, r: upserts(a) and r.status == 201)
    ),
    Defect("each_upsert_is_new", ("SLV-07",), new_reference_every_time),
    Defect("second_update_is_lost", ("SLV-09",), fresh(only_the_second_update_is_lost)),
    Defect("description_is_dropped", ("SLV-06", "SLV-62"), sent(without("description"))),
    Defect("read_only_key_writes", ("SLV-21",), anybody_writes),
    Defect("no_key_is_a_403", ("SLV-18",), status(403, lambda _a, r: r.status == 401)),
    Defect("errors_call_code_error", ("SLV-23",), rename("code", "error")),
    Defect("errors_name_no_field", ("SLV-24",), rename("field", "path")),
    Defect("any_product_type", ("SLV-25",), usual("product_type", VALUES["product_type"])),
    Defect("any_status", ("SLV-26",), usual("status", VALUES["status"])),
    Defect("any_tax_category", ("SLV-27",), usual("tax_category", VALUES["tax_category"])),
    Defect("white_space_in_references", ("SLV-29",), accepts(white_space_goes)),
    Defect("long_references_are_cut", ("SLV-30",), cut("reference")),
    Defect("long_names_are_cut", ("SLV-31",), cut("name")),
    Defect("descriptions_end_at_255", ("SLV-32",), cut("description", 255)),
    Defect("null_is_a_value", ("SLV-36",), accepts(nulls_go)),
    Defect("order_zero_is_nothing", ("SLV-63",), sent(zero_is_nothing)),
    Defect("body_ids_are_adopted", ("SLV-46",), adopted),
    Defect("unknown_categories_pass", ("SLV-39",), without_checks_of_targets("category_id")),
    Defect("features_are_dropped", ("SLV-42", "SLV-43"), without_checks_of_targets("features")),
    Defect("only_the_first_value_is_kept", ("SLV-44",), sent(first_value_only)),
    Defect("unique_values_are_shared", ("SLV-45",), taken_values_pass),
    Defect("references_ignore_case", ("SLV-50",), folded),
    Defect("used_references_are_400", ("SLV-51",), status(400, lambda _a, r: r.status == 409)),
    Defect("archive_deprecates", ("SLV-54",), archive_deprecates),
    Defect("deletes_do_nothing", ("SLV-55",), deletes_nothing),
    Defect("lists_ignore_status", ("SLV-57",), no_status_filter),
    Defect("lists_have_no_links", ("SLV-57",), answered(without("links"), is_list)),
    Defect("searches_mind_case", ("SLV-58",), case_always_counts),
    Defect("errors_have_no_request_id", ("SLV-59",), no_request_id_on_errors),
    Defect("text_is_json", ("SLV-61",), texts_are_accepted),
    Defect("keys_are_forgotten", ("SLV-65",), keys_are_forgotten),
    Defect("keys_ignore_the_body", ("SLV-65",), fresh(keys_ignore_the_body)),
    Defect("patch_replaces", ("SLV-66",), patch_replaces),
    Defect("answers_are_called_text", ("SLV-01",), called_text),
    Defect("no_product_type_in_answers", ("SLV-03",), answered(without("product_type"))),
    Defect("the_reference_is_the_id", ("SLV-04",), answered(reference_as_id)),
    Defect("revoked_keys_work", ("SLV-19",), revoked_keys_work),
    Defect("bearer_is_unknown", ("SLV-20",), refuses(401, lambda a: "authorization" in a.headers)),
    Defect(
        "read_only_keys_see_nothing",
        ("SLV-22",),
        refuses(403, lambda a: a.headers.get("x-api-key", "").startswith("read-only-")),
    ),
    Defect("addons_are_default", ("SLV-28",), sent(addons_are_default)),
    Defect("wrong_types_are_dropped", ("SLV-34",), accepts(wrong_types_are_dropped)),
    Defect("null_is_an_empty_text", ("SLV-35",), answered(nulls_are_empty)),
    Defect(
        "broken_json_is_a_500",
        ("SLV-37",),
        status(500, lambda a, r: r.status == 400 and a.method == "PUT" and a.json is None),
    ),
    Defect("lists_are_unpacked", ("SLV-38",), lists_are_unpacked),
    Defect(
        "platform_header_is_asked_for",
        ("SLV-47",),
        refuses(400, lambda a: a.method == "PUT" and "x-platform-id" not in a.headers),
    ),
    Defect("no_reads_by_reference", ("SLV-48",), refuses(404, is_by_reference)),
    Defect("absent_is_an_empty_200", ("SLV-49",), absent_is_null),
    Defect("any_version", ("SLV-60",), any_version),
    Defect("integrations_are_a_text", ("SLV-64",), answered(integrations_are_text)),
    Defect("platforms_share_reads", ("SLV-67",), one_platform_for_all),
    *SIBLINGS,
)

BENIGN = solvimon_variants.BENIGN
