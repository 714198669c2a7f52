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
        "PRP-35",
        "A call without a good bearer token is refused with 401.",
        "guide, documented status",
    ),
    Reason.FORBIDDEN: DocumentedRule(
        "PRP-36",
        "A token that may not write is refused with 403.",
        "API description, documented",
    ),
    Reason.NOT_JSON: DocumentedRule(
        "PRP-19",
        "A body that is not JSON is refused with 10005.",
        "errors page, documented",
    ),
    Reason.INVALID_RECORD: DocumentedRule(
        "PRP-18",
        "One record that breaks the schema refuses the whole call; nothing is stored.",
        "sample answers, inferred",
    ),
    Reason.UNKNOWN_RECORD: DocumentedRule(
        "PRP-38",
        "A customer that does not exist is answered with 404 and 60006.",
        "sample answers, documented",
    ),
}
