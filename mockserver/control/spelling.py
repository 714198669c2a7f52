"""
What people write on the command line and in Python, as the control plane takes it.

| for | both write |
|---|---|
| a rate | ``5/requests/1``, or ``{"unit": "requests", "most": 5, "per_s": 1}`` |
| a time span | ``90``, ``"90s"``, ``"1h30m"``, ``"2d"``; seconds without a unit |
| readings | ``refused-key=spent``, several of them, or ``{"refused-key": "spent"}`` |
| a fault | ``throttle``, ``503``, a rule as an object, as JSON text, or ``@FILE`` with it |
| how often | ``3`` for exactly so often, or ``exactly``, ``at_least``, ``at_most`` |
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from mockserver.errors import UsageError

FaultRule: TypeAlias = str | int | Mapping[str, Any]

RATE = re.compile(r"([0-9]+)/([a-z]+)/([0-9]+(?:\.[0-9]+)?)")
SPAN = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h|d))+|[0-9]+(?:\.[0-9]+)?")
PIECE = re.compile(r"([0-9.]+)(ms|s|m|h|d)?")
SECONDS: Mapping[str, float] = {"ms": 0.001, "": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def path_segment(name: str) -> str:
    """A name as one step of an address. Raises ``UsageError`` for one that cannot be a step."""
    if "/" in name or name in {"", ".", ".."}:
        raise UsageError(f"{name!r} cannot stand in an address: it is empty, dots, or has a slash")
    return quote(name, safe="")


def read_rate(rate: str | Mapping[str, Any]) -> dict[str, Any]:
    """A rate as an object. Raises ``UsageError`` for text that is none."""
    if not isinstance(rate, str):
        return dict(rate)
    found = RATE.fullmatch(rate)
    if found is None:
        raise UsageError(f"{rate!r}: write N/UNIT/SECONDS, 5/requests/1 say")
    most, unit, seconds = found.groups()
    return {"unit": unit, "most": int(most), "per_s": float(seconds)}


def read_span(span: str | float) -> float:
    """A span of time in seconds. Raises ``UsageError`` for text that is none."""
    if not isinstance(span, str):
        return span
    if SPAN.fullmatch(span) is None:
        raise UsageError(f"{span!r}: write seconds, or a number with ms, s, m, h or d: 90, 1h30m")
    return sum(float(number) * SECONDS[unit] for number, unit in PIECE.findall(span))


def read_readings(readings: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    """Readings by name. Raises ``UsageError`` for text that is no ``NAME=CHOICE``."""
    if isinstance(readings, Mapping):
        return dict(readings)
    found = {}
    for text in [readings] if isinstance(readings, str) else readings:
        name, sign, choice = text.partition("=")
        if not (name and sign and choice):
            raise UsageError(f"{text!r}: write NAME=CHOICE, refused-key=spent")
        found[name] = choice
    return found


def read_times(times: int | Mapping[str, int] | None, **bounds: int | None) -> dict[str, int]:
    """How often, as bounds: a number is exact, nothing is at least once."""
    given = {"exactly": times} if isinstance(times, int) else dict(times or {})
    given |= {name: bound for name, bound in bounds.items() if bound is not None}
    return given or {"at_least": 1}


def read_rule(rule: FaultRule) -> dict[str, Any]:
    """A fault rule as an object. Raises ``UsageError`` for text that is neither word nor JSON."""
    from mockserver.faulting.presets import rule_named  # noqa: PLC0415 commands start without it

    if isinstance(rule, Mapping):
        return dict(rule)
    if not isinstance(rule, str) or not rule.startswith(("{", "@")):
        return rule_named(str(rule))
    try:
        written = json.loads(Path(rule[1:]).read_text("utf-8") if rule[0] == "@" else rule)
    except (OSError, ValueError) as error:
        raise UsageError(f"{rule[:80]!r}: {error}") from error
    if not isinstance(written, dict):
        raise UsageError(f"{rule[:80]!r}: a rule is an object")
    return written


def rule_of(rule: FaultRule | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """
    A fault rule with some fields laid over it, each in the part that it belongs to.

    A field of a part that the preset fills is laid over the preset's. Raises ``UsageError`` for a
    field that no rule has.
    """
    from mockserver.contract import load_contract  # noqa: PLC0415 commands start without it
    from mockserver.faulting.presets import PRESETS  # noqa: PLC0415 same

    written = {} if rule is None else read_rule(rule)
    if not fields:
        return written
    schemas = load_contract("admin").document["components"]["schemas"]
    parts = {"match": "FaultMatch", "items": "FaultItems", "effect": "FaultEffect"}
    known = {part: schemas[schema]["properties"] for part, schema in parts.items()}
    preset = PRESETS.get(str(written.get("preset")), {})
    for name, value in fields.items():
        part = next((part for part, words in known.items() if name in words), None)
        if part is not None:
            held = written.get(part, preset.get(part, {}))
            listed = known[part][name].get("type") == "array"
            one = listed and not isinstance(value, list | tuple)
            written[part] = {**held, name: [value] if one else value}
        elif name in schemas["Fault"]["properties"]:
            written[name] = value
        else:
            words = {*schemas["Fault"]["properties"]}.union(*known.values())
            raise UsageError(
                f"a fault has no field {name!r}; there are: {', '.join(sorted(words))}"
            )
    return written
