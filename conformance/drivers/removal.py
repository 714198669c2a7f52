"""Deleting what a ledger names: the first clear refusal of a kind ends the work on its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from conformance.http.exchange import Exchange
from conformance.http.write_ledger import LedgerEntry
from conformance.outcomes import Stop, Untested

CLEAR = frozenset({401, 403, 405, 501})
"""Statuses that refuse a deletion and would refuse the next one too."""


def not_refused(exchange: Exchange) -> Exchange:
    """The answer to a deletion. Raises ``Untested`` when it refuses deletions altogether."""
    if exchange.status in CLEAR:
        raise Untested(f"deleting is refused: {exchange.line}")
    return exchange


def remove_each(
    entries: Sequence[LedgerEntry], is_gone: Callable[[LedgerEntry], bool]
) -> list[LedgerEntry]:
    """
    Remove entries one by one, the latest first; those that are left.

    ``is_gone`` deletes one and says whether it is gone. Once it raises ``Stop``, all that is left
    of this kind and credential stays, without a further request.
    """
    given_up: set[tuple[str, str]] = set()
    left = []
    for entry in reversed(entries):
        kind = entry.kind, entry.credential
        try:
            gone = kind not in given_up and is_gone(entry)
        except Stop:
            given_up.add(kind)
            gone = False
        if not gone:
            left.append(entry)
    return left[::-1]


def remove_together(
    entries: Sequence[LedgerEntry],
    remove: Callable[[Sequence[LedgerEntry]], Iterable[LedgerEntry]],
) -> list[LedgerEntry]:
    """Those of some entries that are left by ``remove``; all of them when it raises ``Stop``."""
    try:
        return list(remove(entries)) if entries else []
    except Stop:
        return list(entries)
