"""
Verifying what was asked of a tenant: silence, or an error that explains the nearest miss.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.control.refused import CallRefused
from mockserver.testing.control_client import Control


def verify(control: Control, wanted: Mapping[str, Any]) -> int:
    """
    How many requests match, if it is as many as expected.

    Raises ``AssertionError`` with the nearest requests, and ``Refused`` for a wrong filter.
    """
    __tracebackhide__ = True
    try:
        return int(control.call("POST", "/verify", wanted)["count"])
    except CallRefused as refused:
        if "nearest" not in refused.problem:
            raise
        told = explained(wanted, refused.problem)
    raise AssertionError(told)


def explained(wanted: Mapping[str, Any], problem: Mapping[str, Any]) -> str:
    """A failed verification in words: what was asked for, what matched, what came nearest."""
    asked = ", ".join(f"{name} {value!r}" for name, value in wanted.items() if name != "times")
    lines = [f"{problem['detail']}: {asked}"]
    lines += [f"  matching: {line_of(entry)}" for entry in problem["matching"]]
    for entry in problem["nearest"]:
        lines.append(f"  nearest: {line_of(entry)}")
        lines += [
            f"    {found['where']}: wanted {found['wanted']!r}, got {found['got']!r}"
            for found in entry["differences"]
        ]
    if not (problem["matching"] or problem["nearest"]):
        lines.append("  nothing was asked of this tenant")
    return "\n".join(lines)


def line_of(entry: Mapping[str, Any]) -> str:
    """One request in a line: what was asked, what was answered, what became of its records."""
    records = ", ".join(f"{count} {what}" for what, count in entry["records"].items())
    told = f"{entry['method']} {entry['target']} -> {entry['status']} {entry['outcome']}"
    if records:
        told += f": {records}"
    if "reason" in entry:
        told += f" ({entry['reason']['reason']})"
    if "fault" in entry:
        told += f" [fault {entry['fault']}]"
    return told
