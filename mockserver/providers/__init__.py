"""The vendors: one line each, loaded when they are served."""

from __future__ import annotations

from importlib import import_module

from mockserver.errors import UsageError
from mockserver.provider import Provider

VENDORS = {
    "propeller": "mockserver.providers.propeller",
    "shopimind": "mockserver.providers.shopimind",
    "solvimon": "mockserver.providers.solvimon",
    "square": "mockserver.providers.square",
}
"""Vendor to the package that holds its ``PROVIDER``."""


def load_provider(vendor: str) -> Provider:
    """The provider of a vendor. Raises ``UsageError`` for one that does not exist."""
    if vendor not in VENDORS:
        raise UsageError(f"no vendor {vendor!r}; the vendors are {', '.join(sorted(VENDORS))}")
    provider: Provider = import_module(VENDORS[vendor]).PROVIDER
    return provider
