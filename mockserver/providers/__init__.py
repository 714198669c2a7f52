"""
The vendors that can be served: the packages of this folder, and those of other distributions.

Another distribution announces a vendor by an entry point of the group
``upsert_sandbox.providers``: its name is the vendor's, and it leads to a module that holds the
``PROVIDER``. The contract lies beside that module as ``<vendor>.yaml``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from pkgutil import iter_modules

from mockserver.errors import UsageError
from mockserver.provider import Provider

GROUP = "upsert_sandbox.providers"

ANNOUNCED: dict[str, EntryPoint] = {entry.name: entry for entry in entry_points(group=GROUP)}
"""Vendor of another distribution to what leads to its module."""

SHIPPED: dict[str, str] = {
    found.name: f"{__name__}.{found.name}" for found in iter_modules(__path__) if found.ispkg
}
"""Vendor of this folder to the package that holds its ``PROVIDER``."""

VENDORS: tuple[str, ...] = tuple(sorted({*SHIPPED, *ANNOUNCED}))
"""The names of all vendors."""


def load_provider(vendor: str) -> Provider:
    """
    The provider of a vendor.

    Raises ``UsageError`` for a vendor that does not exist, for a name that is taken twice, and for
    an entry point that leads to no provider of its name.
    """
    if vendor not in VENDORS:
        raise UsageError(f"no vendor {vendor!r}; the vendors are {', '.join(VENDORS)}")
    if vendor not in ANNOUNCED:
        shipped: Provider = import_module(SHIPPED[vendor]).PROVIDER
        return shipped
    where = f"entry point {vendor} = {ANNOUNCED[vendor].value} ({GROUP})"
    if vendor in SHIPPED:
        raise UsageError(f"{where}: {vendor} is a vendor of the sandbox itself; choose another")
    try:
        provider = getattr(ANNOUNCED[vendor].load(), "PROVIDER", None)
    except ImportError as error:
        raise UsageError(f"{where}: {error}") from error
    if not isinstance(provider, Provider) or provider.name != vendor:
        raise UsageError(f"{where}: must lead to a module with a PROVIDER named {vendor!r}")
    return provider


def contract_folder(vendor: str) -> Path | None:
    """Where the contract of a vendor lies, ``None`` for the folder of the sandbox's contracts."""
    if vendor not in ANNOUNCED:
        return None
    return Path(str(ANNOUNCED[vendor].load().__file__)).resolve().parent
