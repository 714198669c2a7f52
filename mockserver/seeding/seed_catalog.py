"""
The seeds that can be loaded: those of the package, and those of a folder of the user's.
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
from mockserver.requests.service import SandboxService
from mockserver.seeding.loading import load_part
from mockserver.seeding.seed_files import Rows, read_folder
from mockserver.store.seam import Contents

OURS = Path(__file__).resolve().parent.parent / "seeds"
"""Seeds of the package: ``seeds/<name>/<vendor>/``."""

EMPTY = "empty"

SeedSource: TypeAlias = str | Mapping[str, list[Json]]
"""The name of a seed, or rows by ``collection`` or ``collection.argument``."""


class SeedCatalog:
    """Finds seeds by name and keeps what they made; ``folder`` holds one folder a seed."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise SeedError(f"{folder}: no folder of seeds")
        self._folders = [OURS] if folder is None else [folder, OURS]
        self._kept: dict[tuple[str, Path], Contents] = {}

    def names(self, vendor: str) -> list[str]:
        found = {
            entry.name
            for folder in self._folders
            if folder.is_dir()
            for entry in folder.iterdir()
            if (entry / vendor).is_dir()
        }
        return sorted({EMPTY, *found})

    def contents(
        self, contract: Contract, provider: Provider, source: SeedSource, now: int
    ) -> Contents:
        """The state that a seed makes. Raises ``SeedError`` with file and line."""
        if not isinstance(source, str):
            return load_part(contract, provider, inline(source), now)
        if source == EMPTY:
            return {}
        names = self.names(provider.name)
        if source not in names:
            known = ", ".join(names)
            raise SeedError(f"no seed {source!r} for {provider.name}; there are: {known}")
        folder = next(each for each in self._folders if (each / source / provider.name).is_dir())
        return self.load(contract, provider, folder / source, now)

    def load(self, contract: Contract, provider: Provider, folder: Path, now: int) -> Contents:
        """The state that a folder makes; one without a folder of the vendor is the vendor's own."""
        own = folder / provider.name
        source = own if own.is_dir() else folder
        kept = self._kept.get((provider.name, source))
        if kept is None:
            kept = load_part(contract, provider, read_folder(source), now)
            self._kept[provider.name, source] = kept
        return kept


def seed_all_tenants(sandbox: SandboxService, seed_catalog: SeedCatalog, seed: str) -> None:
    """
    Let every tenant of every vendor begin with a seed: a name, or a folder.

    Raises ``SeedError`` when no served vendor has it. A vendor that it says nothing of stays empty.
    """
    folder = Path(seed)
    found = False
    for vendor in sandbox.vendors.values():
        contract, provider, now = vendor.contract, vendor.provider, sandbox.clock.now()
        if seed in seed_catalog.names(provider.name):
            contents = seed_catalog.contents(contract, provider, seed, now)
        elif (folder / provider.name).is_dir() or (folder.is_dir() and len(sandbox.vendors) == 1):
            contents = seed_catalog.load(contract, provider, folder, now)
        else:
            continue
        found = True
        vendor.tenants.terms = replace(vendor.tenants.terms, seed=contents)
    if not found:
        raise SeedError(f"{seed}: neither a seed of a served vendor nor a folder with one")


def inline(source: Mapping[str, list[Json]]) -> Iterable[Rows]:
    """Rows that came with a call."""
    for name, values in source.items():
        collection, _, argument = name.partition(".")
        yield Rows(name, collection, argument or None, values)
