"""
One run against one target: judges rules, one by one, each in a namespace of its own.

A rule is not judged when it is excluded in writing, turned off by the user, needs a capability that
the profile does not declare, a mode that is not open, a credential that is not given, an operation
that the target does not serve, or time that the run no longer has. The first of these that applies
is the reason in the report.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from conformance.catalogue import ApiOperation, Mode, Rule
from conformance.errors import TargetError
from conformance.http.served_operations import ServedOperations
from conformance.http.target import Target
from conformance.http.wire import Wire
from conformance.http.write_ledger import LedgerEntry, WriteLedger
from conformance.judging.baseline import KnownViolation, apply_baseline, read_baseline
from conformance.judging.probe_context import ProbeContext
from conformance.judging.verdict import Result, Verdict
from conformance.outcomes import Stop, Untested
from conformance.runner.attempt import Attempt
from conformance.runner.identification import Identification, Identifier
from conformance.runner.leftover_removal import (
    AFTER_A_RULE,
    WHEN_INTERRUPTED,
    RemovalBounds,
    remove_left,
)
from conformance.runner.planned_requests import PlannedRequests
from conformance.runner.run_settings import RunSettings, is_loopback

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


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
            max_seconds=settings.max_seconds,
        )
        self.served = ServedOperations(self.vendor.operations)
        self.notices: list[str] = []
        self.on_notice: Callable[[str], None] = lambda _text: None
        self.on_progress: Callable[[str], None] = lambda _text: None
        self.ledger = WriteLedger(settings.ledger, self.as_json())
        self.memory: dict[str, Any] = {}
        self.rules = settings.selected()
        self.probes = self.vendor.registered
        self.baseline = self._baseline()
        self._disabled = settings.disabled()
        self._names = count(1)
        self.plan = PlannedRequests(self.vendor)

    def identify(self) -> None:
        """
        Check that the target answers as the vendor, and find out what it serves.

        A target that does not is judged all the same with ``force``, and on this machine as long as
        it serves something of the vendor. Raises ``TargetError`` for any other.
        """
        identifier = Identifier(*self.workspace("identification", 0))
        found, url = identifier.found, self.settings.url.rstrip("/")
        try:
            identifier.ask()
        except Stop as stop:
            reason = stop.reason if isinstance(stop, Untested) else str(stop)
            if not self.settings.force:
                raise TargetError(f"{url}: {reason}") from stop
            found.mismatch, found.seen = reason, "no answer"
        identifier.ask_for(self.needed)
        if found.mismatch:
            self._judge_stranger(found)
        self._say_what_is_missing()
        self.plan.expect(self.to_be_judged())

    def _judge_stranger(self, found: Identification) -> None:
        """Say that the target is not what it should be. Raises ``TargetError`` to refuse it."""
        url, name = self.settings.url.rstrip("/"), self.vendor.name
        text = self.wire.redaction.text(f"{found.mismatch} ({found.seen})")
        line = f"{url} does not answer as {name}: {text}"
        if self.settings.force or (is_loopback(url) and found.known):
            self.say(f"{line}; judged all the same")
            return
        there = f"; {url}/{name} does" if self._answers_below() else ""
        raise TargetError(f"{line}{there}; --force judges it all the same")

    def _answers_below(self) -> bool:
        """Whether the vendor answers one step further, where a sandbox of several serves it."""
        url = f"{self.settings.url.rstrip('/')}/{self.vendor.name}"
        if not is_loopback(url):
            return False
        below = Run(replace(self.settings, url=url, force=False))
        try:
            identifier = Identifier(*below.workspace("identification", 0))
            identifier.ask()
        except Stop:
            return False
        finally:
            below.close()
        return not identifier.found.mismatch

    def _say_what_is_missing(self) -> None:
        for line in self.served.lines:
            if line not in self.notices:
                self.say(line)

    def say(self, text: str) -> None:
        """Tell the user something about the run, now and at the top of every report."""
        self.notices.append(text)
        self.on_notice(text)

    @property
    def needed(self) -> list[ApiOperation]:
        """The operations that the rules to be judged call."""
        return self.plan.operations(self.to_be_judged())

    def to_be_judged(self) -> list[Rule]:
        """The rules that nothing known so far keeps from being judged."""
        return [rule for rule in self.rules if self.reason_not_judged(rule) is None]

    def judge(self, rule: Rule) -> Result:
        """The verdict on a rule, with the baseline applied."""
        started = time.perf_counter()
        requests, writes = self.wire.requests, self.wire.writes
        unjudged = self.reason_not_judged(rule)
        result = Result(rule, *unjudged) if unjudged else self._look_again(rule)
        result.seconds = round(time.perf_counter() - started, 4)
        result.requests = self.wire.requests - requests
        result.writes = self.wire.writes - writes
        if exceeded := self.plan.exceeded_by(result):
            self.say(exceeded)
        self._say_what_is_missing()
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
            served=self.served,
        )
        driver = self.vendor.connect(target)
        target.authorise = driver.headers
        return target, driver

    def clean(
        self,
        target: Target,
        driver: Any,
        entries: Sequence[LedgerEntry],
        bounds: RemovalBounds = AFTER_A_RULE,
    ) -> list[LedgerEntry]:
        """Remove what ledger entries name; the entries whose records are still there."""
        mine = [entry for entry in entries if not entry.removed]
        if not mine or self.settings.keep:
            return []
        left = remove_left(target, driver, mine, bounds, self.on_progress)
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
            **self._contract_as_json(),
            "target": settings.url,
            "profile": self.profile.file,
            "modes": sorted(self.modes),
            "seed": settings.seed,
            "level": settings.level.value,
            "strict": settings.strict.value,
            "only": list(settings.only),
            "skip": list(settings.skip),
            "namespace": settings.namespace,
            "force": settings.force,
            "max_seconds": settings.max_seconds,
            "baseline": str(settings.baseline or ""),
        }

    def _contract_as_json(self) -> dict[str, Any]:
        api = self.vendor.api
        return {} if api is None else {"contract": [str(file.resolve()) for file in api.files]}

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
        reason = (
            self._closed_mode(rule)
            or self._missing_credential(rule)
            or self._missing_operation(rule)
            or self.wire.over
        )
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

    def _missing_operation(self, rule: Rule) -> str:
        missing = (name for name in self.plan.calls(rule) if name in self.served.missing)
        return next(map(self.served.reason, missing), "")

    def _look_again(self, rule: Rule) -> Result:
        first = self._attempt(rule, 1)
        result = first.result(self.settings.strict, self.vendor.operations, self.wire.redaction)
        if self.settings.rerun and result.verdict in {Verdict.FAIL, Verdict.WARN}:
            second = self._attempt(rule, 2)
            result.attempts = 2
            result.left += second.left
            if not second.context.differences and not second.crash:
                result.verdict = Verdict.FLAKY
                result.reason = second.untested or "a second look found no violation"
        return result

    def _attempt(self, rule: Rule, number: int) -> Attempt:
        target, driver = self.workspace(rule.id, number)
        attempt = Attempt(ProbeContext(rule, target, driver))
        before = len(self.ledger.entries)
        bounds = AFTER_A_RULE
        try:
            attempt.execute(self.probes[rule.id])
        except KeyboardInterrupt:
            bounds = WHEN_INTERRUPTED
            raise
        finally:
            mine = self.ledger.entries[before:]
            attempt.left = self.clean(target, driver, mine, bounds)
        return attempt
