"""Whatever a server answers is its own fault: it violates rules and is no error of the suite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from defects.planting import Ask, Benign, Forward, Reply, Wrap, judged

from conformance import Mode
from conformance.catalogue.profile import read_profile
from conformance.judging.vendors import find_vendor

QUICK = {"patience": 0.03, "visibility": 0.03}
MODES = frozenset({Mode.READ, Mode.WRITE, Mode.DESTRUCTIVE})

Change = Callable[[Any], Any]
"""Makes another body of an answer."""


def without(*names: str) -> Change:
    """Bodies without some members, at any depth."""

    def change(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: change(found) for name, found in value.items() if name not in names}
        return [change(each) for each in value] if isinstance(value, list) else value

    return change


def as_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: as_texts(found) for name, found in value.items()}
    return [as_texts(each) for each in value] if isinstance(value, list) else str(value)


@dataclass(frozen=True)
class Broken:
    """Some answers of a server, changed: those to a method, to paths that contain a part."""

    change: Change
    method: str = ""
    part: str = ""

    def covers(self, ask: Ask) -> bool:
        return ask.method == (self.method or ask.method) and self.part in ask.path


def swapped(value: Any) -> Any:
    """Objects where lists were and lists where objects were, below the top."""
    if isinstance(value, dict):
        return {name: [swapped(found)] for name, found in value.items()}
    return {"0": swapped(value[0])} if isinstance(value, list) and value else value


def leaves(change: Change) -> Change:
    """Bodies in which everything that is neither object nor list is another value."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: changed(found) for name, found in value.items()}
        return [changed(each) for each in value] if isinstance(value, list) else change(value)

    return changed


def nested(value: Any) -> Any:
    """150 levels, fewer than the suite refuses to read."""
    for _level in range(150):
        value = [value]
    return value


EVERY_VENDOR: Mapping[str, Broken] = {
    "lists and objects swapped": Broken(swapped),
    "null": Broken(lambda _body: None),
    "nulls": Broken(leaves(lambda _value: None)),
    "members that are null": Broken(lambda body: dict.fromkeys(body or ())),
    "lists for values": Broken(leaves(lambda value: [value])),
    "objects for values": Broken(leaves(lambda value: {"value": value})),
    "huge numbers": Broken(leaves(lambda _value: 10**400)),
    "negative fractions": Broken(leaves(lambda _value: -1.5)),
    "truths": Broken(leaves(lambda _value: True)),
    "lone surrogates": Broken(leaves(lambda _value: "\ud800/\x00\x1b[/red]")),
    "deep nesting": Broken(leaves(nested)),
    "empty objects": Broken(lambda _body: {}),
    "arrays": Broken(lambda _body: ["x"]),
    "texts only": Broken(as_texts),
    "arrays of texts": Broken(lambda body: {name: ["x"] for name in body}),
    "no ids": Broken(without("id", "object_id")),
}

OF_VENDOR: Mapping[str, Mapping[str, Broken]] = {
    "hubspot": {
        "no properties": Broken(without("properties")),
        "no results": Broken(without("results")),
        "results of texts": Broken(lambda body: body | {"results": ["x"], "errors": ["x"]}),
    },
    "propeller": {
        "no keys": Broken(without("key")),
        "no messages": Broken(without("messages")),
        "no codes of addresses": Broken(without("code")),
    },
    "shopimind": {
        "no ids of records": Broken(without("id"), "GET", "records"),
        "no codes": Broken(without("code", "amount", "contact"), "GET", "records"),
        "rows of texts": Broken(lambda body: body | {"data": ["x"]}, "GET"),
        "no contact ids": Broken(without("id_shop_contact"), "GET", "contacts"),
        "wrong counters": Broken(
            lambda body: body | {"rejected_items": 7, "sent_count": "x"}, "POST"
        ),
    },
    "solvimon": {
        "no data": Broken(without("data")),
        "no references": Broken(without("reference")),
    },
    "square": {
        "no versions": Broken(without("version")),
        "no children": Broken(without("variations", "modifiers", "values")),
        "no mappings": Broken(without("id_mappings")),
    },
}


def identifies(vendor: str, ask: Ask) -> bool:
    """Whether a request is for a token, or the one by which the suite knows the vendor."""
    return {
        "hubspot": ask.path == "/crm/v3/objects/contacts" and ask.query == "limit=1",
        "propeller": ask.path.startswith("/oauth2/") or ask.path == "/customers/id/1",
        "shopimind": ask.query == "limit=1" and ask.path.endswith("definitions"),
        "solvimon": ask.method == "GET" and ask.path == "/v1/products" and not ask.query,
        "square": ask.path.endswith("/info"),
    }[vendor]


def errors_of(vendor: str, wrap: Wrap) -> dict[str, str]:
    """The rules that are errors of the suite where a server behaves so; some rule is violated."""

    def known(ask: Ask, forward: Forward) -> Reply:
        return forward(ask) if identifies(vendor, ask) else wrap(ask, forward)

    parts = find_vendor(vendor)
    profile = replace(read_profile(parts.profile), modes=MODES, numbers=QUICK)
    own = [rule.id for rule in parts.files[parts.rules[0]]]
    report = judged(vendor, Benign("broken", wrap=known), own, profile=profile)
    assert any(each.violated for each in report.results)
    return {each.rule.id: each.reason for each in report.results if each.verdict == "ERROR"}


CASES = [
    pytest.param(vendor, broken, id=f"{vendor}-{name}")
    for vendor, own in OF_VENDOR.items()
    for name, broken in {**EVERY_VENDOR, **own}.items()
]


@pytest.mark.parametrize(("vendor", "broken"), CASES)
def test_answers_of_another_form_are_no_error_of_the_suite(vendor: str, broken: Broken):
    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if broken.covers(ask):
            reply.json = broken.change(reply.json)
        return reply

    assert errors_of(vendor, wrap) == {}


LOGIN = Reply(200, {"content-type": "text/html"}, b"<p>Please log in.</p>")


@pytest.mark.parametrize("vendor", OF_VENDOR)
@pytest.mark.parametrize("answer", [LOGIN, Reply(500)], ids=["a login page", "a failure"])
def test_answers_of_another_server_are_no_error_of_the_suite(vendor: str, answer: Reply):
    assert errors_of(vendor, lambda _ask, _forward: replace(answer)) == {}
