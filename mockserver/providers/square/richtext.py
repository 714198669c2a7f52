"""
Item descriptions: marked-up text, and the same without marks.

Square allows some tags and attributes and ignores the others.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

BLOCKS = frozenset(["div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "ul"])
TAGS = BLOCKS | frozenset(["a", "b", "strong", "br", "code", "i", "em", "u"])
ATTRIBUTES = frozenset(["align", "href", "rel", "target"])


class MarkupReader(HTMLParser):
    """Collects the allowed markup and the plain text of a description."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.markup: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an allowed tag with its allowed attributes."""
        if tag not in TAGS:
            return
        kept = "".join(
            f' {name}="{escape(value or "")}"' for name, value in attrs if name in ATTRIBUTES
        )
        self.markup.append(f"<{tag}{kept}>")
        if tag == "br":
            self.text.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an allowed tag that ends where it begins, and its slash."""
        self.handle_starttag(tag, attrs)
        if tag in TAGS:
            self.markup[-1] = f"{self.markup[-1][:-1]}/>"

    def handle_endtag(self, tag: str) -> None:
        """Keep an allowed tag; a block ends its line."""
        if tag in TAGS and tag != "br":
            self.markup.append(f"</{tag}>")
        if tag in BLOCKS:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.markup.append(escape(data, quote=False))
        self.text.append(data)


def read(markup: str) -> tuple[str, str]:
    """A description as it is stored, and its plain text."""
    reader = MarkupReader()
    reader.feed(markup)
    reader.close()
    return "".join(reader.markup), "".join(reader.text).strip()


def marked_up(text: str) -> str:
    """Plain text as one paragraph of markup."""
    return f"<p>{escape(text, quote=False)}</p>"
