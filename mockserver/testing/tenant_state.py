"""
What a tenant holds, as mappings: ``state["customers"]["c-9"]["name"]``.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, MutableMapping, ValuesView
from typing import Any

from mockserver.control.refused import CallRefused
from mockserver.control.spelling import path_segment
from mockserver.testing.control_client import Control

PAGE = 1_000
"""Records that are fetched at once."""


class CollectionHandle(MutableMapping[str, dict[str, Any]]):
    """
    The bodies of the records of one collection by id; a natural key finds a record as well.

    Records are seen as they are stored: those that a reader does not see yet are there, those that
    were deleted are not. Setting one goes past every check. Values and items come in pages of many
    records; a look at one record is a call of its own, so prefer them to a loop over keys: write
    ``dict(collection.items())``, because ``dict(collection)`` asks for each record by its id.
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

    def records(self) -> Iterator[dict[str, Any]]:
        """Every record that is not deleted, as ``record`` shows it."""
        start, total = 0, 1
        while start < total:
            page = self._page(start, PAGE)
            yield from page["records"]
            start, total = start + PAGE, page["total"]

    def items(self) -> ItemsView[str, dict[str, Any]]:
        """Ids and bodies, in pages."""
        return PagedItems(self)

    def values(self) -> ValuesView[dict[str, Any]]:
        """Bodies, in pages."""
        return PagedValues(self)

    def clear(self) -> None:
        """Take every record out."""
        self._control.call("DELETE", f"/state/{path_segment(self.name)}")

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
        return (record["id"] for record in self.records())

    def __len__(self) -> int:
        return int(self._page(0, 0)["total"])

    def __eq__(self, other: object) -> bool:
        return dict(self.items()) == (dict(other.items()) if isinstance(other, Mapping) else other)

    __hash__ = None  # type: ignore[assignment]  # as every mapping that changes

    def __repr__(self) -> str:
        return f"{self.name}: {dict(self.items())!r}"

    def _page(self, start: int, limit: int) -> dict[str, Any]:
        page: dict[str, Any] = self._control.call(
            "GET", f"/state/{path_segment(self.name)}", offset=start, limit=limit, deleted="false"
        )
        return page

    def _at(self, key: str) -> str:
        return f"/state/{path_segment(self.name)}/{path_segment(key)}"


class PagedItems(ItemsView[str, dict[str, Any]]):
    """The items of a collection, fetched in pages when they are gone through."""

    def __init__(self, collection: CollectionHandle) -> None:
        super().__init__(collection)
        self._collection = collection

    def __iter__(self) -> Iterator[tuple[str, dict[str, Any]]]:
        return ((record["id"], record["body"]) for record in self._collection.records())


class PagedValues(ValuesView[dict[str, Any]]):
    """The values of a collection, fetched likewise."""

    def __init__(self, collection: CollectionHandle) -> None:
        super().__init__(collection)
        self._collection = collection

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (record["body"] for record in self._collection.records())

    def __contains__(self, value: object) -> bool:
        return any(body == value for body in self)


class State(Mapping[str, CollectionHandle]):
    """
    The collections of one tenant by name; one that holds nothing is empty, not missing.

    The first call about a collection that the vendor does not have is refused with those that
    there are.
    """

    def __init__(self, control: Control) -> None:
        self._control = control

    def __getitem__(self, name: str) -> CollectionHandle:
        return CollectionHandle(self._control, name)

    def __contains__(self, name: object) -> bool:
        return name in set(self)

    def __iter__(self) -> Iterator[str]:
        return iter(self._control.call("GET", "/state")["collections"])

    def __len__(self) -> int:
        return sum(1 for _ in self)
