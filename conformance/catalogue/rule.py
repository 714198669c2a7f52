"""
One rule: a sentence that a document, a capture or a reading stands for, and how it is judged.

| certainty | level | a violation is |
|---|---|---|
| documented | MUST | FAIL |
| observed | SHOULD | WARN, FAIL under ``--strict should`` |
| inferred | INFO | NOTE, FAIL under ``--strict info`` |
| ambiguous | CHARACTERISE | never judged: the reading is recorded |

A row may state another level with its reason: "recommended" in a document is a SHOULD.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Certainty(StrEnum):
    """How well the rule is known."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    INFERRED = "inferred"
    AMBIGUOUS = "ambiguous"


class Level(StrEnum):
    """What a violation means, strongest first."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    INFO = "INFO"
    CHARACTERISE = "CHARACTERISE"


class Mode(StrEnum):
    """What a run may do to its target beyond reading; each mode is opened separately."""

    READ = "read"
    WRITE = "write"
    HEAVY = "heavy"
    LOCK = "lock"
    DESTRUCTIVE = "destructive"
    GENERATED = "generated"


LEVEL_OF = {
    Certainty.DOCUMENTED: Level.MUST,
    Certainty.OBSERVED: Level.SHOULD,
    Certainty.INFERRED: Level.INFO,
    Certainty.AMBIGUOUS: Level.CHARACTERISE,
}

FAMILIES = {
    "auth": "authentication and permissions",
    "transport": "addresses, methods, headers, media types",
    "envelope": "the shape of successful answers",
    "errors": "error shapes, codes and places",
    "schema": "required members, types, enums, lengths of what is sent",
    "limits": "records or bytes a request, a batch or a list may hold",
    "identity": "which record a write means: ids, unique keys, created or updated",
    "results": "what a write answers for each record, and how results find their record",
    "temporary-ids": "client-local references and their mapping",
    "merge": "patch or replace, defaults, members made by the server",
    "atomicity": "what one bad record costs, and the order of batches",
    "versions": "optimistic concurrency",
    "idempotency": "keys, replays, reuse",
    "lock": "writes during a write",
    "visibility": "when a write can be read",
    "relations": "references between records, resolvers, constraints across records",
    "definitions": "life cycle of definitions and states that refuse writes",
    "reads": "single reads",
    "lists": "lists, filters, searches, cursors",
    "deletes": "deletes and what they take along",
    "isolation": "one tenant never meets another",
    "sdk": "what official clients do and need",
    "robustness": "generated requests: schema, negative and hostile cases",
}

EXCLUSIONS = {
    "not-observable": "no client can see it",
    "needs-clock": "it needs time that no run has",
    "needs-fault": "the target would have to fail on command",
    "needs-client": "it is a rule for clients, not for servers",
    "needs-second-account": "it needs accounts that a run cannot have",
    "duplicate-of": "another rule says the same",
    "no-word": "a contract has no word to say it with",
}
"""Why a rule has no probe; the row adds a sentence."""

CREDENTIALS = {
    "second-tenant": "second",
    "read-only-credential": "read-only",
    "invalid-credential": "invalid",
}
"""A need to the credential of the profile that meets it."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The written reason why no probe checks a rule."""

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One row of a catalogue.

    - ``sentence``: one observable fact, in our own words
    - ``source``: short names that the table ``sources`` resolves to addresses
    - ``place``: where in the sources
    - ``needs``: modes, credentials and capabilities without which the rule cannot be judged
    - ``words``: of a general rule, what a contract has to say for it to be demanded
    - ``generic``: the general rule of which this one of a vendor is an instance
    """

    vendor: str
    id: str
    slug: str
    family: str
    operation: str
    sentence: str
    source: tuple[str, ...]
    place: str
    certainty: Certainty
    level: Level
    level_reason: str = ""
    needs: tuple[str, ...] = ()
    not_tested: Exclusion | None = None
    withdrawn: bool = False
    links: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    generic: str = ""

    @property
    def modes(self) -> frozenset[Mode]:
        """The modes that the rule needs; whatever is not a read needs ``write``."""
        found = {Mode(need) for need in self.needs if need in MODES}
        if found & {Mode.HEAVY, Mode.LOCK, Mode.DESTRUCTIVE}:
            found.add(Mode.WRITE)
        return frozenset(found)

    @property
    def credentials(self) -> tuple[str, ...]:
        """The credentials that the rule needs beside the main one, by their names in a profile."""
        return tuple(CREDENTIALS[need] for need in self.needs if need in CREDENTIALS)

    @property
    def capabilities(self) -> tuple[str, ...]:
        """The capabilities that the target must declare."""
        return tuple(need for need in self.needs if need not in MODES | CREDENTIALS.keys())

    @property
    def citation(self) -> str:
        """Sources and place in one line; a place that names its sources stands alone."""
        named = any(self.place.startswith(name) for name in self.source)
        return self.place if named else f"{', '.join(self.source)}: {self.place}"

    @property
    def digest(self) -> str:
        """The digest that the lock freezes: of the meaning, not of the source."""
        meaning = f"{self.id}\n{self.operation}\n{self.sentence}\n{self.level}"
        return sha256(meaning.encode()).hexdigest()[:16]


MODES = frozenset(mode.value for mode in Mode) - {Mode.READ.value}
