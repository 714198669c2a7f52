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
