"""
JUnit: one case per rule, grouped by family.

A MUST that could not be judged is an ``error``; what does not count is ``skipped``, with a reason.
"""

from __future__ import annotations

from itertools import groupby

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from junitparser.junitparser import Properties, Property

from conformance.judging.verdict import Result, Verdict
from conformance.reports.failure_text import failure_text, printable
from conformance.reports.report import Report


def as_junit(report: Report) -> str:
    document = JUnitXml(f"conformance {report.vendor}")
    ordered = sorted(report.results, key=lambda result: result.rule.family)
    for family, results in groupby(ordered, key=lambda result: result.rule.family):
        suite = TestSuite(f"{report.vendor}.{family}")
        suite.timestamp = report.started
        for number, notice in enumerate(report.notices, 1):
            suite.add_property(f"notice {number}", printable(notice))
        for result in results:
            suite.add_testcase(case_of(result))
        document.add_testsuite(suite)
    text: bytes = document.tostring()
    return text.decode()


def case_of(result: Result) -> TestCase:
    rule = result.rule
    case = TestCase(f"{rule.id} {rule.slug}", f"{rule.vendor}.{rule.family}", result.seconds)
    properties = Properties()
    for name, value in (
        ("level", rule.level.value),
        ("verdict", result.verdict.value),
        ("source", rule.citation),
        *([("cause", result.cause)] if result.cause else []),
    ):
        properties.add_property(Property(name, printable(value)))
    case.append(properties)
    outcome = outcome_of(result)
    if outcome is not None:
        case.result = [outcome]
    return case


def outcome_of(result: Result) -> Error | Failure | Skipped | None:
    """The child element of a case, ``None`` for a pass."""
    reason = printable(result.reason)
    if result.verdict in {Verdict.FAIL, Verdict.FLAKY}:
        return with_text(Failure(reason, result.verdict.value), failure_text(result))
    if result.verdict in {Verdict.ERROR, Verdict.UNTESTED}:
        if result.verdict is Verdict.ERROR or result.incomplete:
            return with_text(Error(reason, result.verdict.value), failure_text(result))
        return Skipped(f"UNTESTED: {reason}")
    if result.verdict in {Verdict.PASS, Verdict.NOTE}:
        return None
    return Skipped(f"{result.verdict}: {reason}")


def with_text(outcome: Error | Failure, text: str) -> Error | Failure:
    """Add the text of a failure."""
    outcome.text = printable(text)
    return outcome
