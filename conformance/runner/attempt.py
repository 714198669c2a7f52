"""One execution of a rule's probe, and the result that follows from it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from typing import Any

from conformance.catalogue import ApiOperations, Level
from conformance.expectations import Difference
from conformance.http.exchange import Redaction
from conformance.http.write_ledger import LedgerEntry
from conformance.judging.cause import cause_of
from conformance.judging.probe import Probe
from conformance.judging.probe_context import ProbeContext
from conformance.judging.verdict import Result, Strict, Verdict, verdict_on_violation
from conformance.outcomes import Broken, Unmet, Untested


@dataclass
class Attempt:
    """What one execution recorded, and how it ended."""

    context: ProbeContext[Any]
    untested: str = ""
    crash: str = ""
    cause: str = ""
    left: list[LedgerEntry] = field(default_factory=list)

    def execute(self, probe: Probe) -> None:
        """Run the probe to its end, however it ends."""
        try:
            probe.function(self.context)
        except Unmet:
            pass  # the difference is recorded
        except Untested as stop:
            self.untested = stop.reason
        except Broken as stop:
            difference = Difference(stop.request, "an answer", stop.message)
            self.context.differences.append(difference)
            self.cause = f"no answer: {stop.message}"
        except Exception:  # noqa: BLE001 whatever a probe does wrong is an ERROR of the suite
            self.crash = traceback.format_exc(limit=-4)

    def result(self, strict: Strict, operations: ApiOperations, redaction: Redaction) -> Result:
        """The result, without secrets."""
        context, rule = self.context, self.context.rule
        judged = [each for each in context.target.exchanges if each.judged]
        called = (operations.called_by(each.method, each.path) for each in judged)
        result = Result(
            rule,
            Verdict.PASS,
            differences=context.differences,
            notes=context.notes,
            attempts=1,
            left=self.left,
            operations=sorted({operation.id for operation in called if operation}),
        )
        result.verdict, result.reason = self._verdict(strict)
        if result.differences:
            shown = [each for each in context.target.exchanges[: context.shown_by] if each.judged]
            result.cause = self.cause or cause_of(shown, operations)
        if result.verdict not in {Verdict.PASS, Verdict.UNTESTED}:
            exchanges = context.target.reportable_exchanges(context.shown_by)
            result.exchanges = [redaction.exchange(each) for each in exchanges]
        return redacted(result, redaction)

    def _verdict(self, strict: Strict) -> tuple[Verdict, str]:
        context, rule = self.context, self.context.rule
        if self.crash:
            return Verdict.ERROR, self.crash
        if context.differences:
            first = context.differences[0]
            reason = f"{first.where}: wanted {first.wanted}, got {first.got}"
            return verdict_on_violation(rule.level, strict), reason
        if self.untested:
            return Verdict.UNTESTED, self.untested
        if rule.level is Level.CHARACTERISE:
            return Verdict.NOTE, "; ".join(context.notes) or "follows the recommended reading"
        return Verdict.PASS, ""


def redacted(result: Result, redaction: Redaction) -> Result:
    """A result whose texts hold no secrets; they are replaced in place."""
    text = redaction.text
    result.reason, result.cause = text(result.reason), text(result.cause)
    result.notes = [text(note) for note in result.notes]
    result.differences = [
        Difference(text(each.where), text(each.wanted), text(each.got))
        for each in result.differences
    ]
    return result
