"""
What a run would send, estimated from what the same rules cost before.

``rules/costs.json`` maps a rule to the requests and records of its probe against the sandbox,
cleaning included. ``conformance coverage --costs REPORT.json`` updates it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from conformance.catalogue import PACKAGE
from conformance.reports.report import Report
from conformance.runner.run import Run

COSTS = PACKAGE / "rules" / "costs.json"


def read_costs(file: Path = COSTS) -> dict[str, tuple[int, int]]:
    """Requests and records by rule; rules that were never measured are absent."""
    if not file.exists():
        return {}
    rows = json.loads(file.read_text(encoding="utf-8"))
    return {rule: (requests, records) for rule, (requests, records) in rows.items()}


def write_costs(report: Report, file: Path = COSTS) -> int:
    """Record what the judged rules of a report cost; how many costs are known now."""
    costs = read_costs(file)
    for result in report.results:
        if result.attempts == 1:
            costs[result.rule.id] = (result.requests, result.writes)
    lines = [f'  "{rule}": [{cost[0]}, {cost[1]}]' for rule, cost in sorted(costs.items())]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return len(costs)


def plan_lines(run: Run) -> Iterator[str]:
    costs = read_costs()
    settings = run.settings
    yield f"target     {settings.url}"
    yield f"profile    {run.profile.title or run.profile.file}"
    yield f"modes      {', '.join(sorted(run.modes))}"
    yield f"namespace  {settings.namespace or 'cf'}-{run.id}-..."
    yield ""
    requests = records = unknown = judged = 0
    for rule in run.rules:
        unjudged = run.reason_not_judged(rule)
        if unjudged is not None:
            verdict, reason = unjudged
            yield f"{rule.id:8} {verdict:9} {reason}"
            continue
        cost = costs.get(rule.id)
        judged += 1
        unknown += cost is None
        requests, records = requests + (cost or (0, 0))[0], records + (cost or (0, 0))[1]
        text = f"{cost[0]:5} requests {cost[1]:6} records" if cost else "never measured"
        yield f"{rule.id:8} {text:29} {rule.slug}"
    yield ""
    yield f"{judged} of {len(run.rules)} rules would be judged"
    yield f"about {requests} requests, {records} records written and deleted again"
    if unknown:
        yield f"{unknown} of the rules were never measured"
    limit = settings.max_writes
    worst = min(records, limit) if limit else records
    yield f"left behind at worst, if nothing can be deleted: {worst} records"
    yield "nothing was sent"
