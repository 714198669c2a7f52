"""Defects of what Propeller stores: identities, updates, batches, addresses, attributes."""

from __future__ import annotations

from typing import Any

from defects.planting import Ask, Defect, Forward, Reply, Wrap, fresh
from defects.propeller_wraps import (
    asking,
    customers_of,
    each_customer,
    each_nested,
    from_the,
    instead,
    is_bulk,
    moved,
    sent,
    to,
)

FIELDS = ("firstName", "lastName", "title", "phone", "email")
GONE = {"data": {}, "messages": ["Customer deleted"]}


def without(*names: str) -> Any:
    return lambda value: [value.pop(name, None) for name in names]


def last_one_is_lost(ask: Ask, forward: Forward) -> Reply:
    """The row of the last customer is there, the customer is not."""
    reply = forward(ask)
    if is_bulk(ask) and reply.status == 200 and len(reply.json["data"]) > 1:
        forward(asking(ask, "DELETE", f"/customers/id/{reply.json['data'][-1]['id']}"))
    return reply


def before_the_fault(ask: Ask, forward: Forward) -> Reply:
    """A fault of the schema stops the call where it stands."""
    customers = customers_of(ask)
    reply = forward(ask.copy())
    places = [n for n, each in enumerate(customers) if "zzUnknown" in each]
    if reply.status == 400 and places and places[0]:
        forward(asking(ask, "POST", ask.path, {"customers": customers[: places[0]]}))
    return reply


def behind_the_failure(ask: Ask, forward: Forward) -> Reply:
    """A customer that fails takes those behind it along, though their rows say otherwise."""
    reply = forward(ask)
    if is_bulk(ask) and reply.status == 200:
        failed = False
        for row in reply.json["data"]:
            failed = failed or not row["success"]
            if failed and "id" in row:
                forward(asking(ask, "DELETE", f"/customers/id/{row['id']}"))
    return reply


def stored_all_the_same(ask: Ask, forward: Forward) -> Reply:
    """A customer without its parent is stored without one, though its row says it failed."""
    orphans = [dict(each) for each in customers_of(ask) if "parent" in each]
    reply = forward(ask)
    for orphan in orphans:
        orphan.pop("parent")
        forward(asking(ask, "POST", ask.path, {"customers": [orphan]}))
    return reply


def id_for_the_last(body: dict[str, Any]) -> None:
    customers = body.get("customers") or [{}]
    if len(customers) > 1:
        customers[-1].setdefault("id", 0)


def number_as_text(address: dict[str, Any]) -> None:
    address["street"] = str(address.get("street"))


def doubtful_marks(address: dict[str, Any]) -> None:
    address.update({name: "N" for name in ("isDefault", "icp") if address.get(name) == "U"})


def upper_marks(body: dict[str, Any]) -> None:
    body.update({name: "Y" for name in ("isDefault", "icp") if body.get(name) == "y"})


def lone(name: str, other: str) -> Wrap:
    """One half of a pair is dropped when the other is missing."""
    return each_customer(lambda customer: other in customer or customer.pop(name, None))


def emptied(customer: dict[str, Any]) -> None:
    for name in ("title", "mobile"):
        customer.setdefault(name, "")


def addresses_go_on_update(ask: Ask, forward: Forward) -> Reply:
    """An update without addresses deletes those that are stored."""
    for customer in customers_of(ask):
        if "addresses" not in customer:
            path = f"/customers/id/{customer.get('id')}/addresses/"
            found = forward(asking(ask, "GET", path)).json.get("data", [])
            for address in found:
                forward(asking(ask, "DELETE", f"{path}{address['id']}"))
    return forward(ask)


def doubled(ask: Ask, forward: Forward) -> Reply:
    """An update leaves a second customer behind."""
    customers = [{**each, "id": 0} for each in customers_of(ask)]
    reply = forward(ask)
    if customers and reply.status == 200 and reply.json["data"][0]["action"] == "update":
        forward(asking(ask, "POST", ask.path, {"customers": customers}))
    return reply


def list_of_directives(body: dict[str, Any]) -> None:
    if isinstance(body.get("directives"), list):
        del body["directives"]


def second_field_only(body: dict[str, Any]) -> None:
    directives = body.get("directives")
    if isinstance(directives, dict) and "skipIfNotEmpty" in directives:
        directives["skipIfNotEmpty"] = directives["skipIfNotEmpty"][1:]


def listed_fields_never(body: dict[str, Any]) -> None:
    directives = body.get("directives")
    if isinstance(directives, dict):
        for name in directives.get("skipIfNotEmpty", []):
            body["customers"][0].pop(name, None)


def third_time_new() -> Wrap:
    """The second update of an address by its code makes another."""
    calls: dict[str, int] = {}

    def change(body: dict[str, Any]) -> None:
        for address in body.get("addresses", []):
            code = address.get("code", "")
            calls[code] = calls.get(code, 0) + 1
            if calls[code] > 2:
                address.pop("code", None)

    return sent(change, to("POST", "/addresses/bulk"))


def coded(body: dict[str, Any]) -> None:
    for address in body.get("addresses", []):
        address.setdefault("code", address["street"])


def second_change_clears() -> Wrap:
    seen: set[str] = set()

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if ask.method == "PATCH" and ask.path in seen:
            ask.json = {"title": "", **ask.json}
        seen.add(ask.path if ask.method == "PATCH" else "")
        return forward(ask)

    return wrap


def values_stay(ask: Ask, forward: Forward) -> Reply:
    """An attribute without a value is answered and left as it is."""
    body = ask.json
    if ask.path.endswith("/attributes") and body and "value" not in body[0]:
        row = {"action": "delete", "id": 668, "key": body[0]["name"], "lookupKey": "name"}
        reply = Reply(200)
        reply.json = {"data": [{**row, "success": True}], "messages": ["Completed"], "total": 1}
        return reply
    return forward(ask)


DEFECTS = (
    Defect("last_customer_is_not_stored", ("PRP-06", "PRP-32"), last_one_is_lost),
    Defect("second_update_is_lost", ("PRP-08",), from_the(3, without(*FIELDS))),
    Defect("phone_is_never_updated", ("PRP-08", "PRP-34"), from_the(2, without("phone"))),
    Defect("last_customer_needs_no_id", ("PRP-14",), sent(id_for_the_last)),
    Defect("unknown_keys_are_ignored", ("PRP-17", "PRP-18"), each_customer(without("zzUnknown"))),
    Defect("customers_before_a_fault_are_stored", ("PRP-18",), before_the_fault),
    Defect("lone_source_id_is_ignored", ("PRP-20",), lone("sourceId", "source")),
    Defect("pairs_come_with_creates_only", ("PRP-21",), from_the(2, without("source", "sourceId"))),
    Defect("lone_source_is_ignored", ("PRP-22",), lone("source", "sourceId")),
    Defect("nested_numbers_become_text", ("PRP-23",), each_nested(number_as_text)),
    Defect("nested_marks_are_not_checked", ("PRP-24",), each_nested(doubtful_marks)),
    Defect("marks_may_be_lower_case", ("PRP-24",), sent(upper_marks, to("PATCH", "/addresses/"))),
    Defect(
        "second_address_needs_no_country",
        ("PRP-25",),
        each_nested(lambda address: address.setdefault("country", "NL")),
    ),
    Defect(
        "only_the_first_address_is_stored",
        ("PRP-26",),
        each_customer(lambda each: each.update(addresses=each.get("addresses", [])[:1])),
    ),
    Defect("second_update_of_an_address_is_new", ("PRP-27",), fresh(third_time_new)),
    Defect("street_stands_in_for_the_code", ("PRP-28",), sent(coded, to("POST", "/bulk"))),
    Defect(
        "invoice_addresses_are_default",
        ("PRP-29",),
        sent(
            lambda body: body.update(isDefault="Y") if body["type"] == "invoice" else None,
            lambda ask: ask.method == "POST" and ask.path.rstrip("/").endswith("/addresses"),
        ),
    ),
    Defect("updates_ignore_attributes", ("PRP-30",), from_the(2, without("attributes"))),
    Defect("attributes_cannot_be_deleted", ("PRP-31",), values_stay),
    Defect("a_failure_costs_those_behind_it", ("PRP-32",), behind_the_failure),
    Defect("a_failed_customer_is_stored", ("PRP-32",), stored_all_the_same),
    Defect("updates_replace", ("PRP-34",), from_the(2, emptied)),
    Defect("updates_delete_addresses", ("PRP-34",), addresses_go_on_update),
    Defect(
        "email_is_a_bulk_key",
        ("PRP-37",),
        moved(lambda path: path.replace("bulk/email", "bulk/id")),
    ),
    Defect(
        "lookup_keys_have_no_case",
        ("PRP-39",),
        moved(lambda path: path.replace("/sourceid/", "/sourceId/")),
    ),
    Defect("deletes_do_nothing", ("PRP-40",), instead(200, GONE, to("DELETE", "/customers/id/"))),
    Defect("second_change_clears_the_title", ("PRP-42",), fresh(second_change_clears)),
    Defect(
        "source_is_ignored",
        ("PRP-46",),
        sent(
            lambda body: [each.update(source="one") for each in body["customers"]],
            to("POST", "/bulk/sourceId"),
        ),
    ),
    Defect("an_update_leaves_two_customers", ("PRP-47",), doubled),
    Defect("directives_as_a_list_are_ignored", ("PRP-48", "PRP-49"), sent(list_of_directives)),
    Defect("skip_if_not_empty_forgets_its_first_field", ("PRP-49",), sent(second_field_only)),
    Defect("skip_if_not_empty_fills_nothing", ("PRP-49",), sent(listed_fields_never)),
    Defect("unknown_deletes_succeed", ("PRP-41",), instead(200, GONE, to("DELETE", "/customers/"))),
)
