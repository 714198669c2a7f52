"""
Status life cycle, deletes, lists and searches.
"""

from __future__ import annotations

from typing import Any

from conformance.expectations import a_list, anything, client_error
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import MISSING, SolvimonContext, reads

ACTIONS = {"activate": "ACTIVE", "deprecate": "DEPRECATED", "archive": "ARCHIVED"}


@probe("SLV-54")
def actions_set_the_status(context: SolvimonContext) -> None:
    """activate, deprecate and archive answer 200 and set ACTIVE, DEPRECATED and ARCHIVED."""
    product = context.driver.stored()
    for action, status in ACTIONS.items():
        answer = context.driver.act(product["id"], action)
        context.expect(f"status of {action}", got=answer.status, wanted=200)
        reads(context, f"after {action}", product["id"], status=status, name=product["name"])


@probe("SLV-55")
def a_draft_is_deleted(context: SolvimonContext) -> None:
    """A draft is deleted with 200 and the product, and read as 404 afterwards."""
    product = context.driver.stored(status="DRAFT")
    answer = context.driver.delete(product["id"])
    context.expect("status", got=answer.status, wanted=200)
    context.expect("the product", got=answer.at("id"), wanted=product["id"])
    for name in (product["id"], product["reference"]):
        context.expect("read afterwards", got=context.driver.read(name).status, wanted=MISSING)


@probe("SLV-56")
def only_drafts_are_deleted(context: SolvimonContext) -> None:
    """A product that is no draft is not deleted."""
    product = context.driver.stored()
    context.accepted(context.driver.act(product["id"], "activate"))
    answer = context.driver.delete(product["id"])
    context.expect("status", got=answer.status, wanted=client_error())
    reads(context, "the product", product["id"], id=product["id"])


def found(rows: Any, ids: dict[str, str]) -> list[str]:
    """The labels of the products that a list shows."""
    shown = {row.get("id") for row in rows} if isinstance(rows, list) else set()
    return sorted(label for label, one in ids.items() if one in shown)


@probe("SLV-57")
def lists_choose_by_status(context: SolvimonContext) -> None:
    """The list has the described wrapper, and statuses[] and product_category_id choose from it."""
    ids = {
        "active": context.driver.stored(status="ACTIVE")["id"],
        "archived": context.driver.stored(status="ARCHIVED")["id"],
    }
    answer = context.driver.list_products(statuses=["ACTIVE"], limit=100)
    context.require("status", got=answer.status, wanted=200)
    context.expect("data", got=answer.at("data"), wanted=a_list())
    context.expect("links", got=isinstance(answer.at("links"), dict), wanted=True)
    for status, label in (("ACTIVE", "active"), ("ARCHIVED", "archived")):
        rows = everything(context, status)
        context.expect(f"products that are {status}", got=found(rows, ids), wanted=[label])
    category = context.driver.category()
    ids["inside"] = context.driver.stored(status="ACTIVE", category_id=category)["id"]
    inside = context.driver.list_products(statuses=["ACTIVE"], product_category_id=category).at(
        "data"
    )
    context.expect("products of the category", got=found(inside, ids), wanted=["inside"])


def everything(context: SolvimonContext, status: str) -> list[Any]:
    """All products of a status, over all pages."""
    rows: list[Any] = []
    for page in range(1, 100):
        answer = context.driver.list_products(statuses=[status], limit=100, page=page)
        got = answer.at("data")
        rows.extend(got if isinstance(got, list) else [])
        pages = answer.at("total_number_of_pages")
        if not isinstance(pages, int) or page >= pages:
            return rows
    return rows


@probe("SLV-58")
def a_search_finds_by_name(context: SolvimonContext) -> None:
    """
    A search finds by name with wildcards and in any case, and answers with paging members and
    links.
    """
    label = context.name()
    names = {"first": f"{label}-Alpha", "second": f"{label}-Beta"}
    ids = {key: context.driver.stored(name=name)["id"] for key, name in names.items()}

    def hits(text: str, **how: Any) -> list[str]:
        return found(context.driver.search("name", text, **how).at("data"), ids)

    both = ["first", "second"]
    context.expect("by a wildcard", got=hits(f"{label}-", wildcard_end=True), wanted=both)
    context.expect("by one name", got=hits(names["first"]), wanted=["first"])
    upper = names["second"].upper()
    context.expect("in any case", got=hits(upper, ignore_case=True), wanted=["second"])
    context.expect("case counts otherwise", got=hits(upper, ignore_case=False), wanted=[])
    answer = context.driver.search("name", f"{label}-", limit=1, wildcard_end=True)
    context.expect("a page of one", got=answer.at("data"), wanted=a_list(1))
    for member in ("limit", "page", "total_number_of_pages", "links"):
        context.expect(member, got=answer.at(member), wanted=anything())
