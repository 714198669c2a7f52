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
        "SPM-01",
        "Every call needs an API key; without one it is refused with 401.",
        "authentication page, documented",
    ),
    Reason.OVER_BATCH_LIMIT: DocumentedRule(
        "SPM-52",
        "Too many records in one call are refused, and nothing is written.",
        "guide, documented",
    ),
    Reason.INVALID_RECORD: DocumentedRule(
        "SPM-55",
        "An invalid record is returned with its errors; valid ones beside it are stored.",
        "reference, documented",
    ),
    Reason.UNKNOWN_REFERENCE: DocumentedRule(
        "SPM-68",
        "A record whose contact is not found is refused; others are stored.",
        "guide, documented",
    ),
}
