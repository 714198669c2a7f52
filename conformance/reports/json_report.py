"""The JSON report, described by ``report.schema.json``; other commands read it back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jsonschema_rs

from conformance.errors import ReportError
from conformance.http.write_ledger import LedgerEntry
from conformance.reports.report import Report
from conformance.reports.serialisation import from_row, to_row

FORMAT = 1
"""Grows when a reader of older reports would be misled."""

SCHEMA = Path(__file__).with_name("report.schema.json")


def as_json(report: Report) -> str:
    return json.dumps(as_document(report), indent=1, ensure_ascii=False) + "\n"


def as_document(report: Report) -> dict[str, Any]:
    """The report as the schema describes it."""
    return {
        "format": FORMAT,
        "vendor": report.vendor,
        "run": dict(report.run),
        "profile": dict(report.profile),
        "started": report.started,
        "finished": report.finished,
        "interrupted": report.interrupted,
        "claim": report.claim.value,
        "exit_code": report.exit_code,
        "counts": {verdict.value: count for verdict, count in report.counts.items()},
        "requests": report.requests,
        "writes": report.writes,
        "planned": report.planned,
        "signal": report.signal,
        "notices": list(report.notices),
        "results": [to_row(result) for result in report.results],
        "left": [asdict(entry) for entry in report.left],
    }


def read_report(file: Path) -> Report:
    """Read a report from its file. Raises ``ReportError``."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(f"cannot read the report {file}: {error}") from error
    refused = next(validator().iter_errors(document), None)
    if refused is not None:
        place = "/".join(map(str, refused.instance_path)) or "the top"
        raise ReportError(f"{file} is no report of this suite: {place}: {refused.message[:200]}")
    return Report(
        vendor=document["vendor"],
        run=document["run"],
        profile=document["profile"],
        results=[from_row(row) for row in document["results"]],
        started=document["started"],
        finished=document["finished"],
        requests=document["requests"],
        writes=document["writes"],
        interrupted=document["interrupted"],
        left=[LedgerEntry(**each) for each in document["left"]],
        planned=document.get("planned", 0),
        signal=document.get("signal", ""),
        notices=document.get("notices", []),
    )


def validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
