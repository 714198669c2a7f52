"""
In which words a vendor answers a status that is injected.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.core.reasons import Reason, Refusal
from mockserver.provider import Provider, Response

PREFERRED = (
    Reason.INTERNAL,
    Reason.RATE_LIMITED,
    Reason.UNAUTHENTICATED,
    Reason.FORBIDDEN,
    Reason.NOT_FOUND,
    Reason.WRONG_METHOD,
    Reason.TOO_LARGE,
    Reason.MEDIA_TYPE,
    Reason.INVALID,
)
"""Which refusal speaks for a status, where several have it."""

OUTAGES = (408, 502, 503, 504)
"""Statuses that only ``Reason.UNAVAILABLE`` has, in the vendor's words for each."""


def statuses_of(provider: Provider) -> Mapping[int, Refusal]:
    """The statuses that a vendor can be made to answer, and the refusal that does it."""
    found: dict[int, Refusal] = {}
    for reason in (*PREFERRED, *Reason):
        refusal = Refusal(reason)
        found.setdefault(provider.refuse(refusal).status, refusal)
    for status in OUTAGES:
        found[status] = Refusal(Reason.UNAVAILABLE, facts={"status": status})
    return found


def answer_of(provider: Provider, status: int) -> Response:
    """The vendor's answer with a status."""
    return provider.refuse(statuses_of(provider)[status])
