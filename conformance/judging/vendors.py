"""
The vendors that can be judged, and where the parts of a vendor lie.

Vendors are found, not listed: each package of ``conformance.drivers`` is one. Another distribution
announces a vendor by an entry point of the group ``upsert_sandbox.suites`` that has the vendor's
name and leads to its ``VendorParts``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import conformance.drivers
from conformance.catalogue import (
    PACKAGE,
    ApiOperations,
    Rule,
    contract_of,
    read_operations,
    read_rules,
)
from conformance.errors import CatalogueError, UsageError
from conformance.judging.probe import Probe, probes_of

if TYPE_CHECKING:
    from conformance.declared import DeclaredApi
    from conformance.drivers.interface import Driver
    from conformance.http.target import Target

GROUP = "upsert_sandbox.suites"

SHARED = "any"
"""Rules and probes that hold for every vendor lie under this name."""


@dataclass(frozen=True)
class VendorParts:
    """
    Where the parts of a vendor lie.

    ``rules`` and ``profile`` are files; ``driver`` and ``probes`` are names of modules.
    ``contract`` is the file of the contract: what it has and the target does not serve is told
    apart from what the target does wrong. Without one every operation counts as served.
    ``api`` is what a contract of a user's declares: it says which general rules are demanded.
    """

    name: str
    rules: tuple[Path, ...]
    profile: Path
    driver: str
    probes: tuple[str, ...]
    contract: Path | None = None
    api: DeclaredApi | None = None

    @cached_property
    def files(self) -> dict[Path, tuple[Rule, ...]]:
        """Rules by their file."""
        found = {file: read_rules(file, self.name) for file in self.rules}
        if self.api is None:
            return found
        from conformance.declared import as_declared  # noqa: PLC0415 it loads an HTTP client

        return {
            file: tuple(as_declared(rule, self.api) for rule in rules)
            for file, rules in found.items()
        }

    @cached_property
    def catalogue(self) -> dict[str, Rule]:
        """Rules by id, in the order of their files."""
        found: dict[str, Rule] = {}
        for file, rules in self.files.items():
            for rule in rules:
                if rule.id in found:
                    raise CatalogueError(f"{file.name}: {rule.id} is used twice")
                found[rule.id] = rule
        return found

    @cached_property
    def registered(self) -> dict[str, Probe]:
        """
        Probes by the id of the rule that they judge.

        Raises ``CatalogueError`` for a probe of an unknown rule, or of one that is excluded in
        writing.
        """
        modules = [name for package in self.probes for name in modules_of(package)]
        found = probes_of(modules)
        for rule in found:
            if rule not in self.catalogue:
                raise CatalogueError(f"{found[rule].place}: there is no rule {rule}")
            if self.catalogue[rule].not_tested:
                raise CatalogueError(f"{rule} has a probe and a reason to have none")
        return found

    @property
    def operations(self) -> ApiOperations:
        """The operations of the contract, none without a contract."""
        if self.api is not None:
            return self.api.api_operations
        return read_operations(self.contract) if self.contract else ApiOperations()

    @property
    def connect(self) -> Callable[[Target], Driver]:
        """The function that makes a driver for a target."""
        if self.api is not None:
            return partial(import_module(self.driver).DeclaredDriver, self.api)
        connect: Any = import_module(self.driver).connect
        return connect  # type: ignore[no-any-return] # the protocol is checked where it is written


def modules_of(package: str) -> list[str]:
    """
    Import the modules of a package of probes and return their names, sorted.

    Raises ``CatalogueError`` when one of them cannot be imported.
    """
    root = import_module(package)
    names = sorted(found.name for found in iter_modules(root.__path__, f"{package}."))
    for name in names:
        try:
            import_module(name)
        except Exception as error:
            raise CatalogueError(f"{name} cannot be imported: {error}") from error
    return names


def declared_vendor(contract: Path, overlays: Sequence[Path] = ()) -> VendorParts:
    """
    The parts of an API that a contract of a user's declares, under the name of its file.

    Raises ``UnreadableContract``.
    """
    from conformance.declared import api_of  # noqa: PLC0415 it loads an HTTP client

    return replace(GENERAL, name=contract.stem, api=api_of(contract.stem, [contract, *overlays]))


def standing_here(name: str) -> VendorParts:
    """The parts of a vendor that lie in this package."""
    rules = tuple(PACKAGE / "rules" / f"{each}.toml" for each in (name, SHARED))
    return VendorParts(
        name=name,
        rules=tuple(file for file in rules if file.exists()),
        profile=PACKAGE / "profiles" / f"{name}.toml",
        driver=f"conformance.drivers.{name}",
        probes=(f"conformance.probes.{name}", f"conformance.probes.{SHARED}"),
        contract=contract_of(name),
    )


SHIPPED: dict[str, VendorParts] = {
    found.name: standing_here(found.name)
    for found in iter_modules(conformance.drivers.__path__)
    if found.ispkg
}
"""Vendors whose parts lie in this package."""

GENERAL = VendorParts(
    name="upsert",
    rules=(PACKAGE / "rules" / "upsert.toml",),
    profile=PACKAGE / "profiles" / f"{SHARED}.toml",
    driver="conformance.declared.declared_driver",
    probes=("conformance.probes.upsert",),
)
"""The general rules, which a contract of a user's is judged by; no vendor of its own."""

VENDORS: dict[str, VendorParts | EntryPoint] = SHIPPED | {
    entry.name: entry for entry in entry_points(group=GROUP)
}
"""Every vendor that can be judged; an entry point is loaded when its vendor is asked for."""


def find_vendor(name: str) -> VendorParts:
    """
    The parts of a vendor by its name.

    Raises ``UsageError`` for a vendor that does not exist, for a name that is taken twice, and for
    an entry point that leads to no parts of its name.
    """
    if name not in VENDORS:
        raise UsageError(f"no vendor {name!r}; the vendors are {', '.join(VENDORS)}")
    found = VENDORS[name]
    return load_vendor(found) if isinstance(found, EntryPoint) else found


def judged_by(
    name: str | None, contract: str | Path | None = None, overlays: Iterable[str | Path] = ()
) -> VendorParts:
    """The vendor of a name, or the API of a contract. Raises ``SuiteError``."""
    files = [Path(each) for each in overlays]
    if (name is None) is (contract is None):
        raise UsageError("say whose rules apply: either --vendor NAME or --contract FILE")
    if contract is not None:
        return declared_vendor(Path(contract), files)
    if files:
        raise UsageError("--overlay needs --contract FILE")
    return find_vendor(str(name))


def load_vendor(entry: EntryPoint) -> VendorParts:
    """The parts that an entry point leads to. Raises ``UsageError``."""
    where = f"entry point {entry.name} = {entry.value} ({entry.group})"
    if entry.name in SHIPPED:
        raise UsageError(f"{where}: {entry.name} is a vendor of the suite itself; choose another")
    try:
        found = entry.load()
    except (ImportError, AttributeError) as error:
        raise UsageError(f"{where}: {error}") from error
    if not isinstance(found, VendorParts) or found.name != entry.name:
        raise UsageError(f"{where}: must lead to a Vendor named {entry.name!r}")
    return found
