"""
The shelf of seeds: those that come with the package, and those of a folder of the user's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from mockserver.contract import Contract
from mockserver.core.record import Json
from mockserver.errors import SeedError
from mockserver.provider import Provider
from mockserver.requests.service import Sandbox
from mockserver.seeding.loading import plant
from mockserver.seeding.seed_files import Rows, read_folder
from mockserver.store.seam import Contents

OURS = Path(__file__).resolve().parent.parent / "seeds"
"""Seeds of the package: ``seeds/<name>/<vendor>/``."""

EMPTY = "empty"

Wish: TypeAlias = str | Mapping[str, list[Json]]
"""The name of a seed, or rows by ``collection`` or ``collection.argument``."""


class SeedCatalog:
    """Finds seeds by name and keeps what they made; ``folder`` holds one folder a seed."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise SeedError(f"{folder}: no folder of seeds")
        self._folders = [OURS] if folder is None else [folder, OURS]
        self._kept: dict[tuple[str, Path], Contents] = {}

    def names(self, vendor: str) -> list[str]:
        """The seeds that there are for a vendor."""
        found = {
            entry.name
            for folder in self._folders
            if folder.is_dir()
            for entry in folder.iterdir()
            if (entry / vendor).is_dir()
        }
        return sorted({EMPTY, *found})

    def contents(self, contract: Contract, provider: Provider, wish: Wish, now: int) -> Contents:
        """The state that a seed makes. Raises ``SeedError`` with file and line."""
        if not isinstance(wish, str):
            return plant(contract, provider, inline(wish), now)
        if wish == EMPTY:
            return {}
        for folder in self._folders:
            if (folder / wish / provider.name).is_dir() and "/" not in wish and ".." not in wish:
                return self.load(contract, provider, folder / wish, now)
        names = ", ".join(self.names(provider.name))
        raise SeedError(f"no seed {wish!r} for {provider.name}; there are: {names}")

    def load(self, contract: Contract, provider: Provider, folder: Path, now: int) -> Contents:
        """The state that a folder makes; one without a folder of the vendor is the vendor's own."""
        own = folder / provider.name
        source = own if own.is_dir() else folder
        kept = self._kept.get((provider.name, source))
        if kept is None:
            kept = plant(contract, provider, read_folder(source), now)
            self._kept[provider.name, source] = kept
        return kept


def sow_all(sandbox: Sandbox, shelf: SeedCatalog, seed: str) -> None:
    """
    Let every tenant of every vendor begin with a seed: a name, or a folder.

    Raises ``SeedError`` when no served vendor has it. A vendor that it says nothing of stays empty.
    """
    folder = Path(seed)
    found = False
    for vendor in sandbox.vendors.values():
        contract, provider, now = vendor.contract, vendor.provider, sandbox.clock.now()
        if seed in shelf.names(provider.name):
            contents = shelf.contents(contract, provider, seed, now)
        elif (folder / provider.name).is_dir() or (folder.is_dir() and len(sandbox.vendors) == 1):
            contents = shelf.load(contract, provider, folder, now)
        else:
            continue
        found = True
        vendor.tenants.terms = replace(vendor.tenants.terms, seed=contents)
    if not found:
        raise SeedError(f"{seed}: neither a seed of a served vendor nor a folder with one")


def inline(wish: Mapping[str, list[Json]]) -> Iterable[Rows]:
    """Rows that came with a call."""
    for name, values in wish.items():
        collection, _, argument = name.partition(".")
        yield Rows(name, collection, argument or None, values)
