"""Deletion of what the ledger names, and the check that it is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from conformance.drivers.removal import CLEAR, not_refused, remove_together
from conformance.drivers.square.objects import DATA, NAMED, name_of
from conformance.drivers.square.responses import members
from conformance.expectations import JsonDict
from conformance.http.exchange import Exchange
from conformance.http.target import Target, path_segment
from conformance.http.write_ledger import LedgerEntry

AT_ONCE = 200
"""Ids that one batch-delete takes."""

READ_AT_ONCE = 1000
"""Ids that one batch-retrieve takes."""

READ_SINGLY = 50
"""Objects that are read one by one where they cannot be read together."""

CATALOG = "/v2/catalog"
NOT_FOUND = 404
MOST_PAGES = 50


def remove(target: Target, entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """
    Delete what entries name, credential by credential; the entries whose objects are still there.
    """
    by_credential: dict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        by_credential[entry.credential].append(entry)
    return [
        left
        for credential, mine in by_credential.items()
        for left in remove_together(mine, Sweep(target, credential).remove)
    ]


class Sweep:
    """Deletes objects of one seller's catalog."""

    def __init__(self, target: Target, credential: str) -> None:
        self.target = target
        self.credential = credential

    def remove(self, entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
        """
        Delete, and check; entries without an id are found by their names.

        Raises ``Untested`` when deleting is refused altogether.
        """
        together = self.target.served.serves("POST", f"{CATALOG}/batch-delete")
        if not together:
            self.target.served.require("DELETE", f"{CATALOG}/object/any")
        self.find_ids(entries)
        ids = list(dict.fromkeys(entry.id for entry in reversed(entries) if entry.id))
        for some in in_parts(ids, AT_ONCE) if together else ():
            if self.send("batch-delete", {"object_ids": some}).status in CLEAR:
                break  # the next part would be refused too
        left = self.still_there(ids)
        for object_id in left:
            deleted = not_refused(self.one("DELETE", object_id))
            if not deleted.ok and deleted.status != NOT_FOUND:
                break  # refused together and alone
        there = self.still_there(sorted(left)) if left else left
        return [entry for entry in entries if entry.id in there]

    def still_there(self, ids: Sequence[str]) -> set[str]:
        """
        Which objects can be read; one by one where the target refuses unknown ids in a batch.

        Of many, one by one, a share is read that stands for the others.
        """
        there: set[str] = set()
        together = self.target.served.serves("POST", f"{CATALOG}/batch-retrieve")
        for some in in_parts(ids, READ_AT_ONCE):
            exchange = self.send("batch-retrieve", {"object_ids": some}) if together else None
            if exchange is not None and exchange.ok:
                found = (each for each in members(exchange, "objects") if isinstance(each, dict))
                there |= {str(each.get("id")) for each in found}
            else:
                there |= self.share_still_there(some)
        return there

    def share_still_there(self, ids: Sequence[str]) -> set[str]:
        """Which of some objects can be read; all of them if one of the share that is read can."""
        step = max(1, len(ids) // READ_SINGLY)
        there = {each for each in ids[::step] if self.one("GET", each).status != NOT_FOUND}
        return set(ids) if there and step > 1 else there

    def one(self, method: str, object_id: str) -> Exchange:
        path = f"/v2/catalog/object/{path_segment(object_id)}"
        return self.target.send(method, path, writes=0, credential=self.credential)

    def find_ids(self, entries: Sequence[LedgerEntry]) -> None:
        """Give entries without an id that of an object with their name, if there is one."""
        unknown = [entry for entry in entries if not entry.id]
        if not unknown:
            return
        prefix = shared_start([entry.name for entry in unknown])
        kinds = {entry.kind for entry in unknown} & DATA.keys()
        found = list(self.named(prefix))
        unnamed = sorted(kinds.difference(NAMED))
        if unnamed:
            found += [each for each in self.list_all(unnamed) if prefix in name_of(each)]
        ids: dict[str, list[str]] = defaultdict(list)
        for value in found:
            if isinstance(value, dict) and value.get("id"):
                ids[name_of(value)].append(str(value["id"]))
        known = {entry.id for entry in entries}
        for entry in unknown:
            left = [each for each in ids[entry.name] if each not in known]
            if left:
                entry.note_id(left[0])
                known.add(left[0])

    def named(self, prefix: str) -> Iterator[JsonDict]:
        """The objects whose names start with a text."""
        query = {"prefix_query": {"attribute_name": "name", "attribute_prefix": prefix}}
        body: dict[str, Any] = {"object_types": list(NAMED), "query": query, "limit": 1000}
        for _page in range(MOST_PAGES):
            exchange = self.send("search", body)
            yield from members(exchange, "objects")
            if not exchange.at("cursor"):
                return
            body["cursor"] = exchange.at("cursor")

    def list_all(self, kinds: Sequence[str]) -> Iterator[JsonDict]:
        """The objects of types that a search does not find by name."""
        query = {"types": ",".join(kinds)}
        for _page in range(MOST_PAGES):
            exchange = self.target.send(
                "GET", "/v2/catalog/list", query=query, credential=self.credential
            )
            yield from members(exchange, "objects")
            if not exchange.at("cursor"):
                return
            query["cursor"] = str(exchange.at("cursor"))

    def send(self, operation: str, body: JsonDict) -> Exchange:
        """Send a request that does not count as a write."""
        return self.target.send(
            "POST", f"/v2/catalog/{operation}", body, writes=0, credential=self.credential
        )


def shared_start(names: Sequence[str]) -> str:
    """The longest text with which all names start."""
    first, last = min(names), max(names)
    same = (n for n, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(same, min(len(first), len(last)))]


def in_parts(ids: Sequence[str], size: int) -> Iterator[list[str]]:
    """The parts of a list, each of at most ``size`` elements."""
    for start in range(0, len(ids), size):
        yield list(ids[start : start + size])
