"""
Where the state lives. Only this package knows TinyDB.

``open_store`` is the entry point; ``seam.py`` describes the interface of what it returns.
``KeyDatabase`` and the two storages are for TinyDB queries on a state of one's own.
"""

from mockserver.store.collection import indexed
from mockserver.store.journal import JournalStorage
from mockserver.store.journal_file import FSYNC_POLICIES, Fsync
from mockserver.store.memory import LiveStorage
from mockserver.store.seam import Contents, Store, TenantState
from mockserver.store.table import KeyDatabase, KeyTable
from mockserver.store.tinydb_store import open_store

__all__ = [
    "FSYNC_POLICIES",
    "Contents",
    "Fsync",
    "JournalStorage",
    "KeyDatabase",
    "KeyTable",
    "LiveStorage",
    "Store",
    "TenantState",
    "indexed",
    "open_store",
]
