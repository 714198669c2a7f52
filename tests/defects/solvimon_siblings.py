"""Planted defects of Solvimon: billing entities, features, and what a search takes."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from defects.planting import Ask, Defect, Forward, Reply, Wrap, fresh
from defects.solvimon_wraps import PRODUCTS, Json, answered, sent, without

ENTITIES, FEATURES = "/v1/billing-entities", "/v1/features"
SEARCH = f"{PRODUCTS}/search"


def writes(path: str) -> Callable[[Ask], bool]:
    return lambda ask: ask.method in {"PUT", "POST"} and ask.path == path


def lists(path: str) -> Callable[[Ask], bool]:
    return lambda ask: ask.method == "GET" and ask.path == path


def updated_without(path: str, member: str) -> Callable[[], Wrap]:
    """A member is kept by a create, and an update of it is answered and forgotten."""

    def make() -> Wrap:
        seen: set[str] = set()

        def wrap(ask: Ask, forward: Forward) -> Reply:
            if not (writes(path)(ask) and isinstance(ask.json, dict)):
                return forward(ask)
            body, reference = ask.json, str(ask.json.get("reference"))
            value = body.pop(member, None)
            if reference in seen:
                ask.json = body
            seen.add(reference)
            reply = forward(ask)
            if reply.status < 300 and value is not None:
                reply.json = reply.json | {member: value}
            return reply

        return wrap

    return make


def paged(body: Json) -> None:
    """A list has the members of lists that have pages."""
    body |= {"limit": 50, "page": 1}


def refused() -> Reply:
    reply = Reply(400, {"x-request-id": "reqr_00000000000000000001"})
    reply.json = {"type": "INVALID_REQUEST", "code": "INVALID_FIELD", "message": "no"}
    return reply


def direction(change: Callable[[str], str | None]) -> Wrap:
    """Another direction of a search; without one it is refused."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        query = dict(parse_qsl(ask.query))
        if ask.path == SEARCH and "order_direction" in query:
            found = change(query["order_direction"])
            if found is None:
                return refused()
            ask.query = urlencode(query | {"order_direction": found})
        return forward(ask)

    return wrap


def names(fields: str, known: set[str]) -> Wrap:
    """A search refuses the names of some members."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        asked = ask.json.get(fields, []) if ask.path == SEARCH else []
        unknown = any(each.get("name") not in known for each in asked)
        return refused() if unknown else forward(ask)

    return wrap


def passed_over(fields: str) -> Wrap:
    """A search passes over what it is asked for by description."""

    def change(body: Json) -> None:
        kept = [each for each in body.get(fields, []) if each.get("name") != "description"]
        body[fields] = kept

    return sent(change, lambda ask: ask.path == SEARCH)


SIBLINGS = (
    Defect("tax_ids_are_dropped", ("SLV-68",), sent(without("tax_ids"), writes(ENTITIES))),
    Defect(
        "currencies_are_dropped",
        ("SLV-68",),
        sent(without("default_billing_currency_selector"), writes(ENTITIES)),
    ),
    Defect(
        "addresses_are_kept_once",
        ("SLV-68",),
        fresh(updated_without(ENTITIES, "registered_address")),
    ),
    Defect(
        "calculations_are_dropped",
        ("SLV-69",),
        sent(without("meter_value_calculation"), writes(FEATURES)),
    ),
    Defect(
        "calculations_are_kept_once",
        ("SLV-69",),
        fresh(updated_without(FEATURES, "meter_value_calculation")),
    ),
    Defect("features_have_pages", ("SLV-70",), answered(paged, lists(FEATURES))),
    Defect("billing_entities_have_pages", ("SLV-71",), answered(paged, lists(ENTITIES))),
    Defect(
        "capitals_are_refused",
        ("SLV-72",),
        direction(lambda text: text if text.islower() else None),
    ),
    Defect("capitals_rise", ("SLV-72",), direction(lambda text: text if text.islower() else "asc")),
    Defect("features_are_not_searched", ("SLV-73",), names("search_fields", {"name"})),
    Defect("descriptions_are_not_searched", ("SLV-73",), passed_over("search_fields")),
    Defect("features_do_not_filter", ("SLV-74",), names("filter_fields", {"name", "description"})),
    Defect("descriptions_do_not_filter", ("SLV-74",), passed_over("filter_fields")),
)
