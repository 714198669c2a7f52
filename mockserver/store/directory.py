"""
The directory of a durable store: which file belongs to which tenant, and who may use them.

    DIR/.lock                       held for the life of the process, see lock.py
    DIR/<vendor>/<digest>.journal   one tenant

A tenant's name is a credential, so file names are digests; the name stands inside the file, which
only its owner may read.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from mockserver.errors import StateError, UsageError
from mockserver.store.directory_lock import DirectoryLock
from mockserver.store.journal import JournalStorage
from mockserver.store.journal_file import UNFINISHED, Fsync, JournalFile, label_of, make_directory
from mockserver.store.journal_lines import Label

SUFFIX = ".journal"

VENDOR = re.compile("[a-z0-9][a-z0-9_-]*")
"""What may be a vendor's name, since it names a directory too."""


class StateDirectory:
    """
    A directory that belongs to this process until it is released.

    Raises ``StateLocked`` when it belongs to another one, ``StateError`` when it cannot be used.
    """

    def __init__(self, path: Path, *, fsync: Fsync) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            make_directory(path)
        except OSError as error:
            raise StateError(f"{path}: cannot be used for state ({error.strerror}).") from error
        self._path = path
        self._fsync: Fsync = fsync
        self._lock = DirectoryLock(path)
        for unfinished in path.glob(f"*/*{UNFINISHED}"):
            unfinished.unlink(missing_ok=True)

    def release(self) -> None:
        """Let other processes have the directory. May be called again."""
        self._lock.release()

    def open(self, vendor: str, name: str) -> JournalStorage:
        """The storage of a tenant, loaded from its journal if there is one."""
        path = self._file_of(vendor, name)
        return JournalStorage(path, fsync=self._fsync, label=label_for(vendor, name))

    def delete(self, vendor: str, name: str) -> None:
        """Delete a tenant's file, whatever is in it."""
        path = self._file_of(vendor, name)
        JournalFile(path, label_for(vendor, name), fsync=self._fsync).delete()

    def names(self, vendor: str) -> list[str]:
        """The tenants of a vendor that have a file."""
        try:
            paths = sorted(self._folder_of(vendor).glob(f"*{SUFFIX}"))
            return [_name_in(path) for path in paths]
        except OSError as error:
            raise StateError(f"{error.filename}: cannot be read ({error.strerror}).") from error

    def _folder_of(self, vendor: str) -> Path:
        if not VENDOR.fullmatch(vendor):
            raise UsageError(f"{vendor!r} is no vendor's name: {VENDOR.pattern}")
        return self._path / vendor

    def _file_of(self, vendor: str, name: str) -> Path:
        digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return self._folder_of(vendor) / f"{digest}{SUFFIX}"


def label_for(vendor: str, name: str) -> Label:
    """What the header of a tenant's journal says."""
    return {"vendor": vendor, "tenant": name}


def _name_in(path: Path) -> str:
    with path.open("rb") as file:
        return label_of(path, file.readline())["tenant"]
