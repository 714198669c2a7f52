"""
Faults that everybody needs, by name: on the command line, in a request's header, as a start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PRESETS: Mapping[str, Mapping[str, Any]] = {
    "throttle": {"effect": {"status": 429, "retry_after_s": 1}, "times": 1},
    "flaky": {"effect": {"status": 503}, "times": 2},
    "slow": {"effect": {"latency_ms": 1000}},
    "outage": {"effect": {"status": 503}},
    "partial": {"items": {"share": 0.5}, "seed": 1},
    "commit-then-drop": {"phase": "after", "effect": {"connection": "close"}, "times": 1},
    "half-batch": {
        "phase": "after_items",
        "after_items": 0.5,
        "effect": {"status": 500},
        "times": 1,
    },
    "bad-json": {"phase": "after", "effect": {"body": "cut"}, "times": 1},
}
"""Name to rule. ``times`` makes a client's retry succeed; leave it out to fail for good."""

TOO_MANY_REQUESTS = 429


def rule_named(text: str) -> dict[str, Any]:
    """
    The rule that a word stands for: a status (``503``), or the name of a preset.

    A 429 says when to come again, as the vendor's own does. Whether there is such a preset or
    status is found out when the rule is read.
    """
    if not (text.isascii() and text.isdecimal()):
        return {"preset": text}
    effect = {"status": int(text[:9])}
    if effect["status"] == TOO_MANY_REQUESTS:
        effect["retry_after_s"] = 1
    return {"effect": effect}
