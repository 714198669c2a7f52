"""
The vendors: one line each, and where the parts of a vendor lie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from conformance.catalogue import PACKAGE, Rule, read_rules
from conformance.errors import CatalogueError, UsageError
from conformance.judging.probe import Probe, probes_of

if TYPE_CHECKING:
    from conformance.drivers.interface import Driver
    from conformance.http.target import Target

SHARED = "any"
"""Rules and probes that hold for every vendor lie under this name."""


@dataclass(frozen=True)
class Vendor:
    """
    A vendor's parts: ``rules`` and ``profile`` are files, ``driver`` and ``probes`` are modules.
    """

    name: str
    rules: tuple[Path, ...]
    profile: Path
    driver: str
    probes: tuple[str, ...]

    @cached_property
    def files(self) -> dict[Path, tuple[Rule, ...]]:
        """Rules by the file that they stand in."""
        return {file: read_rules(file, self.name) for file in self.rules}

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
        """Probes by the rule they serve; every rule has a probe or says why it has none."""
        modules = [name for package in self.probes for name in modules_of(package)]
        found = probes_of(modules)
        for rule in found:
            if rule not in self.catalogue:
                raise CatalogueError(f"{found[rule].place}: there is no rule {rule}")
            if self.catalogue[rule].not_tested:
                raise CatalogueError(f"{rule} has a probe and a reason to have none")
        return found

    @property
    def connect(self) -> Callable[[Target], Driver]:
        """Makes the driver of one probe."""
        connect: Any = import_module(self.driver).connect
        return connect  # type: ignore[no-any-return] # the protocol is checked where it is written


def modules_of(package: str) -> list[str]:
    """
    The modules of a package of probes, imported in the order of their names.

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


def standing_here(name: str) -> Vendor:
    """The vendor whose parts lie in this package under its name."""
    rules = tuple(PACKAGE / "rules" / f"{each}.toml" for each in (name, SHARED))
    return Vendor(
        name=name,
        rules=tuple(file for file in rules if file.exists()),
        profile=PACKAGE / "profiles" / f"{name}.toml",
        driver=f"conformance.drivers.{name}",
        probes=(f"conformance.probes.{name}", f"conformance.probes.{SHARED}"),
    )


VENDORS = {
    name: standing_here(name)
    for name in (
        "propeller",
        "shopimind",
        "solvimon",
        "square",
    )
}
"""Every vendor that can be judged: one line each."""


def find_vendor(name: str) -> Vendor:
    """The parts of a vendor by its name. Raises ``UsageError`` for one that does not exist."""
    if name not in VENDORS:
        raise UsageError(f"no vendor {name!r}; the vendors are {', '.join(VENDORS)}")
    return VENDORS[name]
