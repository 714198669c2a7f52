"""Cleaning up at Square: what was written is deleted, also when its id is not known."""

from __future__ import annotations

from typing import Any

import httpx
from defects.planting import Ask, Benign, Forward, Reply, planted

import conformance

TOKEN = "conformance-cleaning"
WRITING = ("SQ-41", "SQ-74", "SQ-116", "SQ-141", "SQ-151", "SQ-155")
KINDS = "ITEM,CATEGORY,TAX,MODIFIER_LIST,TIME_PERIOD,ITEM_OPTION,PRODUCT_SET"


def answers_get_lost(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    lost = ask.method == "POST" and ask.path.endswith(("batch-upsert", "object"))
    return Reply(502) if lost else reply


def batch_deletes_fail(ask: Ask, forward: Forward) -> Reply:
    return Reply(500) if ask.path.endswith("batch-delete") else forward(ask)


def no_delete_works(ask: Ask, forward: Forward) -> Reply:
    deletes = ask.method == "DELETE" or ask.path.endswith("batch-delete")
    return Reply(500) if deletes else forward(ask)


def after(wrap: Any, monkeypatch: Any) -> tuple[conformance.Report, list[str]]:
    """The report of a run against a wrapped sandbox, and the names that it left."""
    monkeypatch.setenv("SQUARE_TOKEN", TOKEN)
    with planted("square", Benign("wrapped", wrap=wrap)) as url:
        report = conformance.check(url, vendor="square", only=WRITING, rerun=False)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = httpx.get(f"{url}/v2/catalog/list", params={"types": KINDS}, headers=headers)
        return report, [each["id"] for each in answer.json().get("objects", [])]


def test_what_was_written_without_an_answer_is_found_by_its_name(monkeypatch):
    report, left = after(answers_get_lost, monkeypatch)
    assert report.writes > 0
    assert (report.left, left) == ([], [])


def test_objects_are_deleted_one_by_one_when_a_batch_delete_fails(monkeypatch):
    report, left = after(batch_deletes_fail, monkeypatch)
    assert (report.left, left) == ([], [])


def test_what_cannot_be_deleted_is_reported(monkeypatch):
    report, left = after(no_delete_works, monkeypatch)
    assert len(left) == 100  # the first page
    assert {entry.id for entry in report.left} >= set(left)
    assert {entry.rule for entry in report.left} == set(WRITING)
