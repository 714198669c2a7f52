"""
The words of a text, as searches compare them: without regard to order, case and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """``Tee-Shirt, RED`` is ``tee``, ``shirt`` and ``red``."""
    return WORD.findall(text.casefold())


def has_words(texts: Iterable[str], wanted: Sequence[str]) -> bool:
    """Whether every wanted word begins a word of the texts (SQ-171)."""
    found = [word for text in texts for word in words_of(text)]
    return all(any(word.startswith(start) for word in found) for start in wanted)
