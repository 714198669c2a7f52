"""
One run against one target: judges rules, one by one, each in a namespace of its own.

A rule is not judged when it is excluded in writing, turned off by the user, needs a capability that
the profile does not declare, a mode that is not open, or a credential that is not given. The first
of these that applies is the reason in the report.
"""

from __future__ import annotations

import random
import secrets
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from conformance.catalogue import Level, Mode, Rule
from conformance.errors import TargetError
from conformance.expectations import Difference
from conformance.http.target import Target
from conformance.http.wire import Wire
from conformance.http.write_ledger import LedgerEntry, WriteLedger
from conformance.judging.baseline import KnownViolation, apply_baseline, read_baseline
from conformance.judging.probe_context import ProbeContext
from conformance.judging.verdict import Result, Verdict, verdict_on_violation
from conformance.outcomes import Broken, Stop, Unmet, Untested
from conformance.runner.run_settings import RunSettings

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass
class Attempt:
    """One execution of a rule's probe."""

    context: ProbeContext[Any]
    untested: str = ""
    crash: str = ""
    left: list[LedgerEntry] = field(default_factory=list)


class Run:
    """A run, which judges its rules one by one."""

    def __init__(self, settings: RunSettings, worker: str = "", run_id: str = "") -> None:
        self.settings = settings.checked()
        self.vendor = settings.vendor
        self.profile = settings.profile
        self.id = run_id or "".join(secrets.choice(DIGITS) for _ in range(6)) + worker
        self.modes = settings.allowed
        self.wire = Wire(
            settings.url.rstrip("/") + self.profile.base_path,
            modes=self.modes,
            rate=settings.rate,
            max_writes=settings.max_writes,
        )
        self.ledger = WriteLedger(settings.ledger, self.as_json())
        self.memory: dict[str, Any] = {}
        self.rules = settings.selected()
        self.probes = self.vendor.registered
        self.baseline = self._baseline()
        self._disabled = settings.disabled()
        self._names = count(1)

    def identify(self) -> None:
        """Check that the target answers as the vendor. Raises ``TargetError``."""
        target, driver = self.workspace("identification", 0)
        try:
            mismatch = driver.identification()
        except Untested as stop:
            raise TargetError(f"{self.settings.url}: {stop.reason}") from stop
        except Broken as stop:
            raise TargetError(f"{self.settings.url}: {stop}") from stop
        if mismatch:
            seen = target.exchanges[-1].line if target.exchanges else ""
            text = self.wire.redaction.text(f"{mismatch} ({seen})")
            url, name = self.settings.url.rstrip("/"), self.vendor.name
            raise TargetError(
                f"{url} does not answer as {name}: {text};"
                f" the sandbox, for one, serves {name} at {url}/{name}"
            )

    def judge(self, rule: Rule) -> Result:
        """The verdict on a rule, with the baseline applied."""
        started = time.perf_counter()
        requests, writes = self.wire.requests, self.wire.writes
        unjudged = self.reason_not_judged(rule)
        result = Result(rule, *unjudged) if unjudged else self._look_again(rule)
        result.seconds = round(time.perf_counter() - started, 4)
        result.requests = self.wire.requests - requests
        result.writes = self.wire.writes - writes
        return apply_baseline(result, self.baseline, datetime.now(UTC).date())

    def workspace(self, rule: str, attempt: int) -> tuple[Target, Any]:
        """A target and a driver with a namespace of their own."""
        prefix = self.settings.namespace or "cf"
        target = Target(
            wire=self.wire,
            profile=self.profile,
            run_id=self.id,
            namespace=f"{prefix}-{self.id}-{next(self._names)}",
            ledger=self.ledger,
            random=random.Random(f"{self.settings.seed} {rule} {attempt}"),  # noqa: S311 data, no secrets
            memory=self.memory,
            rule=rule,
        )
        driver = self.vendor.connect(target)
        target.authorise = driver.headers
        return target, driver

    def clean(
        self, target: Target, driver: Any, entries: Sequence[LedgerEntry]
    ) -> list[LedgerEntry]:
        """
        Remove what ledger entries name; the entries whose records are still there.

        A removal that fails, by whatever the target answers, leaves every entry.
        """
        mine = [entry for entry in entries if not entry.removed]
        if not mine or self.settings.keep:
            return []
        with target.housekeeping():
            try:
                left = list(driver.remove(mine))
            except (Stop, ValueError, LookupError, TypeError, AttributeError):
                # A driver may stumble over a broken target; the verdict is in already.
                left = mine
        self.ledger.strike_out(mine, left)
        return left

    def close(self) -> None:
        self.wire.close()

    def as_json(self) -> dict[str, Any]:
        """What was asked of this run, as reports and ledgers keep it: without secrets."""
        settings = self.settings
        return {
            "id": self.id,
            "vendor": self.vendor.name,
            "target": settings.url,
            "profile": self.profile.file,
            "modes": sorted(self.modes),
            "seed": settings.seed,
            "level": settings.level.value,
            "strict": settings.strict.value,
            "only": list(settings.only),
            "skip": list(settings.skip),
            "namespace": settings.namespace,
            "baseline": str(settings.baseline or ""),
        }

    def _baseline(self) -> dict[str, KnownViolation]:
        file = self.settings.baseline
        return read_baseline(file, self.vendor.catalogue) if file else {}

    def reason_not_judged(self, rule: Rule) -> tuple[Verdict, str] | None:
        """The verdict and the reason of a rule whose probe is not run, ``None`` if it is."""
        if rule.not_tested:
            reason = f"{rule.not_tested.kind}: {rule.not_tested.sentence}"
            return Verdict.NOT_APPLICABLE, reason
        if rule.id not in self.probes:
            return Verdict.ERROR, "the rule has no probe and no reason to have none"
        if rule.id in self._disabled:
            return Verdict.DISABLED, "turned off by --skip"
        for capability in rule.capabilities:
            if not self.profile.offers(capability):
                return Verdict.NOT_APPLICABLE, f"the profile does not declare {capability}"
        reason = self._closed_mode(rule) or self._missing_credential(rule)
        return (Verdict.UNTESTED, reason) if reason else None

    def _closed_mode(self, rule: Rule) -> str:
        for mode in (each for each in Mode if each in rule.modes - self.modes):
            if mode not in self.profile.modes:
                return f"the profile does not allow the mode {mode}"
            return f"needs --mode {mode}"
        return ""

    def _missing_credential(self, rule: Rule) -> str:
        for name in rule.credentials:
            source = self.profile.credentials.get(name)
            if source is None:
                return f"the profile names no credential {name!r}"
            if source.secret(self.id) is None:
                return f"the credential {name!r} is not given: set {source.env}"
        return ""

    def _look_again(self, rule: Rule) -> Result:
        first = self._attempt(rule, 1)
        result = self._result_of(rule, first)
        if self.settings.rerun and result.verdict in {Verdict.FAIL, Verdict.WARN}:
            second = self._attempt(rule, 2)
            result.attempts = 2
            result.left += second.left
            if not second.context.differences and not second.crash:
                result.verdict = Verdict.FLAKY
                result.reason = second.untested or "a second look found no violation"
        return result

    def _result_of(self, rule: Rule, attempt: Attempt) -> Result:
        context = attempt.context
        result = Result(
            rule,
            Verdict.PASS,
            differences=context.differences,
            notes=context.notes,
            attempts=1,
            left=attempt.left,
        )
        if attempt.crash:
            result.verdict, result.reason = Verdict.ERROR, attempt.crash
        elif result.differences:
            result.verdict = verdict_on_violation(rule.level, self.settings.strict)
            first = result.differences[0]
            result.reason = f"{first.where}: wanted {first.wanted}, got {first.got}"
        elif attempt.untested:
            result.verdict, result.reason = Verdict.UNTESTED, attempt.untested
        elif rule.level is Level.CHARACTERISE:
            result.verdict = Verdict.NOTE
            result.reason = "; ".join(context.notes) or "follows the recommended reading"
        if result.verdict not in {Verdict.PASS, Verdict.UNTESTED}:
            exchanges = context.target.reportable_exchanges(context.shown_by)
            result.exchanges = [self.wire.redaction.exchange(each) for each in exchanges]
        return self._redacted(result)

    def _redacted(self, result: Result) -> Result:
        text = self.wire.redaction.text
        result.reason = text(result.reason)
        result.notes = [text(note) for note in result.notes]
        result.differences = [
            Difference(text(each.where), text(each.wanted), text(each.got))
            for each in result.differences
        ]
        return result

    def _attempt(self, rule: Rule, number: int) -> Attempt:
        probe = self.probes[rule.id]
        target, driver = self.workspace(rule.id, number)
        context = ProbeContext(rule, target, driver)
        attempt = Attempt(context)
        before = len(self.ledger.entries)
        try:
            probe.function(context)
        except Unmet:
            pass  # the difference is recorded
        except Untested as stop:
            attempt.untested = stop.reason
        except Broken as stop:
            context.differences.append(Difference(stop.request, "an answer", stop.message))
        except Exception:  # noqa: BLE001 whatever a probe does wrong is an ERROR of the suite
            attempt.crash = traceback.format_exc(limit=-4)
        finally:
            attempt.left = self.clean(target, driver, self.ledger.entries[before:])
        return attempt
