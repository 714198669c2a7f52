"""What a run would send, estimated from what the same rules cost before."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.runner.planned_requests import ALLOWED_FOR
from conformance.runner.rule_costs import read_costs
from conformance.runner.run import Run


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
    yield f"and {len(run.needed) + 1} to find out what the target is and serves"
    yield f"a run that sends more than {ALLOWED_FOR[0]} times as much and {ALLOWED_FOR[1]} says so"
    if unknown:
        yield f"{unknown} of the rules were never measured"
    limit = settings.max_writes
    worst = min(records, limit) if limit else records
    yield f"left behind at worst, if nothing can be deleted: {worst} records"
    yield "nothing was sent"
