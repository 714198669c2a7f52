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
        "SLV-18",
        "A call without credentials is refused with 401.",
        "guide, documented",
    ),
    Reason.FORBIDDEN: DocumentedRule(
        "SLV-21",
        "A key without the right to write is refused with 403, and nothing is stored.",
        "product page, documented status",
    ),
    Reason.NOT_JSON: DocumentedRule(
        "SLV-37",
        "A body that is not JSON is refused with 400.",
        "errors list, documented status",
    ),
    Reason.NOT_FOUND: DocumentedRule(
        "SLV-49",
        "Reading what does not exist is answered with 404.",
        "troubleshooting page, documented",
    ),
    Reason.UNKNOWN_REFERENCE: DocumentedRule(
        "SLV-39",
        "A reference to something that does not exist is refused, and nothing is stored.",
        "inferred, status ambiguous",
    ),
    Reason.KEY_REUSE: DocumentedRule(
        "SLV-65",
        "A known key with another body is refused with 409.",
        "idempotency page, documented",
    ),
}
