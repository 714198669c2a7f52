"""
What a writing operation declares about itself, as the engine decides by it.

``mockserver.contract.engine_rules`` makes it from the words of a declaration.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mockserver.core.reasons import Reason


class Effect(StrEnum):
    """What an operation does to its collection."""

    UPSERT = "upsert"
    REMOVE = "remove"
    CHANGE = "change"


class WhenMissing(StrEnum):
    """What an identity that finds nothing does."""

    CREATE = "create"
    REJECT = "reject"


class WhenMany(StrEnum):
    """What an identity that finds several records does."""

    FIRST = "first"
    REJECT = "reject"


class Merge(StrEnum):
    """Whether properties left out of an update stay or are cleared."""

    PATCH = "patch"
    REPLACE = "replace"


class InvalidRecord(StrEnum):
    """What a record that breaks its schema costs."""

    REJECTS_RECORD = "rejects-record"
    REJECTS_BATCH = "rejects-batch"
    REJECTS_REQUEST = "rejects-request"


class Atomicity(StrEnum):
    """The group that is written whole or not at all."""

    RECORD = "record"
    BATCH = "batch"
    REQUEST = "request"


class AllRejected(StrEnum):
    """How a request is answered none of whose records was accepted."""

    AS_RESULTS = "as-results"
    REFUSES_REQUEST = "refuses-request"


class Duplicates(StrEnum):
    """What the same identity twice in one batch does."""

    REJECT = "reject"
    IN_ORDER = "in-order"


class Presence(StrEnum):
    """Whether something may or must be sent (``version``, ``idempotency``)."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Visibility(StrEnum):
    """Whether a read that follows the answer sees the write."""

    IMMEDIATE = "immediate"
    EVENTUAL = "eventual"


class Writers(StrEnum):
    """Whether a second write of the same tenant may run beside the first."""

    MANY = "many"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes that a request must not exceed; ``None`` where the vendor states none."""

    records_per_batch: int | None = None
    records_per_request: int | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """
    The declaration of one writing operation; ``retention`` is in milliseconds, 0 for ever.

    ``apart`` are reasons that cost their record alone although more is written together; ``whole``
    those that cost the request although less is.
    """

    effect: Effect
    resource: str
    record: str | None = None
    when_missing: WhenMissing = WhenMissing.REJECT
    when_many: WhenMany = WhenMany.REJECT
    merge: Merge = Merge.PATCH
    invalid_record: InvalidRecord = InvalidRecord.REJECTS_REQUEST
    atomicity: Atomicity = Atomicity.REQUEST
    all_rejected: AllRejected = AllRejected.REFUSES_REQUEST
    duplicates: Duplicates = Duplicates.REJECT
    version: Presence = Presence.NONE
    idempotency: Presence = Presence.NONE
    retention: int = 0
    visibility: Visibility = Visibility.IMMEDIATE
    writers: Writers = Writers.MANY
    limits: Limits = field(default_factory=Limits)
    apart: frozenset[Reason] = frozenset()
    whole: frozenset[Reason] = frozenset()
