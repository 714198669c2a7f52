"""
The files of a seed: rows, and where each of them stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import yaml

from mockserver.core.record import Json
from mockserver.errors import SeedError
from mockserver.json_text import NotJson, parse

SUFFIXES = (".ndjson", ".json", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Rows:
    """
    The rows of one file.

    ``argument`` is the second part of the file's name (``records.1.ndjson``); ``lines`` are the
    line numbers of the rows, or nothing where they came without a file.
    """

    name: str
    collection: str
    argument: str | None
    values: Sequence[Json]
    lines: Sequence[int] = ()

    def where(self, index: int) -> str:
        """The place of a row, for an error."""
        return f"{self.name}:{self.lines[index]}" if self.lines else f"{self.name}[{index}]"


def read_folder(folder: Path) -> Iterator[Rows]:
    """The files of a seed. Raises ``SeedError`` with file and line."""
    for file in sorted(folder.iterdir()):
        if file.name.startswith(".") or file.is_dir():
            continue
        if file.suffix not in SUFFIXES:
            raise SeedError(f"{file}: a seed has files of {', '.join(SUFFIXES)}")
        collection, _, argument = file.stem.partition(".")
        values, lines = read_file(file)
        yield Rows(str(file), collection, argument or None, values, lines)


def read_file(file: Path) -> tuple[list[Json], list[int]]:
    """The rows of a file and their lines."""
    try:
        text = file.read_bytes()
    except OSError as error:
        raise SeedError(f"{file}: cannot be read ({error.strerror})") from error
    return read_lines(str(file), text) if file.suffix == ".ndjson" else read_list(file, text)


def read_lines(name: str, text: bytes) -> tuple[list[Json], list[int]]:
    """Rows of newline-delimited JSON; empty lines are passed over."""
    values, lines = [], []
    for number, line in enumerate(text.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            values.append(parse(line).value)
        except NotJson as error:
            raise SeedError(f"{name}:{number}: {error}") from error
        lines.append(number)
    return values, lines


def read_list(file: Path, text: bytes) -> tuple[list[Json], list[int]]:
    """Rows of one JSON or YAML list; JSON is YAML as well, which knows the lines."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 1 if mark is None else mark.line + 1
        raise SeedError(
            f"{file}:{line}: {getattr(error, 'problem', None) or 'not YAML'}"
        ) from error
    if not isinstance(node, yaml.SequenceNode):
        raise SeedError(f"{file}:1: a seed file is a list of rows")
    lines = [row.start_mark.line + 1 for row in node.value]
    if file.suffix == ".json":
        try:
            return parse(text).value, lines
        except NotJson as error:
            raise SeedError(f"{file}: {error}") from error
    values = yaml.load(text, Loader=TextLoader)  # noqa: S506 a safe loader without dates
    return orjson.loads(orjson.dumps(values)), lines


class TextLoader(yaml.CSafeLoader):
    """YAML as JSON knows it: a date stays the text that was written."""


TextLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for letter, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
