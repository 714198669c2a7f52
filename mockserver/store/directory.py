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
from mockserver.store.journal_file import (
    REPLACED,
    UNFINISHED,
    Fsync,
    JournalFile,
    make_directory,
)
from mockserver.store.journal_lines import Label, header_in
from mockserver.store.journal_reading import label_of
from mockserver.store.seam import Damage

SUFFIX = ".journal"
DIGEST = re.compile("[0-9a-f]{32}")

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
        for suffix in (UNFINISHED, REPLACED):
            for left in path.glob(f"*/*{suffix}"):
                left.unlink(missing_ok=True)

    def release(self) -> None:
        """Let other processes have the directory. May be called again."""
        self._lock.release()

    def open(self, vendor: str, name: str) -> JournalStorage:
        """The storage of a tenant, loaded from its journal if there is one."""
        path = self._file_of(vendor, name)
        return JournalStorage(path, fsync=self._fsync, label=label_for(vendor, name))

    def delete(self, vendor: str, name: str) -> None:
        """
        Delete a tenant's file, whatever is in it.

        One whose tenant cannot be read from it is named as the file is, without its suffix.
        """
        path = self._file_of(vendor, name)
        if not path.exists():
            path = self.file_named(vendor, name) or path
        JournalFile(path, label_for(vendor, name), fsync=self._fsync).delete()

    def names(self, vendor: str) -> tuple[list[str], list[Damage]]:
        """The tenants of a vendor that have a file, and the files whose first line is damaged."""
        names, damaged = [], []
        try:
            paths = sorted(self._folder_of(vendor).glob(f"*{SUFFIX}"))
        except OSError as error:
            raise StateError(f"{error.filename}: cannot be read ({error.strerror}).") from error
        for path in paths:
            try:
                names.append(name_in(path))
            except FileNotFoundError:  # discarded meanwhile
                continue
            except StateError as error:
                owner = owner_of(path)
                damaged.append(Damage(path.stem if owner is None else owner["tenant"], error))
            except OSError as error:
                cause = StateError(f"{path}: cannot be read ({error.strerror}).")
                damaged.append(Damage(path.stem, cause))
        return names, damaged

    def file_named(self, vendor: str, name: str) -> Path | None:
        """The journal whose file, not whose tenant, has this name, without its suffix."""
        path = self._folder_of(vendor) / f"{name}{SUFFIX}"
        return path if DIGEST.fullmatch(name) and path.is_file() else None

    def _folder_of(self, vendor: str) -> Path:
        if not VENDOR.fullmatch(vendor):
            raise UsageError(f"{vendor!r} is no vendor's name: {VENDOR.pattern}")
        return self._path / vendor

    def _file_of(self, vendor: str, name: str) -> Path:
        return self._folder_of(vendor) / f"{digest_of(name)}{SUFFIX}"


def label_for(vendor: str, name: str) -> Label:
    """What the header of a tenant's journal says."""
    return {"vendor": vendor, "tenant": name}


def digest_of(name: str) -> str:
    """What stands for a tenant's name in the name of its file."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def name_in(path: Path) -> str:
    """The tenant whose journal this is. ``StateError`` when its header does not say so."""
    with path.open("rb") as file:
        label, _ = label_of(path, file.readline())
    if label != label_for(path.parent.name, label.get("tenant", "")):
        raise StateError(f"{path}: is the journal of no tenant.")
    return label["tenant"]


def owner_of(path: Path) -> Label | None:
    """Whose journal this is by a header that is damaged; the name of the file proves it."""
    try:
        with path.open("rb") as file:
            found = header_in(file.readline())
    except OSError:
        return None
    name = None if found is None else found[0].get("tenant")
    if name is None or digest_of(name) != path.stem:
        return None
    return label_for(path.parent.name, name)
