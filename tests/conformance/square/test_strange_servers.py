"""Whatever a server answers is its own fault: no rule of Square becomes an error of the suite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from defects.planting import Ask, Benign, Forward, Reply, Wrap, judged

from conformance import Mode
from conformance.catalogue.profile import read_profile
from conformance.judging.vendors import find_vendor

SQUARE = find_vendor("square")
QUICK = replace(
    read_profile(SQUARE.profile),
    modes=frozenset({Mode.READ, Mode.WRITE}),
    numbers={"patience": 0.05, "visibility": 0.05},
)


def everywhere(change: Callable[[Any], Any]) -> Wrap:
    """Every answer but the catalog information as another one."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if not ask.path.endswith("/info"):
            reply.json = change(reply.json)
        return reply

    return wrap


def page(ask: Ask, forward: Forward) -> Reply:
    if ask.path.endswith("/info"):
        return forward(ask)
    return Reply(200, {"content-type": "text/html"}, b"<p>Please log in.</p>")


def failing(ask: Ask, forward: Forward) -> Reply:
    return forward(ask) if ask.path.endswith("/info") else Reply(500)


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
    "no ids": everywhere(without("id", "object_id")),
    "no versions": everywhere(without("version")),
    "no children": everywhere(without("variations", "modifiers", "values")),
    "no mappings": everywhere(without("id_mappings")),
    "texts only": everywhere(as_texts),
    "arrays of texts": everywhere(lambda body: {name: ["x"] for name in body}),
}


@pytest.mark.parametrize("wrap", STRANGE.values(), ids=STRANGE)
def test_a_strange_server_is_no_error_of_the_suite(wrap: Wrap):
    report = judged("square", Benign("strange", wrap=wrap), (), profile=QUICK)
    errors = {each.rule.id: each.reason for each in report.results if each.verdict == "ERROR"}
    assert errors == {}
    assert any(each.violated for each in report.results)
