"""
The baseline: known violations, each with a reason, a ticket and a last day.

```toml
[[known]]
rule = "SQ-33"
reason = "the limit is checked batch by batch until the rewrite"
ticket = "SHOP-12"
expires = 2027-01-31
```

A violated rule that is listed is KNOWN; after its last day it fails again.
An entry whose rule passes is stale: the run reports it and ends with 5 if nothing is worse.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from conformance.catalogue import Rule
from conformance.errors import BaselineError
from conformance.judging.verdict import BaselineState, Result, Verdict

KEYS = ("rule", "reason", "ticket", "expires")
ACCEPTABLE = {Verdict.FAIL, Verdict.WARN}


@dataclass(frozen=True)
class KnownViolation:
    """One accepted violation."""

    rule: str
    reason: str
    ticket: str = ""
    expires: date | None = None


def read_baseline(file: Path, rules: Mapping[str, Rule]) -> dict[str, KnownViolation]:
    """Known violations by rule id. Raises ``BaselineError``."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BaselineError(f"cannot read the baseline {file}: {error}") from error
    entries = document.get("known", [])
    if set(document) - {"known"} or not isinstance(entries, list):
        raise BaselineError(f"baseline {file}: it consists of [[known]] tables")
    found: dict[str, KnownViolation] = {}
    for number, entry in enumerate(entries, 1):
        known = read_entry(f"baseline {file}: entry {number}", entry, rules)
        if known.rule in found:
            raise BaselineError(f"baseline {file}: {known.rule} is listed twice")
        found[known.rule] = known
    return found


def read_entry(place: str, entry: Any, rules: Mapping[str, Rule]) -> KnownViolation:
    """Parse one entry. Raises ``BaselineError``."""
    if not isinstance(entry, dict):
        raise BaselineError(f"{place} is no table")
    for key in entry:
        if key not in KEYS:
            raise BaselineError(f"{place}: unknown word {key!r}; the words are {', '.join(KEYS)}")
    rule, expires = entry.get("rule"), entry.get("expires")
    if not isinstance(rule, str) or rule not in rules:
        raise BaselineError(f"{place}: there is no rule {rule!r}")
    if not isinstance(entry.get("reason"), str) or not entry["reason"].strip():
        raise BaselineError(f"{place}: {rule}: a reason is missing")
    if expires is not None and type(expires) is not date:
        raise BaselineError(f"{place}: {rule}: expires must be a date like 2027-01-31")
    return KnownViolation(rule, entry["reason"], str(entry.get("ticket", "")), expires)


def apply_baseline(result: Result, baseline: Mapping[str, KnownViolation], today: date) -> Result:
    """A result as KNOWN, stale or expired where the baseline lists its rule."""
    known = baseline.get(result.rule.id)
    if known is None:
        return result
    if known.expires is not None and known.expires < today:
        return replace(result, baseline=BaselineState.EXPIRED)
    if result.verdict in ACCEPTABLE:
        text = " ".join(each for each in (known.reason, known.ticket) if each)
        reason = f"known: {text} ({result.reason})"
        return replace(result, verdict=Verdict.KNOWN, reason=reason, baseline=BaselineState.KNOWN)
    if result.verdict in {Verdict.PASS, Verdict.NOTE}:
        return replace(result, baseline=BaselineState.STALE)
    return result


def updated(
    baseline: Mapping[str, KnownViolation], results: Iterable[Result], today: date
) -> dict[str, KnownViolation]:
    """The baseline with every new violation added."""
    found = dict(baseline)
    for result in results:
        if result.verdict in ACCEPTABLE and result.baseline is not BaselineState.EXPIRED:
            reason = f"accepted on {today.isoformat()}: {result.reason}"
            found[result.rule.id] = KnownViolation(result.rule.id, reason)
    return found


def pruned(
    baseline: Mapping[str, KnownViolation], results: Iterable[Result]
) -> dict[str, KnownViolation]:
    """The baseline without stale and expired entries."""
    gone = {
        result.rule.id
        for result in results
        if result.baseline in {BaselineState.STALE, BaselineState.EXPIRED}
    }
    return {rule: known for rule, known in baseline.items() if rule not in gone}


def write_baseline(file: Path, entries: Sequence[KnownViolation]) -> None:
    """Write a baseline, its entries ordered by rule."""
    blocks = ["# Known violations; conformance check --baseline reads this file."]
    for known in sorted(entries, key=lambda each: each.rule):
        lines = ["[[known]]", f"rule = {quoted(known.rule)}", f"reason = {quoted(known.reason)}"]
        lines += [f"ticket = {quoted(known.ticket)}"] if known.ticket else []
        lines += [f"expires = {known.expires.isoformat()}"] if known.expires else []
        blocks.append("\n".join(lines))
    file.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def quoted(text: str) -> str:
    """A text as a basic string of TOML, which has the syntax of JSON."""
    return json.dumps(text)
