"""
SARIF 2.1.0: the violations, for code-scanning services.

The location of a result is the name of its operation in the published contract.
"""

from __future__ import annotations

import json
from typing import Any

from conformance.catalogue import Level, Rule
from conformance.judging.verdict import BaselineState, Result, Verdict
from conformance.reports.report import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SEVERITY = {Level.MUST: "error", Level.SHOULD: "warning"}
LEVELS = {
    Verdict.FAIL: "error",
    Verdict.FLAKY: "error",
    Verdict.WARN: "warning",
    Verdict.KNOWN: "warning",
    Verdict.NOTE: "note",
}


def as_sarif(report: Report) -> str:
    shown = [result for result in report.results if result.verdict in LEVELS]
    order = {result.rule.id: place for place, result in enumerate(shown)}
    failed = report.with_verdict(Verdict.ERROR)
    notices = [
        {"level": "error", "message": {"text": f"{result.rule.id}: {result.reason}"}}
        for result in failed
    ]
    run = {
        "tool": {
            "driver": {
                "name": "conformance",
                "version": report.run["suite"],
                "rules": [rule_of(result.rule) for result in shown],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not failed and not report.interrupted,
                "startTimeUtc": report.started,
                "endTimeUtc": report.finished,
                "exitCode": report.exit_code,
                "toolConfigurationNotifications": [
                    {"level": "warning", "message": {"text": notice}} for notice in report.notices
                ],
                "toolExecutionNotifications": notices,
            }
        ],
        "results": [result_of(result, order[result.rule.id]) for result in shown],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def rule_of(rule: Rule) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": rule.id,
        "name": rule.slug,
        "shortDescription": {"text": rule.sentence},
        "help": {"text": rule.citation},
        "defaultConfiguration": {"level": SEVERITY.get(rule.level, "note")},
        "properties": {"tags": [rule.vendor, rule.family, rule.level.value]},
    }
    return described | ({"helpUri": rule.links[0]} if rule.links else {})


def result_of(result: Result, index: int) -> dict[str, Any]:
    rule = result.rule
    location = {
        "physicalLocation": {"artifactLocation": {"uri": f"openapi/{rule.vendor}.yaml"}},
        "logicalLocations": [{"name": rule.operation, "kind": "function"}],
    }
    found: dict[str, Any] = {
        "ruleId": rule.id,
        "ruleIndex": index,
        "level": LEVELS[result.verdict],
        "message": {"text": result.reason or rule.sentence},
        "locations": [location],
        "partialFingerprints": {"rule": rule.id},
        "properties": {"verdict": result.verdict.value},
    }
    if result.baseline is BaselineState.KNOWN:
        return found | {"baselineState": "unchanged"}
    return found
