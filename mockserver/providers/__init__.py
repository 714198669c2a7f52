"""
The vendors that can be served: the packages of this folder, and those of other distributions.

A package of this folder holds a ``PROVIDER``, or only ``hooks``: then the contract declares what
the vendor does, and the interpreter makes the provider.

Another distribution announces a vendor by an entry point of the group
``upsert_sandbox.providers``: its name is the vendor's, and it leads to a module that holds the
``PROVIDER``. The contract lies beside that module as ``<vendor>.yaml``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from pkgutil import iter_modules

from mockserver.contract import Contract, load_contract
from mockserver.contract.folder import contracts_folder
from mockserver.errors import UsageError
from mockserver.provider import Provider

GROUP = "upsert_sandbox.providers"

ANNOUNCED: dict[str, EntryPoint] = {entry.name: entry for entry in entry_points(group=GROUP)}
"""Vendor of another distribution to what leads to its module."""

SHIPPED: dict[str, str] = {
    found.name: f"{__name__}.{found.name}" for found in iter_modules(__path__) if found.ispkg
}
"""Vendor of this folder to its package."""

VENDORS: tuple[str, ...] = tuple(sorted({*SHIPPED, *ANNOUNCED}))
"""The names of all vendors."""


def load_vendor(vendor: str) -> tuple[Contract, Provider]:
    """
    The contract of a vendor, and its provider.

    Raises ``UsageError`` as ``load_provider`` does, and ``ContractError``.
    """
    if declares_itself(vendor):
        # A vendor with code of its own is served without the interpreter.
        from mockserver.declared import ContractFile, load_declared  # noqa: PLC0415

        file = contracts_folder() / f"{vendor}.yaml"
        return load_declared(ContractFile(vendor, file, hooks=hooks_file(vendor)))
    provider = load_provider(vendor)
    return load_contract(vendor, contract_folder(vendor)), provider


def hooks_file(vendor: str) -> Path:
    """Where the hooks of a vendor of this folder stand, if its contract declares what it does."""
    return Path(__path__[0], vendor, "hooks.py")


def declares_itself(vendor: str) -> bool:
    """Whether the contract of a vendor declares what it does."""
    return vendor in SHIPPED and hooks_file(vendor).is_file()


def load_provider(vendor: str) -> Provider:
    """
    The provider of a vendor.

    Raises ``UsageError`` for a vendor that does not exist, for a name that is taken twice, and for
    an entry point that leads to no provider of its name.
    """
    if vendor not in VENDORS:
        raise UsageError(f"no vendor {vendor!r}; the vendors are {', '.join(VENDORS)}")
    if declares_itself(vendor):
        return load_vendor(vendor)[1]
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
