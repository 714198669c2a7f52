"""
Status life cycle, deletes, lists and searches.
"""

from __future__ import annotations

from typing import Any

from conformance.expectations import a_list, anything, client_error
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import MISSING, SolvimonRun, reads

ACTIONS = {"activate": "ACTIVE", "deprecate": "DEPRECATED", "archive": "ARCHIVED"}


@probe("SLV-54")
def actions_set_the_status(run: SolvimonRun) -> None:
    product = run.driver.stored()
    for action, status in ACTIONS.items():
        answer = run.driver.act(product["id"], action)
        run.expect(f"status of {action}", got=answer.status, wanted=200)
        reads(run, f"after {action}", product["id"], status=status, name=product["name"])


@probe("SLV-55")
def a_draft_is_deleted(run: SolvimonRun) -> None:
    product = run.driver.stored(status="DRAFT")
    answer = run.driver.delete(product["id"])
    run.expect("status", got=answer.status, wanted=200)
    run.expect("the product", got=answer.at("id"), wanted=product["id"])
    for name in (product["id"], product["reference"]):
        run.expect("read afterwards", got=run.driver.read(name).status, wanted=MISSING)


@probe("SLV-56")
def only_drafts_are_deleted(run: SolvimonRun) -> None:
    product = run.driver.stored()
    run.accepted(run.driver.act(product["id"], "activate"))
    answer = run.driver.delete(product["id"])
    run.expect("status", got=answer.status, wanted=client_error())
    reads(run, "the product", product["id"], id=product["id"])


def found(rows: Any, ids: dict[str, str]) -> list[str]:
    """Which of some products a list shows, by their labels."""
    shown = {row.get("id") for row in rows} if isinstance(rows, list) else set()
    return sorted(label for label, one in ids.items() if one in shown)


@probe("SLV-57")
def lists_choose_by_status(run: SolvimonRun) -> None:
    ids = {
        "active": run.driver.stored(status="ACTIVE")["id"],
        "archived": run.driver.stored(status="ARCHIVED")["id"],
    }
    answer = run.driver.listed(statuses=["ACTIVE"], limit=100)
    run.require("status", got=answer.status, wanted=200)
    run.expect("data", got=answer.at("data"), wanted=a_list())
    run.expect("links", got=isinstance(answer.at("links"), dict), wanted=True)
    for status, label in (("ACTIVE", "active"), ("ARCHIVED", "archived")):
        rows = everything(run, status)
        run.expect(f"products that are {status}", got=found(rows, ids), wanted=[label])
    category = run.driver.category()
    ids["inside"] = run.driver.stored(status="ACTIVE", category_id=category)["id"]
    inside = run.driver.listed(statuses=["ACTIVE"], product_category_id=category).at("data")
    run.expect("products of the category", got=found(inside, ids), wanted=["inside"])


def everything(run: SolvimonRun, status: str) -> list[Any]:
    """All products of a status, page by page."""
    rows: list[Any] = []
    for page in range(1, 100):
        answer = run.driver.listed(statuses=[status], limit=100, page=page)
        got = answer.at("data")
        rows.extend(got if isinstance(got, list) else [])
        pages = answer.at("total_number_of_pages")
        if not isinstance(pages, int) or page >= pages:
            return rows
    return rows


@probe("SLV-58")
def a_search_finds_by_name(run: SolvimonRun) -> None:
    label = run.name()
    names = {"first": f"{label}-Alpha", "second": f"{label}-Beta"}
    ids = {key: run.driver.stored(name=name)["id"] for key, name in names.items()}

    def hits(text: str, **how: Any) -> list[str]:
        return found(run.driver.search("name", text, **how).at("data"), ids)

    both = ["first", "second"]
    run.expect("by a wildcard", got=hits(f"{label}-", wildcard_end=True), wanted=both)
    run.expect("by one name", got=hits(names["first"]), wanted=["first"])
    upper = names["second"].upper()
    run.expect("in any case", got=hits(upper, ignore_case=True), wanted=["second"])
    run.expect("case counts otherwise", got=hits(upper, ignore_case=False), wanted=[])
    answer = run.driver.search("name", f"{label}-", limit=1, wildcard_end=True)
    run.expect("a page of one", got=answer.at("data"), wanted=a_list(1))
    for member in ("limit", "page", "total_number_of_pages", "links"):
        run.expect(member, got=answer.at(member), wanted=anything())
