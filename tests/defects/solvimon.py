"""Planted defects of Solvimon, and conforming variants that must raise no alarm."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from defects.planting import Ask, Benign, Defect, Forward, Reply, Wrap, fresh

Json = dict[str, Any]

PRODUCTS = "/v1/products"


def upserts(ask: Ask) -> bool:
    return ask.method == "PUT" and ask.path == PRODUCTS and isinstance(ask.json, dict)


def sent(change: Callable[[Json], Any], when: Callable[[Ask], bool] = upserts) -> Wrap:
    """Change the body of some requests."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if when(ask) and isinstance(ask.json, dict):
            body = ask.json
            change(body)
            ask.json = body
        return forward(ask)

    return wrap


def answered(change: Callable[[Json], Any], when: Callable[[Ask], bool] = upserts) -> Wrap:
    """Change the body of some successful answers."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if when(ask) and reply.status < 300 and isinstance(reply.json, dict):
            body = reply.json
            change(body)
            reply.json = body
        return reply

    return wrap


def status(number: int, when: Callable[[Ask, Reply], bool]) -> Wrap:
    """Another status on some answers."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if when(ask, reply):
            reply.status = number
        return reply

    return wrap


def accepts(repair: Callable[[Json], Any]) -> Wrap:
    """Accept what must be refused: store a repaired body in its place."""
    return sent(repair)


def cut(member: str, size: int = 256) -> Wrap:
    """A member that is too long is cut and not refused."""

    def repair(body: Json) -> None:
        if isinstance(body.get(member), str):
            body[member] = body[member][:size]

    return accepts(repair)


def usual(member: str, allowed: tuple[str, ...]) -> Wrap:
    """An unknown value of an enum becomes the first one."""

    def repair(body: Json) -> None:
        if isinstance(body.get(member), str) and body[member] not in allowed:
            body[member] = allowed[0]

    return accepts(repair)


def without(*members: str) -> Callable[[Json], Any]:
    return lambda body: [body.pop(member, None) for member in members]


def asking(ask: Ask, method: str, path: str, body: Json | None = None) -> Ask:
    """Another request with the same credential."""
    other = ask.copy()
    other.method, other.path, other.query, other.body = method, path, "", b""
    other.headers.pop("idempotency-key", None)
    if body is not None:
        other.json = body
    return other


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
    Defect("platforms_share_reads", ("SLV-67",), one_platform_for_all),
)


def ids_of_another_form() -> Wrap:
    """Ids look like nobody's samples."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        ask.path = ask.path.replace("/x-", "/prod_")
        ask.body = ask.body.replace(b'"x-', b'"prod_')
        reply = forward(ask)
        reply.body = reply.body.replace(b'"prod_', b'"x-')
        return reply

    return wrap


def updates_answer_200() -> Wrap:
    """An update is a 200, a create stays a 201."""
    seen: set[str] = set()

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if upserts(ask) and reply.status == 201:
            product = str(reply.json.get("id"))
            if product in seen:
                reply.status = 200
            seen.add(product)
        return reply

    return wrap


def other_texts(ask: Ask, forward: Forward) -> Reply:
    """Errors speak another language."""
    reply = forward(ask)
    if reply.status >= 400 and isinstance(reply.json, dict) and "message" in reply.json:
        reply.json = reply.json | {"message": "something is not as it should be"}
    return reply


def dangling_ids_are_400(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if upserts(ask) and reply.status == 404:
        reply.status = 400
        reply.json = reply.json | {"code": "BAD_REQUEST"}
    return reply


def more_members(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if isinstance(reply.json, dict):
        reply.json = reply.json | {"created_at": "2026-01-01T00:00:00Z"}
    return reply


def read_only_members_are_refused(ask: Ask, forward: Forward) -> Reply:
    if upserts(ask) and "id" in ask.json and "identifier_field" not in ask.query:
        body = {"type": "INVALID_REQUEST", "code": "INVALID_FIELD", "message": "no", "field": "id"}
        reply = Reply(400, {"x-request-id": "reqr_00000000000000000001"})
        reply.json = body
        return reply
    return forward(ask)


BENIGN = (
    Benign("ids_of_another_form", wrap=fresh(ids_of_another_form)),
    Benign("updates_answer_200", wrap=fresh(updates_answer_200)),
    Benign("other_texts", wrap=other_texts),
    Benign("dangling_ids_are_400", wrap=dangling_ids_are_400),
    Benign("more_members", wrap=more_members),
    Benign("read_only_members_are_refused", wrap=read_only_members_are_refused),
)
