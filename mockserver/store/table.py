"""
TinyDB's table over a live collection: same calls, same answers, cost by what they touch.

Rules of this file:

1. Ids are strings. A document's own ``id``, where it is a string, is its id in the table too; a
   document without one gets a number, as a string.
2. Every write is one commit: all of it is durable, then visible, or none of it happened.
   Stock methods that would copy the table and write the whole database are replaced.
3. Reading returns TinyDB's ``Document``: a shallow copy of the live record. What is nested in it is
   the live data; do not change it, use ``update``.
4. Conditions are looked up where ``plan.py`` can read them and then called on what was found.
   They are called without a lock, so they may read the store themselves.
5. Documents are JSON, as for any TinyDB storage that keeps files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from copy import deepcopy
from typing import Any, TypeAlias, cast

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from mockserver.core.record import Record
from mockserver.store.collection import StoredCollection
from mockserver.store.memory import LiveStorage
from mockserver.store.query_plan import PRIMARY, candidate_ids

Fields: TypeAlias = Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None]
"""What an update does: fields to set, or a function that changes a copy of the document."""

ChangedRow: TypeAlias = dict[str, Any]
"""Id, then the new document, or ``None`` for one that is gone."""


class KeyTable(Table):
    """A table of a ``LiveStorage``, its documents found by string ids and string indexes."""

    document_id_class = str  # type: ignore[assignment] # TinyDB documents this as configurable

    def __init__(
        self,
        storage: Storage,
        name: str,
        cache_size: int = 0,  # each bulk write would empty the cache, and stale lists keep memory
        persist_empty: bool = False,  # noqa: FBT001, FBT002 - TinyDB's signature
    ) -> None:
        if not isinstance(storage, LiveStorage):
            raise TypeError(
                f"KeyTable needs a LiveStorage or a JournalStorage, not {type(storage).__name__}."
            )
        super().__init__(storage, name, cache_size=cache_size)
        self._live: LiveStorage = storage
        self._next_number = 0
        if persist_empty:
            self._live.commit({name: {}})

    def insert(self, document: Mapping[str, Any]) -> str:  # type: ignore[override] # string ids
        """Insert a document and return its id; ``ValueError`` when the id is taken."""
        return self.insert_multiple([document])[0]

    def insert_multiple(  # type: ignore[override] # string ids
        self, documents: Iterable[Mapping[str, Any]]
    ) -> list[str]:
        """Insert documents as one commit and return their ids; all or none."""
        with self._live.writer:
            held, changed = self._held(), ChangedRow()
            for document in documents:
                document_id = self._id_of(document, changed)
                if document_id in held or document_id in changed:
                    raise ValueError(f"Document with ID {document_id} already exists")
                changed[document_id] = checked(document_id, dict(document))
            self._commit(changed)
            return list(changed)

    def upsert(  # type: ignore[override] # string ids
        self, document: Mapping[str, Any], cond: QueryLike | None = None
    ) -> list[str]:
        """Update what matches, insert the document when nothing does; return the ids."""
        with self._live.writer:
            return cast("list[str]", super().upsert(document, cond))

    def update(  # type: ignore[override] # string ids
        self,
        fields: Fields,
        cond: QueryLike | None = None,
        doc_ids: Iterable[Any] | None = None,
    ) -> list[str]:
        """Update the documents named, else those that match, else all; return their ids."""
        with self._live.writer:
            chosen = self._chosen(cond, doc_ids)
            self._commit({key: updated(key, self._held()[key], fields) for key in chosen})
            return chosen

    def update_multiple(  # type: ignore[override] # string ids
        self, updates: Iterable[tuple[Fields, QueryLike]]
    ) -> list[str]:
        """
        Update, for each pair of fields and condition, the documents that match it.

        A later pair sees what an earlier one did.
        The ids come in the order of the table, each as often as it was updated.
        """
        with self._live.writer:
            held, staged = self._held(), StoredCollection()
            hits: list[str] = []
            for fields, cond in updates:
                kept = [key for key in matching(cond, held) if key not in staged]
                for key in [*kept, *matching(cond, staged)]:
                    document = staged.get(key) or held[key]
                    staged.apply({key: cast("Record", updated(key, document, fields))})
                    hits.append(key)
            self._commit(dict(staged))
            return sorted(hits, key=self._held().places.__getitem__)

    def remove(  # type: ignore[override] # string ids
        self, cond: QueryLike | None = None, doc_ids: Iterable[Any] | None = None
    ) -> list[str]:
        """Remove the documents named, else those that match; return the ids that were there."""
        if cond is None and doc_ids is None:
            raise RuntimeError("Use truncate() to remove all documents")
        with self._live.writer:
            chosen = self._chosen(cond, doc_ids)
            self._commit(dict.fromkeys(chosen))
            return chosen

    def truncate(self) -> None:
        """Remove all documents; numbering starts again."""
        with self._live.writer:
            self._commit(dict.fromkeys(self._held()))
            self._next_number = 0

    def search(self, cond: QueryLike) -> list[Document]:
        """Every document that matches, in the order of the table."""
        return [found(key, document) for key, document in self._pool(cond) if cond(document)]

    def get(  # one signature in the place of TinyDB's eight
        self,
        cond: QueryLike | None = None,
        doc_id: Any = None,
        doc_ids: Iterable[Any] | None = None,
    ) -> Any:
        """The document with an id, a list of those with one of several, or the first match."""
        if doc_id is not None:
            document = self._live.table(self.name).get(str(doc_id))
            return None if document is None else found(str(doc_id), document)
        if doc_ids is not None:
            wanted = {str(one) for one in doc_ids}
            with self._live.latch:
                held = self._held()
                keys = sorted(wanted & held.keys(), key=held.places.__getitem__)
                return [found(key, held[key]) for key in keys]
        if cond is None:
            raise RuntimeError("You have to pass either cond or doc_id or doc_ids")
        matches = (found(key, one) for key, one in self._pool(cond) if cond(one))
        return next(matches, None)

    def __iter__(self) -> Iterator[Document]:
        with self._live.latch:
            items = list(self._held().items())
        return iter([found(key, document) for key, document in items])

    def _pool(self, cond: QueryLike) -> list[tuple[str, Any]]:
        """Id and document of all that may match, taken at one moment."""
        with self._live.latch:
            held = self._held()
            keys = candidate_ids(cond, held)
            return list(held.items()) if keys is None else [(key, held[key]) for key in keys]

    def _chosen(self, cond: QueryLike | None, doc_ids: Iterable[Any] | None) -> list[str]:
        held = self._held()
        if doc_ids is not None:
            return [key for key in dict.fromkeys(map(str, doc_ids)) if key in held]
        return list(held) if cond is None else matching(cond, held)

    def _id_of(self, document: Mapping[str, Any], taken: ChangedRow) -> str:
        if not isinstance(document, Mapping):
            raise ValueError("Document is not a Mapping")  # noqa: TRY004 - as stock TinyDB
        if isinstance(document, Document):
            return str(document.doc_id)
        own = document.get(PRIMARY)
        return own if isinstance(own, str) else self._fresh_number(taken)

    def _fresh_number(self, taken: ChangedRow) -> str:
        held = self._held()
        number = max(self._next_number, len(held)) + 1
        while str(number) in held or str(number) in taken:
            number += 1
        self._next_number = number
        return str(number)

    def _held(self) -> StoredCollection:
        return self._live.table(self.name)

    def _commit(self, changed: ChangedRow) -> None:
        if changed:
            self._live.commit({self.name: changed})

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        """The live documents by id, for the stock methods that are left: they only read."""
        return cast("dict[str, Mapping[str, Any]]", self._held())

    def _update_table(self, updater: Callable[[dict[Any, Any]], None]) -> None:
        """
        The stock way to write, for code that extends TinyDB and knows no other.

        It copies the table, since ``updater`` may change anything in it; nothing here calls it.
        """
        with self._live.writer:
            held: dict[str, Any] = dict(self._held())
            table = deepcopy(held)
            updater(table)
            after = {str(key): document for key, document in table.items()}
            changed: ChangedRow = dict.fromkeys(key for key in held if key not in after)
            for key, document in after.items():
                if held.get(key) != document:
                    changed[key] = checked(key, document)
            self._commit(changed)


class KeyDatabase(TinyDB):
    """A TinyDB database whose tables are ``KeyTable``, in memory unless told otherwise."""

    table_class = KeyTable
    default_storage_class = LiveStorage  # type: ignore[assignment] # stock names its own default


def found(document_id: str, document: Any) -> Document:
    """A stored document as TinyDB returns it."""
    return Document(document, cast("int", document_id))


def matching(cond: QueryLike, collection: StoredCollection) -> list[str]:
    """The ids of what matches, in order; for the holder of ``writer``."""
    keys = candidate_ids(cond, collection)
    return [key for key in (collection if keys is None else keys) if cond(collection[key])]


def updated(document_id: str, document: Any, fields: Fields) -> dict[str, Any]:
    """A new document: the old one with fields set, or a deep copy that a function changed."""
    if callable(fields):
        changed: dict[str, Any] = deepcopy(dict(document))
        fields(changed)
    else:
        changed = {**document, **fields}
    return checked(document_id, changed)


def checked(document_id: str, document: dict[str, Any]) -> dict[str, Any]:
    """The document itself. ``ValueError`` when its own id is a string and another one."""
    own = document.get(PRIMARY)
    if isinstance(own, str) and own != document_id:
        raise ValueError(f"Document with ID {document_id} cannot have {PRIMARY!r} {own!r}")
    return document
