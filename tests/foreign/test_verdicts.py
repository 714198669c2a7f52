"""
What the suite says of servers that nobody here wrote: what is known, and nothing that is not true.

``python -m pytest tests/foreign`` installs and runs them. The table of the guide is compared.
"""

from __future__ import annotations

import base64
from collections import Counter
from pathlib import Path

import pytest
from foreign.servers import ForeignServer
from pages import rows, section

import conformance
from conformance import Verdict
from conformance.reports.report import Report

HERE = Path(__file__).resolve().parent
JUDGED = {Verdict.FAIL, Verdict.WARN, Verdict.ERROR, Verdict.FLAKY, Verdict.KNOWN}


def secret(header: str) -> str:
    """What a profile has for an ``Authorization`` header."""
    scheme, said = header.split()
    return base64.b64decode(said).decode() if scheme == "Basic" else said


def judged(name: str, server: ForeignServer, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.setenv("FOREIGN_MAIN", secret(server.authorization))
    monkeypatch.setenv("FOREIGN_SECOND", secret(server.other_authorization))
    folder, known = HERE / name, HERE / name / "known.toml"
    return conformance.check(
        server.url,
        contract=folder / "contract.yaml",
        profile=folder / "profile.toml",
        baseline=known if known.exists() else None,
    )


def violated(report: Report) -> dict[str, str]:
    return {each.rule.id: each.verdict.value for each in report.results if each.verdict in JUDGED}


def counted(report: Report) -> dict[str, int]:
    return Counter(each.verdict.value for each in report.results)


def published(name: str) -> dict[str, int]:
    """The counts of a server in the guide."""
    table = rows(section("Real servers"))
    column = next(n for n, cell in enumerate(table[0]) if name in cell)
    return {row[0]: int(row[column]) for row in table[1:] if row[column] != "0"}


def test_datasette_breaks_the_rules_of_its_baseline_and_no_others(
    datasette: ForeignServer, monkeypatch: pytest.MonkeyPatch
):
    report = judged("datasette", datasette, monkeypatch)
    assert violated(report) == {"UPS-06": "KNOWN"}
    assert report.left == []
    assert counted(report) == published("Datasette")


def test_kinto_breaks_no_rule(kinto: ForeignServer, monkeypatch: pytest.MonkeyPatch):
    report = judged("kinto", kinto, monkeypatch)
    assert violated(report) == {}
    assert report.left == []
    assert counted(report) == published("Kinto")
