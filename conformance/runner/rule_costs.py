"""
What rules cost and call, as measured against the sandbox.

``rules/costs.json`` maps a rule to the requests and records of its probe, cleaning included;
``rules/operations.json`` to the operations that the probe calls. ``conformance coverage --costs
REPORT.json`` updates both.
"""

from __future__ import annotations

import json
from pathlib import Path

from conformance.catalogue import PACKAGE
from conformance.reports.report import Report

COSTS = PACKAGE / "rules" / "costs.json"
CALLS = PACKAGE / "rules" / "operations.json"


def read_costs(file: Path = COSTS) -> dict[str, tuple[int, int]]:
    """Requests and records by rule; rules that were never measured are absent."""
    if not file.exists():
        return {}
    rows = json.loads(file.read_text(encoding="utf-8"))
    return {rule: (requests, records) for rule, (requests, records) in rows.items()}


def read_calls(file: Path = CALLS) -> dict[str, list[str]]:
    """The ids of the operations that the probe of a rule calls; unmeasured rules are absent."""
    found: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def write_costs(report: Report, file: Path = COSTS, calls_file: Path = CALLS) -> int:
    """Record what the judged rules of a report cost and call; how many costs are known now."""
    costs, calls = read_costs(file), read_calls(calls_file) if calls_file.exists() else {}
    for result in report.results:
        if result.attempts == 1:
            costs[result.rule.id] = (result.requests, result.writes)
            calls[result.rule.id] = result.operations
    write_rows(file, costs)
    write_rows(calls_file, calls)
    return len(costs)


def write_rows(file: Path, table: dict[str, tuple[int, int]] | dict[str, list[str]]) -> None:
    """Write a table with one line for each rule."""
    lines = [f"  {json.dumps(rule)}: {json.dumps(row)}" for rule, row in sorted(table.items())]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
