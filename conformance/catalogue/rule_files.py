"""Strict parsing of rule files: each mistake is reported with file, line and the valid words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from conformance.catalogue.rule import (
    EXCLUSIONS,
    FAMILIES,
    LEVEL_OF,
    Certainty,
    Exclusion,
    Level,
    Rule,
)
from conformance.errors import CatalogueError

REQUIRED = ("id", "slug", "family", "operation", "sentence", "source", "place", "certainty")
OPTIONAL = ("level", "level_reason", "needs", "not_tested", "withdrawn", "words", "generic")
ID = re.compile(r"[A-Z]{2,4}-\d{2,3}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Word = TypeVar("Word", Certainty, Level)


def read_rules(file: Path, vendor: str) -> tuple[Rule, ...]:
    """The rules of one file, in its order. Raises ``CatalogueError``."""
    try:
        text = file.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file.name}: {error}") from error
    unexpected = set(document) - {"sources", "rule"}
    if unexpected:
        raise CatalogueError(
            f"{file.name}: unknown table {min(unexpected)!r}; the tables are sources, rule"
        )
    sources = document.get("sources", {})
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[rule]]"]
    rows = document.get("rule", [])
    rules = [
        Row(f"{file.name}:{line}", row).rule(vendor, sources)
        for line, row in zip(lines, rows, strict=True)
    ]
    refuse_repeats(file.name, rules)
    return tuple(rules)


def refuse_repeats(name: str, rules: Sequence[Rule]) -> None:
    """Raise ``CatalogueError`` when two rules share an id or a slug."""
    for field in ("id", "slug"):
        seen: set[str] = set()
        for rule in rules:
            value = getattr(rule, field)
            if value in seen:
                raise CatalogueError(f"{name}: {rule.id}: the {field} {value!r} is used twice")
            seen.add(value)


class Row:
    """One ``[[rule]]`` table while it is parsed."""

    def __init__(self, place: str, row: Mapping[str, Any]) -> None:
        self.row = row
        self.place = f"{place}: {row.get('id', 'a rule without id')}"

    def wrong(self, message: str) -> NoReturn:
        """Raise ``CatalogueError`` with the place of the row."""
        raise CatalogueError(f"{self.place}: {message}")

    def rule(self, vendor: str, sources: Mapping[str, str]) -> Rule:
        self._check_keys()
        certainty = self._word("certainty", Certainty)
        return Rule(
            vendor=vendor,
            id=self._matching("id", ID),
            slug=self._matching("slug", SLUG),
            family=self._one_of("family", FAMILIES),
            operation=self._text("operation"),
            sentence=self._text("sentence"),
            source=(source := self._sources(sources)),
            place=self._text("place"),
            certainty=certainty,
            level=self._level(certainty),
            level_reason=str(self.row.get("level_reason", "")),
            needs=self._texts("needs"),
            not_tested=self._exclusion(),
            withdrawn=self.row.get("withdrawn") is True,
            links=tuple(sources[name] for name in source if sources[name].startswith("http")),
            words=self._texts("words"),
            generic=self._matching("generic", ID) if "generic" in self.row else "",
        )

    def _check_keys(self) -> None:
        for key in self.row:
            if key not in REQUIRED + OPTIONAL:
                valid = ", ".join(REQUIRED + OPTIONAL)
                self.wrong(f"unknown key {key!r}; the keys are {valid}")
        for key in REQUIRED:
            if key not in self.row:
                self.wrong(f"{key} is missing")

    def _text(self, key: str) -> str:
        value = self.row[key]
        if not isinstance(value, str) or not value.strip():
            self.wrong(f"{key} must be a text")
        return str(value).strip()

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self.row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.wrong(f"{key} must be a list of texts")
        return tuple(value)

    def _matching(self, key: str, pattern: re.Pattern[str]) -> str:
        value = self._text(key)
        if not pattern.fullmatch(value):
            self.wrong(f"{key} {value!r} must look like {pattern.pattern}")
        return value

    def _one_of(self, key: str, words: Mapping[str, str]) -> str:
        value = self._text(key)
        if value not in words:
            self.wrong(f"unknown {key} {value!r}; the words are {', '.join(words)}")
        return value

    def _word(self, key: str, words: type[Word]) -> Word:
        value = self._text(key)
        try:
            return words(value)
        except ValueError:
            self.wrong(f"unknown {key} {value!r}; the words are {', '.join(words)}")

    def _level(self, certainty: Certainty) -> Level:
        if "level" not in self.row:
            return LEVEL_OF[certainty]
        level = self._word("level", Level)
        if not self.row.get("level_reason"):
            self.wrong("a level of its own needs a level_reason")
        return level

    def _sources(self, sources: Mapping[str, str]) -> tuple[str, ...]:
        value = self.row["source"]
        names = (value,) if isinstance(value, str) else self._texts("source")
        for name in names:
            if name not in sources:
                self.wrong(f"source {name!r} is not in [sources]")
        return names

    def _exclusion(self) -> Exclusion | None:
        value = self.row.get("not_tested")
        if value is None:
            return None
        if not isinstance(value, dict) or set(value) != {"kind", "sentence"}:
            self.wrong("not_tested must be { kind = ..., sentence = ... }")
        if value["kind"] not in EXCLUSIONS:
            words = ", ".join(EXCLUSIONS)
            self.wrong(f"unknown kind {value['kind']!r}; the words are {words}")
        if not value["sentence"]:
            self.wrong("not_tested needs a sentence")
        return Exclusion(value["kind"], value["sentence"])
