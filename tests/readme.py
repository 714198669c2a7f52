"""
The worked examples of the README, run for real. ``python tests/readme.py`` writes their answers.

An example is a shell block behind ``<!-- example -->``; the JSON block behind ``<!-- answer -->``
is what it printed.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from live import serving

from mockserver.providers import VENDORS
from mockserver.requests.service import load_vendors

README = Path(__file__).resolve().parent.parent / "README.md"
ADDRESS = "http://127.0.0.1:8080"
PAIR = re.compile(
    r"<!-- example -->\n```sh\n(?P<command>.*?)```\n\n<!-- answer -->\n```json\n(?P<answer>.*?)```",
    re.DOTALL,
)
CHANGING = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+Z|\b[A-Z2-7]{24}\b|\b1\d{12}\b"  # times, ids, versions
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b|\b[a-z]+_[0-9A-Za-z]{16,}\b"
)


@dataclass(frozen=True)
class Example:
    command: str
    answer: str
    printed: str


def run_examples() -> list[Example]:
    """Every example in order, against one fresh sandbox of all vendors."""
    found = [match.groupdict() for match in PAIR.finditer(README.read_text())]
    with serving(load_vendors(list(VENDORS))) as live:
        return [Example(**pair, printed=printed(pair["command"], live.url)) for pair in found]


def printed(command: str, url: str) -> str:
    """What a command prints, as indented JSON."""
    here = command.replace(ADDRESS, url)
    ran = subprocess.run(
        ["bash", "-c", here], check=True, capture_output=True, text=True, timeout=60
    )
    text = json.dumps(json.loads(ran.stdout), indent=2, ensure_ascii=False)
    return text.replace(url, ADDRESS) + "\n"


def masked(text: str) -> str:
    """A text without what changes from run to run."""
    return CHANGING.sub("…", text)


def main() -> None:
    text = README.read_text()
    for example in run_examples():
        block = f"```sh\n{example.command}```\n\n<!-- answer -->\n```json\n"
        text = text.replace(f"{block}{example.answer}```", f"{block}{example.printed}```")
    README.write_text(text)


if __name__ == "__main__":
    main()
