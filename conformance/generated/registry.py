"""
The vendors whose generated traffic is known.

Found, not listed: each folder beside this file has a module ``traffic`` with a ``TRAFFIC``. Another
distribution announces its own by an entry point of the group ``upsert_sandbox.traffic`` that has
the vendor's name and leads to a ``Traffic``.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pkgutil import iter_modules

import conformance.generated
from conformance.generated.vendor_traffic import Traffic

GROUP = "upsert_sandbox.traffic"

VENDORS: dict[str, EntryPoint] = {entry.name: entry for entry in entry_points(group=GROUP)} | {
    found.name: EntryPoint(found.name, f"conformance.generated.{found.name}.traffic:TRAFFIC", GROUP)
    for found in iter_modules(conformance.generated.__path__)
    if found.ispkg
}
"""Vendor to what leads to its ``Traffic``."""


@cache
def traffic_of(vendor: str) -> Traffic:
    """The traffic of a vendor. Raises ``LookupError`` for a vendor without one."""
    if vendor not in VENDORS:
        raise LookupError(f"no generated traffic is known for {vendor!r}")
    found: Traffic = VENDORS[vendor].load()
    return found


@cache
def traffic_titled(title: str) -> Traffic:
    """The traffic of the contract with this title. Raises ``LookupError`` for an unknown one."""
    known = {traffic.title: traffic for traffic in map(traffic_of, VENDORS)}
    if title not in known:
        names = ", ".join(sorted(known))
        raise LookupError(f"no contract is titled {title!r}; known are {names}")
    return known[title]
