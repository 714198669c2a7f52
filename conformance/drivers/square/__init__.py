"""
Square's Catalog API as a client uses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.drivers.interface import VendorErrorBody, refusal_text
from conformance.drivers.square.bookkeeping import note_ids, note_writes
from conformance.drivers.square.cleaning import remove
from conformance.drivers.square.objects import NAMED, Objects, name_of, nested_in
from conformance.drivers.square.responses import Ids, errors_of, ids_of, is_complete, objects_of
from conformance.expectations import JsonDict
from conformance.http.exchange import Exchange
from conformance.http.target import Target, path_segment
from conformance.http.write_ledger import LedgerEntry
from conformance.outcomes import Untested

VERSION = "2026-09-16"
"""The ``Square-Version`` that the rules are read for."""

BATCH_UPSERT = "/v2/catalog/batch-upsert"
OBJECT = "/v2/catalog/object"
INFO = "/v2/catalog/info"
LIST = "/v2/catalog/list"
SEARCH = "/v2/catalog/search"
MOST_PAGES = 200
"""Pages of a list that a probe is ready to walk: twenty thousand objects."""


def connect(target: Target) -> Square:
    return Square(target)


class Square:
    """The driver. What a write could create is in the ledger before the request is sent."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.make = Objects(target.name)

    def headers(self, credential: str) -> Mapping[str, str]:
        return {
            "Authorization": f"Bearer {self.target.secret(credential)}",
            "Square-Version": VERSION,
        }

    def identification(self) -> str | None:
        """The catalog information has ``limits``."""
        exchange = self.target.send("GET", INFO)
        if isinstance(exchange.at("limits"), dict):
            return None
        return f"the catalog information has no limits, status {exchange.status}"

    def error_body(self, exchange: Exchange) -> VendorErrorBody:
        for error in errors_of(exchange):
            parts = (str(error.get(name) or "") for name in ("code", "detail", "field"))
            return VendorErrorBody(exchange.status, *parts)
        return VendorErrorBody(exchange.status)

    def remove(self, entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
        return remove(self.target, entries)

    def batches(self, *batches: Sequence[Any], key: str | None = None, **sending: Any) -> Exchange:
        """
        Send a batch-upsert, under a fresh key unless one is given; ``sending`` is for ``write``.
        """
        body = {
            "idempotency_key": key or self.target.key(),
            "batches": [{"objects": list(batch)} for batch in batches],
        }
        return self.write(BATCH_UPSERT, body, **sending)

    def upsert(self, value: Any, *, key: str | None = None, **sending: Any) -> Exchange:
        """Send an upsert of one object, under a fresh key unless one is given."""
        body = {"idempotency_key": key or self.target.key(), "object": value}
        return self.write(OBJECT, body, **sending)

    def write(
        self,
        path: str,
        body: Any,
        *,
        credential: str = "main",
        wait_when_busy: bool = True,
        **more: Any,
    ) -> Exchange:
        """Send an upsert with any body, valid or not."""
        # If a credential that may not write does write, the main one has to delete it.
        owner = "main" if credential == "read-only" else credential
        entries, count = note_writes(self.target, body, owner)
        exchange = self.target.send(
            "POST",
            path,
            body,
            writes=count,
            credential=credential,
            wait_when_busy=wait_when_busy,
            **more,
        )
        note_ids(exchange, entries)
        return exchange

    def create(self, *values: JsonDict, credential: str = "main") -> Ids:
        """Store objects; their permanent ids by temporary id. Raises ``Untested`` when refused."""
        return ids_of(self.stored(self.batches(values, credential=credential)))

    def save(self, value: JsonDict, *, credential: str = "main") -> JsonDict:
        """Store one object and return it as stored. Raises ``Untested`` when it is refused."""
        exchange = self.stored(self.upsert(value, credential=credential))
        return self.complete_object(objects_of(exchange)[0], exchange, len(nested_in(value)))

    def stored(self, exchange: Exchange) -> Exchange:
        """The answer to a prerequisite write. Raises ``Untested`` unless it stored everything."""
        if exchange.ok and objects_of(exchange) and not errors_of(exchange):
            return exchange
        text = refusal_text(exchange, self.error_body(exchange))
        raise Untested(f"a valid write was refused: {text}")

    def read(
        self, object_id: str, query: Mapping[str, Any] | None = None, *, credential: str = "main"
    ) -> Exchange:
        path = f"{OBJECT}/{path_segment(object_id)}"
        return self.target.send("GET", path, query=query or {}, credential=credential)

    def get(self, object_id: str, query: Mapping[str, Any] | None = None) -> JsonDict:
        """Read an object. Raises ``Untested`` unless the answer shows all of it."""
        exchange = self.read(object_id, query)
        return self.complete_object(exchange.at("object"), exchange)

    def complete_object(self, value: Any, exchange: Exchange, least: int = 0) -> JsonDict:
        """An object with at least so many children. Raises ``Untested`` when parts are missing."""
        if not is_complete(value, least):
            raise Untested(f"an answer does not show the whole object: {exchange.line}")
        found: JsonDict = value
        return found

    def ask(self, operation: str, body: Any, *, credential: str = "main") -> Exchange:
        """Read by POST: ``batch-retrieve``, ``search`` or ``search-catalog-items``."""
        path = f"/v2/catalog/{operation}"
        return self.target.send("POST", path, body, writes=0, credential=credential)

    def retrieve(self, ids: Sequence[str], **options: Any) -> dict[str, JsonDict]:
        """Objects by id, as a batch-retrieve returns them; unknown ids are missing."""
        exchange = self.ask("batch-retrieve", {"object_ids": list(ids), **options})
        if exchange.ok:
            return {str(each.get("id")): each for each in objects_of(exchange)}
        # The documents do not say whether an unknown id among others is an error.
        if self.error_body(exchange).code == "NOT_FOUND":
            found = {each: self.read(each).at("object") for each in ids}
            return {each: value for each, value in found.items() if isinstance(value, dict)}
        raise Untested(f"objects could not be retrieved: {exchange.line}")

    def delete(
        self, object_id: str, *, credential: str = "main", wait_when_busy: bool = True
    ) -> Exchange:
        path = f"{OBJECT}/{path_segment(object_id)}"
        return self.target.send(
            "DELETE", path, credential=credential, wait_when_busy=wait_when_busy
        )

    def change(self, operation: str, body: Any, **sending: Any) -> Exchange:
        """``batch-delete``, ``update-item-taxes`` or ``update-item-modifier-lists``."""
        return self.target.send("POST", f"/v2/catalog/{operation}", body, **sending)

    def delete_all(self, *ids: str, **sending: Any) -> Exchange:
        return self.change("batch-delete", {"object_ids": list(ids)}, **sending)

    def pages(self, query: Mapping[str, str], *, credential: str = "main") -> Iterator[Exchange]:
        """The pages of a list. Raises ``Untested`` when they do not end."""
        asked = dict(query)
        for _page in range(MOST_PAGES):
            exchange = self.target.send("GET", LIST, query=asked, credential=credential)
            yield exchange
            if not exchange.ok or not exchange.at("cursor"):
                return
            asked["cursor"] = str(exchange.at("cursor"))
        raise Untested(f"the catalog has more than {MOST_PAGES} pages")

    def names(self, *kinds: str, credential: str = "main") -> list[str]:
        """
        The names of this namespace that a search finds among top-level objects, sorted.

        A marker is written first and searched for until it is found, so that an object that the
        search does not find is not there.
        """
        wanted = set(kinds or NAMED)
        marker = self.make.tax(f"#marker-{self.target.key()}")
        self.save(marker, credential=credential)

        def look() -> list[JsonDict]:
            return self.named(*wanted, "TAX", credential=credential)

        def is_marker(value: JsonDict) -> bool:
            return name_of(value) == name_of(marker)

        found = self.target.poll(look, lambda values: any(map(is_marker, values)))
        if not any(map(is_marker, found)):
            raise Untested("a search does not find what was just written")
        found = [each for each in found if each.get("type") in wanted]
        return sorted(name_of(each) for each in found if "-marker-" not in name_of(each))

    def named(self, *kinds: str, credential: str = "main") -> list[JsonDict]:
        """The top-level objects of some types whose names start with this namespace."""
        prefix = {"attribute_name": "name", "attribute_prefix": f"{self.target.namespace}-"}
        body = {"object_types": sorted(set(kinds)), "query": {"prefix_query": prefix}}
        return self.found(body, credential=credential)

    def found(self, body: JsonDict, *, credential: str = "main") -> list[JsonDict]:
        """Everything that a search finds, over all pages. Raises ``Untested``."""
        asked = {"limit": 1000, **body}
        everything: list[JsonDict] = []
        for _page in range(MOST_PAGES):
            exchange = self.ask("search", asked, credential=credential)
            if not exchange.ok:
                raise Untested(f"a search was refused: {self.error_body(exchange).text}")
            everything += objects_of(exchange)
            if not exchange.at("cursor"):
                return everything
            asked["cursor"] = exchange.at("cursor")
        raise Untested(f"a search has more than {MOST_PAGES} pages")
