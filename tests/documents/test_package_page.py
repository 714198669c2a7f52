"""
The page of the package index holds all pages, and its links lead where theirs do.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from pages import PAGES, ROOT, Page

JOINED = [*PAGES, Page(ROOT / "CHANGELOG.md")]


@pytest.fixture(scope="module")
def index_page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The page as the build writes it."""
    file = tmp_path_factory.mktemp("index") / "page.md"
    command = [sys.executable, "-m", "hatch_fancy_pypi_readme", "-o", str(file)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
    return Page(file)


def test_it_holds_every_page_whole(index_page: Page):
    titles = [heading.title for heading in index_page.headings]
    assert sorted(titles) == sorted(heading.title for page in JOINED for heading in page.headings)
    assert len(index_page.fences) == sum(len(page.fences) for page in JOINED)


def test_its_links_lead_to_the_headings_to_which_the_links_of_the_pages_lead(index_page: Page):
    order = sorted(JOINED, key=lambda page: index_page.text.index(f"# {page.headings[0].title}\n"))
    wanted = [heading_of(page, link) for page in order for link in page.links if link != "LICENSE"]
    named = {f"#{heading.anchor}": heading.title for heading in index_page.headings}
    assert [named.get(link, link) for link in index_page.links] == wanted


def test_no_heading_that_is_linked_has_the_anchor_of_another(index_page: Page):
    titles = [heading.title.lower() for heading in index_page.headings]
    named = {f"#{heading.anchor}": heading.title.lower() for heading in index_page.headings}
    for link in index_page.links:
        assert titles.count(named[link]) == 1, link


def heading_of(page: Page, link: str) -> str:
    """The title to which a link of a page leads."""
    path, _, anchor = link.partition("#")
    file = (page.path.parent / path).resolve() if path else page.path
    [other] = [each for each in JOINED if each.path == file]
    [title] = [h.title for h in other.headings if h.anchor == anchor or not (anchor or h.line)]
    return title
