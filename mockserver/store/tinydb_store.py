"""
The store of the sandbox: one TinyDB database a tenant, in memory or in a directory of journals.

Rules of this file:

1. Tenants share nothing but the map that finds them: none waits for another.
2. A tenant is opened when it is first asked for; its file appears with its first commit.
3. A tenant keeps its object, discarded or not, so that two objects never write one file. One that
   is evicted loses it, and the object writes no more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from typing import cast

from mockserver.core.view import Stage, View
from mockserver.errors import StateError, StateWriteError, UsageError
from mockserver.store.directory import StateDirectory
from mockserver.store.journal_file import FSYNC_POLICIES, Fsync
from mockserver.store.memory import LiveStorage
from mockserver.store.seam import Contents, Damage, Store
from mockserver.store.table import KeyDatabase

log = logging.getLogger(__name__)


def open_store(directory: Path | None = None, *, fsync: Fsync = "commit") -> Store:
    """
    A store in memory, or one that keeps its state in ``directory``, created if need be.

    ``fsync`` says when the disk is waited for: at each ``commit``, or ``none`` before the end.
    Raises ``StateLocked`` when another process has the directory, ``StateError`` when it cannot be
    used, ``UsageError`` for another policy.
    """
    if fsync not in FSYNC_POLICIES:
        words = " and ".join(FSYNC_POLICIES)
        raise UsageError(f"There is no fsync policy {fsync!r}; there are {words}.")
    return TinyStore(None if directory is None else StateDirectory(directory, fsync=fsync))


class TinyState:
    """
    The state of one tenant; a ``TenantState``.

    ``open_storage`` loads it, ``delete`` removes the file of one that was not loaded.
    ``damage`` is why it could not be loaded, ``unwritten`` why its last write was refused; both
    are logged when they begin, not at each request that meets them.
    """

    def __init__(self, open_storage: Callable[[], LiveStorage], delete: Callable[[], None]) -> None:
        self.known = True
        self.damage: StateError | None = None
        self.unwritten = ""
        self.revision = 0
        self._open_storage = open_storage
        self._delete = delete
        self._opening = Lock()
        self._database: KeyDatabase | None = None
        self._deciding = False
        self._closed = False

    @property
    def database(self) -> KeyDatabase:
        """The tenant's TinyDB database, for queries beyond what a ``View`` offers."""
        with self._opening:
            if self._database is None:
                if self._closed:
                    raise StateError("The store is closed.")
                self._database = self._loaded()
            return self._database

    def _loaded(self) -> KeyDatabase:
        try:
            database = KeyDatabase(storage=self._open_storage)
        except StateError as error:
            if str(error) != str(self.damage):
                log.error("%s", error)  # noqa: TRY400 the sentence says all there is to say
            self.damage = error
            raise
        self.damage = None
        return database

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Note whether the disk takes what is written."""
        try:
            yield
        except StateWriteError as error:
            if not self.unwritten:
                log.error("%s", error)  # noqa: TRY400 the sentence says all there is to say
            self.unwritten = str(error)
            raise
        self.unwritten = ""
        self.revision += 1

    @property
    def _storage(self) -> LiveStorage:
        return cast("LiveStorage", self.database.storage)

    def reading(self) -> AbstractContextManager[View]:
        """The state of this moment; it neither waits for a transaction nor holds one up."""
        return self._storage.reading()

    @contextmanager
    def transaction(self) -> Iterator[Stage]:
        """
        An exclusive stage over the state, committed when the context ends without exception.

        It belongs to one thread; a second one inside it is a ``RuntimeError``.
        """
        storage = self._storage
        with storage.writer:
            if self._deciding:
                raise RuntimeError("A transaction of this tenant is already open in this thread.")
            self._deciding = True
            try:
                stage = Stage(storage.view())
                yield stage
                if stage.changes:
                    with self._writing():
                        storage.commit(stage.changes)
            finally:
                self._deciding = False

    def replace(self, contents: Contents) -> None:
        """Swap the whole state; costs what the new one holds."""
        with self._writing():
            self._storage.replace(contents)

    def contents(self) -> Contents:
        """The collections that hold something; the records are the live ones."""
        return self._storage.contents()

    def is_empty(self) -> bool:
        """Whether it holds nothing."""
        return self._storage.is_empty()

    def evict(self) -> None:
        """Discard the state and refuse every further write, in one step."""
        with self._opening:
            database = self._database
            if database is None:
                with self._writing():
                    self._delete()
                self._closed = True
                return
        storage = cast("LiveStorage", database.storage)
        with storage.writer:
            self.discard()
            storage.close()

    def discard(self) -> None:
        """Forget the state and delete its file, even one that cannot be opened."""
        with self._writing():
            with self._opening:
                database = self._database
                if database is None:
                    self._delete()
            if database is not None:
                cast("LiveStorage", database.storage).discard()
        self.known = False
        self.damage = None

    def close(self) -> None:
        """Make the state durable and refuse changes from now on."""
        with self._opening:
            self._closed = True
            database = self._database
        if database is not None:
            database.close()


class TinyStore:
    """All tenants, in memory or in a directory; a ``Store``."""

    def __init__(self, directory: StateDirectory | None) -> None:
        self._directory = directory
        self._states: dict[tuple[str, str], TinyState] = {}
        self._map = Lock()
        self._closed = False

    def tenant(self, vendor: str, name: str) -> TinyState:
        """The state of a tenant, opened; ``StateError`` when its file cannot be used."""
        state = self._state(vendor, name)
        state.known = True
        _ = state.database
        return state

    def tenants(self, vendor: str) -> list[str]:
        """The names of those asked for in this process and those that have a file, sorted."""
        found = [] if self._directory is None else self._directory.names(vendor)[0]
        seen = [name for name, state in self._of(vendor) if state.known and state.damage is None]
        return sorted({*found, *seen})

    def damaged(self, vendor: str) -> list[Damage]:
        """Those whose first line is damaged, and those that this process could not open."""
        found = [] if self._directory is None else self._directory.names(vendor)[1]
        met = [
            Damage(name, state.damage)
            for name, state in self._of(vendor)
            if state.damage is not None
        ]
        known = {damage.tenant: damage for damage in [*found, *met]}
        return [known[name] for name in sorted(known)]

    def unwritten(self, vendor: str) -> dict[str, str]:
        """The tenants whose last write was refused by the disk, and in which words."""
        return {name: state.unwritten for name, state in self._of(vendor) if state.unwritten}

    def _of(self, vendor: str) -> list[tuple[str, TinyState]]:
        with self._map:
            return [(key[1], state) for key, state in self._states.items() if key[0] == vendor]

    def discard(self, vendor: str, name: str) -> None:
        """Forget a tenant and delete its file, once an open transaction has come to its end."""
        self._state(vendor, name).discard()

    def evict(self, vendor: str, name: str) -> None:
        """Discard a tenant and forget its object."""
        self._state(vendor, name).evict()
        with self._map:
            del self._states[vendor, name]

    def close(self) -> None:
        """Make everything durable, refuse changes, release the directory. May be called again."""
        with self._map:
            self._closed = True
            states = list(self._states.values())
        try:
            for state in states:
                state.close()
        finally:
            if self._directory is not None:
                self._directory.release()

    def _state(self, vendor: str, name: str) -> TinyState:
        with self._map:
            if self._closed:
                raise StateError("The store is closed.")
            state = self._states.get((vendor, name))
            if state is None:
                state = self._states[vendor, name] = self._unopened(vendor, name)
            return state

    def _unopened(self, vendor: str, name: str) -> TinyState:
        directory = self._directory
        if directory is None:
            return TinyState(LiveStorage, lambda: None)
        return TinyState(
            partial(directory.open, vendor, name), partial(directory.delete, vendor, name)
        )
