"""
Values that a schema allows, and single ways to break it.

Values follow from the schema, a small number and a variant, so that a record can be made again; two
variants differ in every value whose schema has room for two.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from conformance.declared.object_schema import described, is_nullable, object_of, types_of
from conformance.expectations import ABSENT, JsonDict
from conformance.outcomes import Untested

DEEPEST = 4
LONG = 64
"""Characters of a text where no size is said."""

ALPHABETS = (string.ascii_lowercase, string.digits, string.ascii_uppercase, "0123456789abcdef")
PRINTABLE = string.ascii_lowercase + string.digits + string.ascii_uppercase + string.punctuation
PIECE = re.compile(
    r"(?P<one>\[\^?\]?(?:\\.|[^\]\\])*\]|\\[^bBAZ]|[^\\^$()|*+?{}\[\]])"
    r"(?:\{(?P<least>\d+)(?P<most>,\d*)?\}|(?P<any>[*+?]))?"
)
"""A character of a pattern, or a class of them, and how often it stands there."""


def text_for(name: str, node: JsonDict) -> str:
    """
    A text that stands for a name and fits a schema.

    A name that is too long, or that a pattern does not allow, is replaced with its digest; equal
    names have equal texts. Raises ``Untested`` where no text is known that fits.
    """
    least, most = node.get("minLength", 0), node.get("maxLength", LONG)
    digest = int(sha256(name.encode()).hexdigest(), 16)
    candidates = [name.ljust(least, "0"), f"{name}@example.com"]
    candidates += formatted(digest, node.get("format", ""))
    if len(name) > most:
        candidates.append(spelled(digest, ALPHABETS[0], max(least, min(most, LONG))))
    pattern = node.get("pattern")
    if pattern:
        candidates += matching(pattern, digest, max(least, min(most, 20)))
    for each in candidates:
        if least <= len(each) <= most and fits(each, node):
            return each
    raise Untested(f"no text is known that fits {pattern or node.get('format') or 'its sizes'}")


def fits(text: str, node: JsonDict) -> bool:
    """Whether a text has the pattern and the format of a schema, as far as both are known."""
    if "pattern" in node and not re.search(node["pattern"], text):
        return False
    form = node.get("format", "")
    return form not in FORMATS or re.fullmatch(FORMATS[form], text) is not None


FORMATS = {
    "date-time": r"\d{4}-\d\d-\d\dT.*Z",
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d:\d\dZ",
    "email": r"[^@]+@[^@]+",
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "uri": r"https?://.*",
    "uri-reference": r".+",
}


def formatted(number: int, form: str) -> Iterator[str]:
    """A text of a format, ``number`` for the one of many."""
    match form:
        case "date-time":
            yield f"20{number % 30 + 10}-0{number % 9 + 1}-1{number % 10}T10:00:0{number % 10}Z"
        case "date":
            yield f"20{number % 30 + 10}-0{number % 9 + 1}-1{number % 10}"
        case "time":
            yield f"1{number % 10}:0{number % 7}:00Z"
        case "email":
            yield f"{spelled(number, ALPHABETS[0], 12)}@example.com"
        case "uuid":
            yield str(UUID(int=number % 2**128, version=4))
        case "uri":
            yield f"https://example.com/{spelled(number, ALPHABETS[0], 12)}"


def spelled(number: int, alphabet: Sequence[str], length: int) -> str:
    """A number in the letters of an alphabet."""
    letters = []
    for _place in range(length):
        number, digit = divmod(number, len(alphabet))
        letters.append(alphabet[digit])
    return "".join(letters)


def matching(pattern: str, number: int, length: int) -> Iterator[str]:
    """
    Texts that a pattern may allow, with a part of about ``length`` letters that varies.

    A pattern of characters and classes, one after another, is spelled; of any other, the letters
    of an alphabet are tried.
    """
    yield from spelled_pieces(pattern, number, length)
    for size in (length, 1, 2, 3, 4, 6, 8, 10, 12, 16):
        for alphabet in ALPHABETS:
            yield spelled(number, alphabet, size)
    first = ALPHABETS[0]
    yield spelled(number, first, 1) + "_" + spelled(number, first, length)


def spelled_pieces(pattern: str, number: int, length: int) -> Iterator[str]:
    """The text of a pattern that has nothing but characters and classes; none for another."""
    bare = pattern.removeprefix("^").removesuffix("$")
    pieces = list(PIECE.finditer(bare))
    if "".join(piece[0] for piece in pieces) != bare:
        return
    text = ""
    for piece in pieces:
        allowed = [letter for letter in PRINTABLE if re.fullmatch(piece["one"], letter)]
        if not allowed:
            return
        size = size_of(piece, length)
        text += spelled(number, allowed, size)
        number //= len(allowed) ** size
    yield text


def size_of(piece: re.Match[str], length: int) -> int:
    """How often a character of a pattern is written, at most ``length`` times where it may vary."""
    least = int(piece["least"] or 0)
    if piece["least"] is None:
        return {"*": length, "+": length, "?": 0}.get(piece["any"] or "", 1)
    most = piece["most"]
    if most is None:
        return least
    return max(least, min(int(most[1:] or length), length))


def number_for(node: JsonDict, n: int, *, whole: bool) -> int | float:
    """The number at a place ``n`` among those that a schema allows, smallest first."""
    step = node.get("multipleOf", 1)
    low = node.get("minimum", 0)
    if "exclusiveMinimum" in node:
        low = node["exclusiveMinimum"] + step
    high = node.get("maximum", low + 10**9)
    if "exclusiveMaximum" in node:
        high = min(high, node["exclusiveMaximum"] - step)
    room = max(int((high - low) // step), 0) + 1
    value = low + step * (n % room)
    return int(value) if whole or float(value).is_integer() else float(value)


@dataclass(frozen=True)
class Sampler:
    """Makes values for the schemas of one document; ``name`` is the start of its texts."""

    document: JsonDict
    name: str

    def value(self, schema: Any, n: int, variant: int = 0, depth: int = 0) -> Any:
        """A value of a schema. Raises ``Untested`` where none is known."""
        node = described(self.document, schema)
        if "const" in node:
            return node["const"]
        choices = [each for each in node.get("enum", ()) if each is not None]
        choices = choices or [each for each in node.get("examples", ()) if each is not None]
        if choices:
            return choices[variant % len(choices)]
        kinds = types_of(node) - {"null"}
        if not kinds and (object_of(self.document, schema) is not None or "items" in node):
            kinds = frozenset({"array"}) if "items" in node else frozenset({"object"})
        if "string" in kinds or not kinds:
            return text_for(f"{self.name}-{n}-{variant}", node)
        if kinds & {"integer", "number"}:
            return number_for(node, 2 * n + variant + 1, whole="number" not in kinds)
        if "boolean" in kinds:
            return bool(variant % 2)
        if "array" in kinds:
            return self.array(node, n, variant, depth)
        return self.members(schema, n, variant, depth)

    def array(self, node: JsonDict, n: int, variant: int, depth: int) -> list[Any]:
        """An array of the fewest elements that are allowed, at least one where it can be."""
        size = min(max(node.get("minItems", 0), 1), node.get("maxItems", 1))
        if depth >= DEEPEST:
            return []
        return [
            self.value(node.get("items", {}), 10 * n + place, variant, depth + 1)
            for place in range(size)
        ]

    def members(self, schema: Any, n: int, variant: int, depth: int) -> JsonDict:
        """An object with all that it must have, and what is plain besides."""
        found = object_of(self.document, schema)
        if found is None or depth >= DEEPEST:
            return {}
        made: JsonDict = {}
        for name, node in found.properties.items():
            if node.get("readOnly"):
                continue
            try:
                made[name] = self.value(node, n, variant, depth + 1)
            except Untested:
                if name in found.required:
                    raise
        return made

    def differs(self, schema: Any) -> bool:
        """Whether a schema has room for two values."""
        try:
            return bool(self.value(schema, 0, 0) != self.value(schema, 0, 1))
        except Untested:
            return False

    def broken(self, schema: Any) -> Iterator[tuple[str, Any]]:
        """Keywords of a schema, each with a value that breaks it and nothing else."""
        node = described(self.document, schema)
        kinds = types_of(node) - {"null"}
        good = self.good(schema)
        if "enum" in node and "const" not in node:
            yield "enum", "no-such-word" if isinstance(node["enum"][0], str) else -987654
        elif kinds and (wrong := of_no_type(kinds, objects=not is_nullable(self.document, node))):
            yield "type", wrong[0]
        if isinstance(good, str):
            yield from broken_texts(node, good)
        if kinds & {"integer", "number"} and "enum" not in node:
            yield from broken_numbers(node)
        if "array" in kinds and isinstance(good, list) and good:
            if 0 < node.get("maxItems", 0) < LONG:
                yield "maxItems", good * (node["maxItems"] + 1)
            if node.get("minItems", 0) > 0:
                yield "minItems", []

    def good(self, schema: Any) -> Any:
        """A value of a schema, ``ABSENT`` where none is known."""
        try:
            return self.value(schema, 0)
        except Untested:
            return ABSENT


def of_no_type(kinds: frozenset[str], *, objects: bool) -> list[Any]:
    """Values of none of some types, those first that least can be taken for one of them."""
    odd: dict[str, Any] = {"object": {"not": ["allowed"]}} if objects else {}
    odd |= {"array": [["not"], "allowed"], "integer": 7, "boolean": True, "string": "not allowed"}
    known = kinds | {"integer"} if "number" in kinds else kinds
    return [value for kind, value in odd.items() if kind not in known]


def broken_texts(node: JsonDict, good: str) -> Iterator[tuple[str, str]]:
    """Texts that break one size, the pattern or the format."""
    if node.get("enum"):
        return
    if "maxLength" in node and node["maxLength"] < 10**6 and "pattern" not in node:
        yield "maxLength", good + "x" * (node["maxLength"] + 1 - len(good))
    if node.get("minLength", 0) > 0 and "pattern" not in node:
        yield "minLength", good[: node["minLength"] - 1]
    if "pattern" in node:
        odd = (good + " ;", "; " + good, " ;")
        yield from (("pattern", each) for each in odd if not re.search(node["pattern"], each))


def broken_numbers(node: JsonDict) -> Iterator[tuple[str, int | float]]:
    """Numbers that break one bound."""
    step = node.get("multipleOf", 1)
    if "minimum" in node:
        yield "minimum", node["minimum"] - step
    if "maximum" in node:
        yield "maximum", node["maximum"] + step
    if "exclusiveMinimum" in node:
        yield "exclusiveMinimum", node["exclusiveMinimum"]
    if "exclusiveMaximum" in node:
        yield "exclusiveMaximum", node["exclusiveMaximum"]
