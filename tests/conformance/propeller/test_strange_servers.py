"""Whatever a server answers is its own fault: no rule of Propeller is an error of the suite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from defects.planting import Ask, Benign, Forward, Reply, Wrap, judged
from defects.propeller import RULES

from conformance import Mode
from conformance.catalogue.profile import read_profile
from conformance.judging.vendors import find_vendor

QUICK = replace(
    read_profile(find_vendor("propeller").profile),
    modes=frozenset({Mode.READ, Mode.WRITE}),
    numbers={"patience": 0.03, "visibility": 0.03},
)


def untouched(ask: Ask) -> bool:
    """Tokens and the first greeting stay as they are."""
    return ask.path.startswith("/oauth2/") or ask.path == "/customers/id/1"


def everywhere(change: Callable[[Any], Any]) -> Wrap:
    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if not untouched(ask):
            reply.json = change(reply.json)
        return reply

    return wrap


def page(ask: Ask, forward: Forward) -> Reply:
    login = Reply(200, {"content-type": "text/html"}, b"<p>Please log in.</p>")
    return forward(ask) if untouched(ask) else login


def failing(ask: Ask, forward: Forward) -> Reply:
    return forward(ask) if untouched(ask) else Reply(500)


def without(*names: str) -> Callable[[Any], Any]:
    """An answer without some members, at any depth."""

    def change(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: change(found) for name, found in value.items() if name not in names}
        return [change(each) for each in value] if isinstance(value, list) else value

    return change


def as_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: as_texts(found) for name, found in value.items()}
    return [as_texts(each) for each in value] if isinstance(value, list) else str(value)


STRANGE = {
    "empty objects": everywhere(lambda _body: {}),
    "pages": page,
    "failures": failing,
    "no ids": everywhere(without("id")),
    "no keys": everywhere(without("key")),
    "no messages": everywhere(without("messages")),
    "no codes of addresses": everywhere(without("code")),
    "texts only": everywhere(as_texts),
    "arrays of texts": everywhere(lambda body: {name: ["x"] for name in body}),
}


@pytest.mark.parametrize("wrap", STRANGE.values(), ids=STRANGE)
def test_a_strange_server_is_no_error_of_the_suite(wrap: Wrap):
    report = judged("propeller", Benign("strange", wrap=wrap), RULES, profile=QUICK)
    errors = {each.rule.id: each.reason for each in report.results if each.verdict == "ERROR"}
    assert errors == {}
    assert any(each.verdict == "FAIL" for each in report.results)
