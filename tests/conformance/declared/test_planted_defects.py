"""Each general rule notices the bugs that it is there for, in a server that knows no sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest
import toy
from contract_judging import FILES, alarms, judge
from toy import Shop, serving
from toy.orders_server import serving_orders

from conformance.judging.vendors import GENERAL
from conformance.reports.report import Report

CONTRACT = Path(toy.__file__).with_name("shop.yaml")

DEFECTS = {
    "UPS-01": "never-creates put-refuses",
    "UPS-02": "upsert-twins new-id touches-neighbour put-twins keeps-status",
    "UPS-04": "slips-are-shared",
    "UPS-05": "twice-twins first-wins adds-twice",
    "UPS-06": "replaces put-patches",
    "UPS-07": "ignores-null stores-empty requires-note",
    "UPS-08": "tags-grow",
    "UPS-09": "all-or-none bad-last-sinks-all adds-some",
    "UPS-10": "keeps-refused writes-before-checks",
    "UPS-11": "reversed-results hides-refused says-accepted always-created miscounts skips-last",
    "UPS-12": "always-200 refuses-refusals",
    "UPS-13": "index-from-one placeless",
    "UPS-14": "first-wins",
    "UPS-16": "any-number stores-too-many one-fewer skips-last",
    "UPS-17": "any-bytes",
    "UPS-19": "forgets-keys replays-again",
    "UPS-20": "any-reuse",
    "UPS-21": "runs-twice",
    "UPS-23": "keys-are-shared",
    "UPS-25": "any-version version-optional racy older-wins version-stands",
    "UPS-26": "add-updates",
    "UPS-27": "leaves-half keeps-lock lock-answers-500",
    "UPS-28": "lags",
    "UPS-30": "upsert-twins always-created put-twins",
    "UPS-31": "takes-unknown takes-read-only origin-changes origin-is-ignored",
    "UPS-32": "shared reads-across lists-across refers-across",
    "UPS-33": "dangling",
    "UPS-34": "agent-can-go no-cascade no-unlink unlink-removes",
    "UPS-35": "never-removes missing-is-refused missing-is-skipped removes-the-next"
    " key-stays-taken",
    "UPS-36": "forgets-removed always-shows-removed always-lists-removed never-shows-removed",
    "UPS-37": "page-skips repeats-last cursor-slips counts-the-page no-more",
    "UPS-38": "one-too-few any-size caps-otherwise default-is-more",
    "UPS-39": "no-filter no-customer-filter first-status-only",
    "UPS-40": "unsorted turned-round",
    "UPS-41": "unchecked-total unchecked-status unchecked-note unchecked-number unchecked-updates"
    " requires-nothing",
    "UPS-42": "no-default resets-default",
    "UPS-43": "finds-nothing-with-200",
    "UPS-44": "version-stands made-moves changed-goes-back hides-made",
    "UPS-45": "one-scope",
    "UPS-46": "minds-case",
    "UPS-47": "open takes-revoked",
}
"""General rule to the defects that it must notice."""

CHARACTERISED = {"UPS-22", "UPS-24"}
"""Rules that demand nothing of anybody."""


def check(*defects: str, **more: object) -> Report:
    with serving(Shop(*defects)) as url:
        return judge(url, CONTRACT, **more)


@pytest.fixture(scope="module")
def sound() -> Report:
    return check()


def test_a_sound_server_raises_no_alarm_and_is_left_as_it_was(sound: Report):
    assert alarms(sound) == []
    assert (sound.claim, sound.left) == ("conformant", [])


def test_every_general_rule_is_demanded_of_the_toy_and_judged(sound: Report):
    judged = {result.rule.id for result in sound.results if result.verdict == "PASS"}
    tested = {rule.id for rule in GENERAL.catalogue.values() if not rule.not_tested}
    assert judged == tested - CHARACTERISED


def test_every_rule_that_demands_something_has_a_defect():
    tested = {rule.id for rule in GENERAL.catalogue.values() if not rule.not_tested}
    assert set(DEFECTS) == tested - CHARACTERISED


PLANTED = [(rule, defect) for rule, defects in DEFECTS.items() for defect in defects.split()]


@pytest.mark.parametrize(("rule", "defect"), PLANTED)
def test_a_planted_defect_is_noticed_by_its_rule(rule: str, defect: str):
    found = check(defect, only=[rule], rerun=False)
    assert found[rule].verdict == "FAIL", found[rule].reason


def test_a_small_server_of_the_orders_raises_no_alarm():
    with serving_orders() as url:
        assert alarms(judge(url, FILES / "orders.yaml")) == []


ODD = ("answers-500", "answers-null", "same-page-for-ever")


@pytest.mark.parametrize("odd", ODD)
def test_whatever_a_server_answers_no_rule_passes_by_it_and_none_crashes(odd: str):
    only = ["UPS-02", "UPS-09", "UPS-11", "UPS-21", "UPS-32", "UPS-37"]
    found = check(odd, only=only, rerun=False, force=True)
    verdicts = {result.rule.id: result.verdict for result in found.results}
    assert "ERROR" not in verdicts.values(), verdicts
    assert verdicts["UPS-37"] in {"FAIL", "UNTESTED"}
    assert found.claim != "conformant"


def test_every_defect_is_one_of_the_toys_own():
    source = "".join(CONTRACT.with_name(name).read_text() for name in ("shop.py", "reading.py"))
    unknown = {defect for _rule, defect in PLANTED if f'"{defect}"' not in source}
    assert {each for each in unknown if not each.startswith("unchecked-")} == set()


VARIANTS = ("writers-wait", "spells-numbers-in-capitals", "rfc-3339-with-offset")


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_the_declaration_leaves_open_raises_no_alarm(variant: str):
    assert alarms(check(variant)) == []
