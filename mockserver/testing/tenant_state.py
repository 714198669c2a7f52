"""
What a tenant holds, as mappings: ``state["customers"]["c-9"]["name"]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from mockserver.testing.control_client import CallRefused, Control, path_segment

PAGE = 1_000
"""Records that are fetched at once."""

BOOKKEEPING = frozenset({"idempotency", "meters"})
"""Collections that are the sandbox's own."""


class CollectionHandle(MutableMapping[str, dict[str, Any]]):
    """
    The bodies of the records of one collection by id; a natural key finds a record as well.

    Records are seen as they are stored: those that a reader does not see yet are there, those that
    were deleted are not. Setting one goes past every check.
    """

    def __init__(self, control: Control, name: str) -> None:
        self._control = control
        self.name = name

    def record(self, key: str) -> dict[str, Any]:
        """
        One record with everything that is stored of it: version, times (epoch milliseconds), keys.

        Finds a deleted one too, where a vendor keeps it. Raises ``KeyError``.
        """
        try:
            found = self._control.call("GET", self._at(key))
        except CallRefused as refused:
            if refused.place == "key":  # else the tenant is missing, or the call is wrong
                raise KeyError(key) from refused
            raise
        record: dict[str, Any] = found["record"]
        return record

    def __getitem__(self, key: str) -> dict[str, Any]:
        record = self.record(key)
        if record.get("deleted"):
            raise KeyError(key)
        body: dict[str, Any] = record["body"]
        return body

    def __setitem__(self, key: str, body: Mapping[str, Any]) -> None:
        self._control.call("PUT", self._at(key), {"body": dict(body)})

    def __delitem__(self, key: str) -> None:
        self.record(key)
        self._control.call("DELETE", self._at(key))

    def __iter__(self) -> Iterator[str]:
        return (record["id"] for record in self._records())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"{self.name}: {dict(self)!r}"

    def _records(self) -> Iterator[dict[str, Any]]:
        start, total = 0, 1
        while start < total:
            page = self._control.call(
                "GET", f"/state/{path_segment(self.name)}", offset=start, limit=PAGE
            )
            yield from (record for record in page["records"] if not record.get("deleted"))
            start, total = start + PAGE, page["total"]

    def _at(self, key: str) -> str:
        return f"/state/{path_segment(self.name)}/{path_segment(key)}"


class State(Mapping[str, CollectionHandle]):
    """The collections of one tenant by name; one that holds nothing is empty, not missing."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def __getitem__(self, name: str) -> CollectionHandle:
        return CollectionHandle(self._control, name)

    def __contains__(self, name: object) -> bool:
        return name in set(self)

    def __iter__(self) -> Iterator[str]:
        held = self._control.call("GET", "/state")["collections"]
        return (name for name in held if name not in BOOKKEEPING)

    def __len__(self) -> int:
        return sum(1 for _ in self)
