"""
The pages hang together: contents, links, sizes.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import PAGES, README, ROOT, Page, section

MOST_BYTES = 14 * 1024
"""Of the README: what one reads before deciding."""
CI = (ROOT / ".ci" / "run").read_text()
CHANGES = Page(ROOT / "CHANGELOG.md")
EVERY = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


def test_the_pages_are_found_by_their_names():
    assert [page.name for page in PAGES] == [
        "README.md",
        "conformance/README.md",
        "mockserver/README.md",
        "openapi/README.md",
        "mockserver/ARCHITECTURE.md",
    ]


def test_the_readme_is_short():
    assert len(README.path.read_bytes()) <= MOST_BYTES


@EVERY
def test_a_page_begins_with_its_title_and_a_table_of_its_sections(page: Page):
    assert [heading.level for heading in page.headings].count(1) == 1
    assert page.headings[0].level == 1
    sections = [heading for heading in page.headings if heading.level == 2]
    opening = "".join(page.text.splitlines(keepends=True)[: sections[0].line])
    contents = re.findall(r"^- \[(.+)\]\((.+)\)$", opening, re.MULTILINE)
    listed = [(name.replace("`", ""), anchor) for name, anchor in contents]
    assert listed == [(heading.title, f"#{heading.anchor}") for heading in sections]


def test_no_section_has_the_title_of_another():
    titles = [heading.title for page in PAGES for heading in page.headings if heading.level == 2]
    assert sorted(titles) == sorted(set(titles))


@EVERY
def test_every_page_links_to_every_other(page: Page):
    reached = {target(page, link)[0] for link in page.links if not link.startswith("http")}
    assert {other.path for other in PAGES} <= reached | {page.path}


@pytest.mark.parametrize("page", [*PAGES, CHANGES], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Page):
    anchors = {other.path: {heading.anchor for heading in other.headings} for other in PAGES}
    for link in page.links:
        if link.startswith("https://"):
            continue
        file, anchor = target(page, link)
        assert file.is_relative_to(ROOT), link
        assert file.exists(), link
        assert not anchor or anchor in anchors[file], link


def target(page: Page, link: str) -> tuple[Path, str]:
    """The file and the anchor of a relative link."""
    path, _, anchor = link.partition("#")
    return (page.path.parent / path).resolve() if path else page.path, anchor


@EVERY
def test_every_file_that_a_page_names_is_there(page: Page):
    """Paths in code: ``tests/live.py``, ``mockserver/core/upsert.py``, ``openapi/admin.yaml``."""
    tops = "mockserver|conformance|openapi|tests"
    for path in re.findall(rf"`((?:{tops})/[\w./-]*)`", page.text):
        assert (ROOT / path).exists(), path


def test_ci_finds_the_command_that_runs_the_tests():
    """``.ci/run`` takes the first line of the section that makes an environment."""
    found = re.findall(r"^python3 -m venv .*$", section("Contribute"), re.MULTILINE)
    assert len(found) == 1
    assert found[0].endswith(".venv/bin/pytest -n 2")
    assert "'/^## Contribute/,$p' README.md | grep -m 1 '^python3 -m venv'" in CI
