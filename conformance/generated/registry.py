"""The vendors whose generated traffic is known, one line each."""

from __future__ import annotations

from conformance.generated.propeller import traffic as propeller
from conformance.generated.shopimind import traffic as shopimind
from conformance.generated.solvimon import traffic as solvimon
from conformance.generated.square import traffic as square
from conformance.generated.vendor_traffic import Traffic

VENDORS = {
    "propeller": propeller.TRAFFIC,
    "shopimind": shopimind.TRAFFIC,
    "solvimon": solvimon.TRAFFIC,
    "square": square.TRAFFIC,
}
"""Vendor to what makes its generated traffic acceptable."""


def traffic_of(title: str) -> Traffic:
    """The traffic of the contract with this title. Raises ``LookupError`` for an unknown one."""
    for traffic in VENDORS.values():
        if traffic.title == title:
            return traffic
    known = ", ".join(sorted(traffic.title for traffic in VENDORS.values()))
    raise LookupError(f"no contract is titled {title!r}; known are {known}")
