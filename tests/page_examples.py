"""
What the pages say that a command or a program prints, beside what it prints.

- ``sh`` labelled ``example``, and below it the JSON labelled ``answer``
- ``console``: commands behind ``$``, each followed by its output
- ``python``, and below it a block without a language; what defines tests runs under pytest

``...`` on a line of its own stands for lines left out.
``python tests/page_examples.py`` writes the answers of the examples, where nothing is left out.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from live import serving
from pages import PAGES, Fence, Page

from mockserver.declared import contract_files
from mockserver.providers import VENDORS
from mockserver.requests.vendor import load_vendors

ADDRESS = "http://127.0.0.1:8080"
OWN_SERVER = "http://localhost:3000"
"""What the pages call a server of the reader's; here it is the sandbox's Square."""
CHANGING = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+Z|\b[A-Z2-7]{24}\b|\b1\d{12}\b"  # times, ids, versions
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b|\b[a-z]+_[0-9A-Za-z]{16,}\b"
    r"|tenant-[a-p]{20}|\b[0-9a-f]{32}\b"  # of tests, of requests
    r"|^-+ sandbox.*$|=+(?= )|(?<= )=+|in \d+\.\d+s"  # widths and durations of pytest
    r"|run [0-9a-z]{6}$|\bcf-[0-9a-z]{6}\b|\d+ requests, \d+ records written",  # of the suite
    re.MULTILINE,
)
COMMANDS = str(Path(sys.executable).parent)
ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "mockserver.testing.plugin"}


@dataclass(frozen=True)
class Ran:
    """A command or program, what the page says of its output, and the output."""

    command: str
    said: str
    printed: str
    place: Fence


def runs(fence: Fence) -> bool:
    """Whether something of a block can be run."""
    return fence.label == "example" or fence.language in {"console", "python"}


def run_page(page: Page) -> Iterator[Ran]:
    """Everything on a page that can be run, in order, against one fresh sandbox of all of them."""
    own = contract_files([str(Path(__file__).parent / "declared" / "orders.yaml")])
    with serving(load_vendors(list(VENDORS), own)) as live:
        for fence, below in zip_longest(page.fences, page.fences[1:]):
            if fence.label == "example":
                assert below.label == "answer", fence.text
                yield Ran(fence.text, below.text, as_json(shell(fence.text, live.url)), below)
            elif fence.language == "console":
                for block in re.split(r"^\$ ", fence.text, flags=re.MULTILINE)[1:]:
                    command, _, said = block.partition("\n")
                    yield Ran(command, said, shell(command, live.url), fence)
            elif fence.language == "python":
                assert not below.language, fence.text
                yield Ran(fence.text, below.text, program(fence.text, live.url), below)


def shell(command: str, url: str) -> str:
    """What a command prints; the address of the pages is that of the sandbox."""
    return printed(["bash", "-c", to(url, command)], url, MOCKSERVER_URL=url)


def program(code: str, url: str) -> str:
    """What a Python program prints, or pytest about the tests that it defines."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "test_menu.py")
        file.write_text(to(url, code))
        tests = ["-m", "pytest", "-p", "no:cacheprovider"] if "def test_" in code else []
        return printed([sys.executable, *tests, file.name], url, folder=folder, **ALONE)


def printed(command: list[str], url: str, folder: str | None = None, **variables: str) -> str:
    path = f"{COMMANDS}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "NO_PROXY": "127.0.0.1", "PATH": path, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return (ran.stdout + ran.stderr).replace(url, ADDRESS)


def to(url: str, text: str) -> str:
    return text.replace(ADDRESS, url).replace(OWN_SERVER, f"{url}/square")


def as_json(text: str) -> str:
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


def agree(said: str, printed: str) -> bool:
    """Whether an output is what a page says, but for what changes from run to run."""
    lines = [
        r"(?:.*\n)*?" if line == "..." else re.escape(line) + "\n"
        for line in masked(said).splitlines()
    ]
    return re.fullmatch("".join(lines), masked(printed)) is not None


def masked(text: str) -> str:
    """A text without what changes from run to run, and without space at the end of its lines."""
    return re.sub(r"[ \t]+$", "", CHANGING.sub("…", text), flags=re.MULTILINE)


def main() -> None:
    for page in PAGES:
        lines = page.text.splitlines(keepends=True)
        for ran in reversed(list(run_page(page))):
            if ran.place.label == "answer" and "...\n" not in ran.said:
                start = ran.place.line
                lines[start : start + len(ran.said.splitlines())] = [ran.printed]
        page.path.write_text("".join(lines))


if __name__ == "__main__":
    main()
