"""
The rule behind a refusal, for whoever asks why: id, sentence and source, one row a reason.

Reasons without a row follow a reading of ours; ``openapi/README.md`` lists these.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.core.reasons import Reason
from mockserver.provider import DocumentedRule

NORMS: Mapping[Reason, DocumentedRule] = {
    Reason.UNAUTHENTICATED: DocumentedRule(
        "SQ-01",
        "A call without credentials is refused with 401.",
        "API reference, documented code",
    ),
    Reason.OVER_BATCH_LIMIT: DocumentedRule(
        "SQ-28",
        "More than 1,000 objects in one batch refuse the request and write nothing.",
        "batch upsert page, documented",
    ),
    Reason.OVER_REQUEST_LIMIT: DocumentedRule(
        "SQ-30",
        "More than 10,000 objects in all refuse the request and write nothing.",
        "batch upsert page, documented",
    ),
    Reason.KEY_REUSE: DocumentedRule(
        "SQ-92",
        "A known key with another body is refused and writes nothing.",
        "idempotency page, documented; code observed",
    ),
    Reason.LOCKED: DocumentedRule(
        "SQ-101",
        "While one catalog write of a seller runs, another one is refused with 429.",
        "batch upsert page, documented",
    ),
    Reason.VERSION_MISMATCH: DocumentedRule(
        "SQ-55",
        "An update that read an older version is refused, and nothing changes.",
        "API reference, documented; code observed",
    ),
    Reason.UNKNOWN_RECORD: DocumentedRule(
        "SQ-49",
        "An update of an id that does not exist is refused with 400, not 404.",
        "observed in client code",
    ),
    Reason.UNKNOWN_REFERENCE: DocumentedRule(
        "SQ-50",
        "A reference to an object that does not exist fails the batch.",
        "batch upsert page, inferred",
    ),
    Reason.DUPLICATE: DocumentedRule(
        "SQ-47",
        "The same temporary id twice in a batch fails the batch.",
        "observed in client code",
    ),
}
