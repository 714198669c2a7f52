"""
The pages of the documentation, as tests read them.

Pages are found by their names: ``README.md`` and ``ARCHITECTURE.md``, at the top and in the folders
beside it. Sections are looked up over all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("README.md", "ARCHITECTURE.md")
LABEL = re.compile(r"<!-- (.+) -->\s*")


@dataclass(frozen=True)
class Heading:
    level: int
    title: str
    anchor: str
    line: int


@dataclass(frozen=True)
class Fence:
    """
    A block of code: ``label`` is the comment right above it, ``line`` where its text begins.
    """

    language: str
    label: str
    text: str
    line: int


class Page:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        self.text = path.read_text(encoding="utf-8")

    @cached_property
    def tokens(self) -> list[Token]:
        return MarkdownIt("commonmark").enable("table").parse(self.text)

    @cached_property
    def headings(self) -> list[Heading]:
        """Headings in order, with the anchors that GitHub and the package index give them."""
        found: list[Heading] = []
        for opening, inline in zip(self.tokens, self.tokens[1:], strict=False):
            if opening.type == "heading_open":
                title = plain(inline)
                anchor = slug(title)
                before = sum(slug(heading.title) == anchor for heading in found)
                anchor = f"{anchor}-{before}" if before else anchor
                found.append(Heading(int(opening.tag[1]), title, anchor, line_of(opening)))
        return found

    @cached_property
    def fences(self) -> list[Fence]:
        found: list[Fence] = []
        label = ""
        for token in self.tokens:
            if token.type == "fence":
                found.append(Fence(token.info, label, token.content, line_of(token) + 1))
            named = LABEL.fullmatch(token.content) if token.type == "html_block" else None
            label = named[1] if named else ""
        return found

    @cached_property
    def links(self) -> list[str]:
        """Where the links of the page lead, in order."""
        inline = [child for token in self.tokens for child in token.children or ()]
        return [str(child.attrs["href"]) for child in inline if child.type == "link_open"]

    def section(self, title: str) -> str:
        """What stands between a heading and the next one of its level or above."""
        [start] = [heading for heading in self.headings if heading.title == title]
        rest = [h for h in self.headings if h.line > start.line and h.level <= start.level]
        lines = self.text.splitlines(keepends=True)
        return "".join(lines[start.line + 1 : rest[0].line if rest else None])


def plain(inline: Token) -> str:
    """The words of a heading, without marks."""
    return "".join(child.content for child in inline.children or ())


def slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def line_of(token: Token) -> int:
    assert token.map is not None
    return token.map[0]


def find_pages() -> list[Page]:
    """All pages, that of the top folder first."""
    beside = [path for name in NAMES for path in sorted(ROOT.glob(f"[a-z]*/{name}"))]
    return [Page(path) for path in [ROOT / "README.md", *beside]]


PAGES = find_pages()
README = PAGES[0]


def section(title: str) -> str:
    """A section by its title, on whichever page it stands."""
    [page] = [page for page in PAGES if title in {heading.title for heading in page.headings}]
    return page.section(title)


def rows(text: str) -> list[list[str]]:
    """The rows of all tables of a text, without the lines below their heads."""
    lines = re.findall(r"^\| (.*) \|$", text, re.MULTILINE)
    return [re.split(r"(?<!\\) \| ?", line) for line in lines]


def in_code(text: str) -> list[str]:
    """What stands in code in a text."""
    return re.findall(r"`([^`]+)`", text)
