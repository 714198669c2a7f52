"""Results as JSON and back, for reports and for worker processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from conformance.catalogue import Certainty, Exclusion, Level, Rule
from conformance.expectations import Difference
from conformance.http.exchange import RedactedExchange
from conformance.http.write_ledger import LedgerEntry
from conformance.judging.verdict import BaselineState, Result, Verdict

TUPLES = ("source", "needs", "links", "words")
"""Fields of a rule that hold several texts."""


def to_row(result: Result) -> dict[str, Any]:
    row = asdict(result)
    row["verdict"] = result.verdict.value
    row["baseline"] = result.baseline.value
    row["rule"] = to_rule_row(result.rule)
    return row


def to_rule_row(rule: Rule) -> dict[str, Any]:
    row = asdict(rule)
    row["certainty"] = rule.certainty.value
    row["level"] = rule.level.value
    row["digest"] = rule.digest
    for name in TUPLES:
        row[name] = list(row[name])
    return row


def from_row(row: Mapping[str, Any]) -> Result:
    return Result(
        rule=rule_from(row["rule"]),
        verdict=Verdict(row["verdict"]),
        reason=row["reason"],
        differences=[Difference(**each) for each in row["differences"]],
        notes=list(row["notes"]),
        exchanges=[RedactedExchange(**each) for each in row["exchanges"]],
        requests=row["requests"],
        writes=row["writes"],
        seconds=row["seconds"],
        attempts=row["attempts"],
        left=[LedgerEntry(**each) for each in row["left"]],
        baseline=BaselineState(row["baseline"]),
        operations=list(row.get("operations", ())),
        cause=row.get("cause", ""),
    )


def rule_from(row: Mapping[str, Any]) -> Rule:
    fields = {name: value for name, value in row.items() if name != "digest"}
    excluded = fields["not_tested"]
    return Rule(
        **fields
        | {
            "certainty": Certainty(fields["certainty"]),
            "level": Level(fields["level"]),
            **{name: tuple(fields.get(name, ())) for name in TUPLES},
            "not_tested": Exclusion(**excluded) if excluded else None,
        }
    )
