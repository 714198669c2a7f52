"""JSON of answers, made safe to compare, print and send on, whatever a target answers."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from conformance.expectations import ABSENT

DEEPEST = 200
"""Levels of nesting that are read; RFC 8259, section 9, lets a reader set such a limit."""


def read_json(content: bytes) -> Any:
    """
    The value of a JSON text, or ``ABSENT`` when it is none that can be used.

    What cannot be used: no JSON, nested deeper than ``DEEPEST`` levels, numbers that are not
    finite. Surrogates without their other half, which no UTF-8 can hold, become U+FFFD.
    """
    try:
        value = json.loads(content, parse_constant=refuse_constant, parse_float=finite_float)
    except (ValueError, RecursionError):
        return ABSENT
    if is_deeper(value, DEEPEST):
        return ABSENT
    return encodable(value) if b"\\u" in content or b"\xed" in content else value


def refuse_constant(word: str) -> NoReturn:
    """Raise ``ValueError`` for NaN and Infinity, which are no JSON."""
    raise ValueError(f"{word} is no JSON")


def finite_float(text: str) -> float:
    """Parse a number. Raises ``ValueError`` when it is too large to be held."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]} cannot be held")
    return value


def is_deeper(value: Any, levels: int) -> bool:
    """Whether arrays and objects are nested in more than so many levels."""
    layer = [value]
    for _level in range(levels):
        layer = [
            each
            for found in layer
            if isinstance(found, dict | list)
            for each in (found.values() if isinstance(found, dict) else found)
            if isinstance(each, dict | list)
        ]
        if not layer:
            return False
    return True


def encodable(value: Any) -> Any:
    """The same value, its texts without lone surrogates."""
    if isinstance(value, str):
        return encodable_text(value)
    if isinstance(value, list):
        return [encodable(each) for each in value]
    if isinstance(value, dict):
        return {encodable_text(name): encodable(each) for name, each in value.items()}
    return value


def encodable_text(text: str) -> str:
    """A text with U+FFFD for each lone surrogate, so that it can be written as UTF-8."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
