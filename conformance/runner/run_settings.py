"""The settings of a run, the same for the command line, pytest and Python."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from conformance.catalogue import FAMILIES, Level, Mode, Rule
from conformance.catalogue.profile import Profile
from conformance.errors import UsageError
from conformance.judging.vendors import SHARED, VendorParts
from conformance.judging.verdict import Strict

ORDER = tuple(Level)

LONGEST = 3600.0
"""Seconds of a run that says nothing else; the longest of a whole catalogue takes two minutes."""


@dataclass(frozen=True)
class RunSettings:
    """
    One run.

    - ``url``: the vendor's address at the target
    - ``modes``: what may be done; nothing given means everything the profile allows on loopback
      but generated traffic, which takes its time, and reading elsewhere
    - ``level``: the weakest level that is selected
    - ``only``, ``skip``: rule ids, ``family:NAME`` or ``level:NAME``
    - ``rerun``: whether a violation is looked at twice
    - ``keep``: leave what was written
    - ``max_seconds``: how long it may send; rules whose turn comes later are UNTESTED
    - ``force``: judge a target that does not answer as the vendor too
    """

    url: str
    vendor: VendorParts
    profile: Profile
    modes: frozenset[Mode] | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    level: Level = Level.CHARACTERISE
    strict: Strict = Strict.MUST
    seed: int = 0
    rate: float = 0
    max_writes: int = 0
    max_seconds: float = LONGEST
    namespace: str = ""
    keep: bool = False
    force: bool = False
    rerun: bool = True
    baseline: Path | None = None
    ledger: Path | None = None

    @property
    def allowed(self) -> frozenset[Mode]:
        """The modes that are open: those asked for and allowed by the profile."""
        if self.modes is None:
            here = self.profile.modes - {Mode.GENERATED}
            return here if is_loopback(self.url) else frozenset({Mode.READ})
        asked = self.modes | {Mode.READ}
        if asked & {Mode.HEAVY, Mode.LOCK, Mode.DESTRUCTIVE, Mode.GENERATED}:
            asked |= {Mode.WRITE}
        return asked & self.profile.modes

    def checked(self) -> RunSettings:
        """These settings. Raises ``UsageError`` when they contradict each other."""
        if self.profile.vendor not in {self.vendor.name, SHARED if self.vendor.api else ""}:
            raise UsageError(
                f"the profile is for {self.profile.vendor}, the run for {self.vendor.name}"
            )
        address = urlsplit(self.url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise UsageError(f"{self.url!r} is no address; it starts with http:// or https://")
        if Mode.WRITE in self.allowed and not is_loopback(self.url) and not self.namespace:
            raise UsageError(
                "writing to a target that is not on this machine needs --namespace TEXT"
            )
        return self

    def selected(self) -> list[Rule]:
        """
        The rules of this run in order, those that are turned off included. Raises ``UsageError``.
        """
        rules = [rule for rule in self.vendor.catalogue.values() if not rule.withdrawn]
        chosen = [rule for rule in rules if ORDER.index(rule.level) <= ORDER.index(self.level)]
        if self.only:
            wanted = matching_rules(rules, self.only)
            chosen = [rule for rule in chosen if rule.id in wanted]
        if not chosen:
            raise UsageError("no rule is selected: the filters match nothing")
        return chosen

    def disabled(self) -> frozenset[str]:
        """The ids of the rules that ``skip`` turns off. Raises ``UsageError``."""
        rules = list(self.vendor.catalogue.values())
        return matching_rules(rules, self.skip)


def matching_rules(rules: Sequence[Rule], filters: Sequence[str]) -> frozenset[str]:
    """The ids that filters match. Raises ``UsageError`` for a filter that matches nothing."""
    found: set[str] = set()
    for each in filters:
        kind, _, word = each.partition(":")
        if kind == "family" and word in FAMILIES:
            found |= {rule.id for rule in rules if rule.family == word}
        elif kind == "level" and word.upper() in ORDER:
            found |= {rule.id for rule in rules if rule.level == word.upper()}
        elif any(each in {rule.id, rule.slug} for rule in rules):
            found |= {rule.id for rule in rules if each in {rule.id, rule.slug}}
        else:
            raise UsageError(
                f"the filter {each!r} matches nothing; a filter is a rule id,"
                f" level:LEVEL or family:NAME with one of {', '.join(FAMILIES)}"
            )
    return frozenset(found)


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
