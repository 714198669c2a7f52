"""Searching: what is found, in which pages, and what may be asked."""

from __future__ import annotations

from typing import Any

from conformance.drivers.hubspot import COMPANIES
from conformance.expectations import JsonDict, at, matching
from conformance.judging.probe import probe
from conformance.probes.hubspot.asking import INVALID, HubSpotContext, invalid, results

SEVERAL = 3


def equal(name: str, value: str, operator: str = "EQ") -> JsonDict:
    return {"propertyName": name, "operator": operator, "value": value}


def one_group(*filters: JsonDict) -> JsonDict:
    return {"filterGroups": [{"filters": list(filters)}]}


def of_this_city(context: HubSpotContext) -> tuple[str, list[str]]:
    """A city of several companies, once a search finds them, and their ids."""
    city = context.name()
    ids = [context.driver.stored(COMPANIES, city=city) for _ in range(SEVERAL)]
    finds(context, one_group(equal("city", city)), ids)
    return city, ids


def finds(context: HubSpotContext, body: JsonDict, ids: list[str], of: str = COMPANIES) -> None:
    """Require that a search finds records, within the promised time."""
    context.eventually(
        "found",
        read=lambda: sorted(str(at(e, "id")) for e in results(context.driver.search(of, **body))),
        wanted=sorted(ids),
    )


@probe("HUB-141")
def the_size_of_a_page_of_matches(context: HubSpotContext) -> None:
    """limit up to 200; total counts all matches, not the page."""
    city, ids = of_this_city(context)
    body = one_group(equal("city", city))
    small = context.driver.search(COMPANIES, **body, limit=2)
    context.expect("results with limit 2", got=len(results(small)), wanted=2)
    context.expect("total with limit 2", got=small.at("total"), wanted=SEVERAL)
    large = context.driver.search(COMPANIES, **body, limit=200)
    context.expect("results with limit 200", got=len(results(large)), wanted=len(ids))
    too_large = context.driver.search(COMPANIES, **body, limit=201)
    context.expect("limit 201", got=too_large.ok, wanted=False)


@probe("HUB-142")
def pages_by_offset(context: HubSpotContext) -> None:
    """after is the offset as a number or numeric string; it comes back as a string."""
    city, ids = of_this_city(context)
    body = {**one_group(equal("city", city)), "limit": 2}
    first = context.driver.search(COMPANIES, **body)
    after = first.at("paging", "next", "after")
    context.require("after", got=after, wanted=matching("2"))
    seen = [at(each, "id") for each in results(first)]
    for said in (after, int(after)):
        last = context.driver.search(COMPANIES, **body, after=said)
        rest = [at(each, "id") for each in results(last)]
        context.expect(f"ids after {said!r}", got=sorted(seen + rest), wanted=sorted(ids))


@probe("HUB-143", "HUB-144")
def what_a_search_may_ask(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-143: Paging beyond 10,000 matches is answered 400.
    - HUB-144: More than 5 groups, 6 filters in a group or 18 in all are answered 400
      VALIDATION_ERROR.
    """
    one = equal("city", "x")

    def groups(*sizes: int) -> dict[str, Any]:
        return {"filterGroups": [{"filters": [one] * size} for size in sizes]}

    refused = {
        "HUB-143": {"beyond": {"after": "10000"}},
        "HUB-144": {
            "six groups of one": groups(*[1] * 6),
            "seven filters": groups(7),
            "nineteen filters": groups(6, 6, 6, 1),
        },
    }[context.rule.id]
    for what, body in refused.items():
        answer = context.driver.search(COMPANIES, **body)
        invalid(context, what, answer)
        if context.rule.id == "HUB-144" and not answer.ok:
            context.expect(f"{what}: error", got=answer.json, wanted=INVALID)
    most = context.driver.search(COMPANIES, **groups(6, 6, 6))
    context.expect("eighteen filters", got=most.status, wanted=200)


@probe("HUB-145")
def a_search_finds_what_was_written(context: HubSpotContext) -> None:
    """
    A record that was just written may be missing in a search, and is found later without
    another write.
    """
    driver = context.driver
    known = driver.stored(COMPANIES, city="Oslo")
    city = context.name()
    context.accepted(driver.update(known, COMPANIES, city=city))
    finds(context, one_group(equal("city", city)), [known])


@probe("HUB-146")
def a_search_passes_over_archived_records(context: HubSpotContext) -> None:
    """A search never finds archived records."""
    city, ids = of_this_city(context)
    context.accepted(context.driver.archive(ids[1], COMPANIES))
    finds(context, one_group(equal("city", city)), [ids[0], ids[2]])


@probe("HUB-147")
def letter_case_of_filters(context: HubSpotContext) -> None:
    """Text values compare without regard to case, enumeration values with."""
    city, ids = of_this_city(context)
    finds(context, one_group(equal("city", city.upper())), ids)
    driver, email = context.driver, context.driver.email()
    known = driver.stored(email=email, lifecyclestage="lead")
    mine = equal("email", email)
    finds(context, one_group(mine, equal("lifecyclestage", "lead")), [known], "contacts")
    other = driver.search(**one_group(mine, equal("lifecyclestage", "LEAD")))
    context.expect("an option in another case", got=len(results(other)), wanted=0)
