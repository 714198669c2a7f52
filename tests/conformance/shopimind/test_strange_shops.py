"""Whatever a server answers is its own fault: no rule of ShopiMind is an error of the suite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from defects.planting import Ask, Benign, Forward, Reply, Wrap, judged

from conformance import Mode
from conformance.catalogue.profile import read_profile
from conformance.judging.vendors import find_vendor

SHOPIMIND = find_vendor("shopimind")
OWN = tuple(rule for rule in SHOPIMIND.catalogue if rule.startswith("SPM-"))
QUICK = replace(
    read_profile(SHOPIMIND.profile),
    modes=frozenset({Mode.READ, Mode.WRITE, Mode.DESTRUCTIVE}),
    numbers={"patience": 0.05, "visibility": 0.05},
)


def greeted(ask: Ask) -> bool:
    """Whether a request is the first look at a target, which must find a ShopiMind."""
    return ask.query == "limit=1" and ask.path.endswith("definitions")


def everywhere(change: Callable[[Any], Any]) -> Wrap:
    """Every answer as another one."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if not greeted(ask):
            reply.json = change(reply.json)
        return reply

    return wrap


def only(method: str, part: str, change: Callable[[Any], Any]) -> Wrap:
    """Some answers as other ones."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if ask.method == method and part in ask.path and not greeted(ask):
            reply.json = change(reply.json)
        return reply

    return wrap


def page(ask: Ask, forward: Forward) -> Reply:
    if greeted(ask):
        return forward(ask)
    return Reply(200, {"content-type": "text/html"}, b"<p>Please log in.</p>")


def failing(ask: Ask, forward: Forward) -> Reply:
    return forward(ask) if greeted(ask) else Reply(500)


def without(*names: str) -> Callable[[Any], Any]:
    """An answer without some members, at any depth."""

    def change(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: change(found) for name, found in value.items() if name not in names}
        return [change(each) for each in value] if isinstance(value, list) else value

    return change


STRANGE = {
    "arrays": everywhere(lambda _body: ["x"]),
    "pages": page,
    "failures": failing,
    "no ids": only("GET", "records", without("id")),
    "no codes": only("GET", "records", without("code", "amount", "contact")),
    "rows of texts": only("GET", "", lambda body: body | {"data": ["x"]}),
    "no contact ids": only("GET", "contacts", without("id_shop_contact")),
    "odd counters": only("POST", "", lambda body: body | {"rejected_items": 7, "sent_count": "x"}),
}


@pytest.mark.parametrize("wrap", STRANGE.values(), ids=STRANGE)
def test_a_strange_server_is_no_error_of_the_suite(wrap: Wrap):
    report = judged("shopimind", Benign("strange", wrap=wrap), OWN, profile=QUICK)
    errors = {each.rule.id: each.reason for each in report.results if each.verdict == "ERROR"}
    assert errors == {}
    assert any(each.violated for each in report.results)
