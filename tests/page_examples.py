"""
What the pages say that a command or a program prints, beside what it prints.

- ``sh`` labelled ``example``, and below it the JSON labelled ``answer``
- other ``sh``, of which only the exit code counts; what ``NOT_RUN`` names is left out
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
from pages import PAGES, ROOT, Fence, Page

from mockserver.declared import contract_files
from mockserver.providers import VENDORS
from mockserver.requests.vendor import load_vendors
from mockserver.transport.uvicorn_server import bind

ADDRESS = "http://127.0.0.1:8080"
OWN_SERVER = "http://localhost:3000"
STAGING_SERVER = "https://staging.example.com"
"""Both are servers of the reader's; here they are the sandbox's Square."""
STAGING = {"STAGING_TOKEN": "staging-seller", "STAGING_INVALID_TOKEN": "revoked-seller"}
CHANGING = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+Z|\b[A-Z2-7]{24}\b|\b1\d{12}\b"  # times, ids, versions
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b|\b[a-z]+_[0-9A-Za-z]{16,}\b"
    r"|tenant-[a-p]{20}|\b[0-9a-f]{32}\b"  # of tests, of requests
    r"|^-+ sandbox.*$|=+(?= )|(?<= )=+|in \d+\.\d+s"  # widths and durations of pytest
    r"|run [0-9a-z]{6}$|\bcf-[0-9a-z]{6}\b|\d+ requests, \d+ records written",  # of the suite
    re.MULTILINE,
)
NOT_RUN = {
    r"python3 -m venv \S+": "sets up the machine; the tests run in what it makes",
    r"(?:\.venv/bin/)?pip install .*": "sets up the machine",
    r"\. \.venv/bin/activate": "sets up the shell",
    r"mockserver serve.*": "does not come back",
    r"\.venv/bin/pytest -n 2": "runs these tests",
    r".*schemathesis .*127\.0\.0\.1.*": "takes long; test_plain_schemathesis.py runs it",
    r".*schemathesis .*https://staging.*": "wants a server of the reader's that refuses '...'",
}
"""Commands of the pages that no test runs as they stand, and why."""
ENDS_WITH = {r"conformance check https://staging\S+ .*": 3}
"""Commands that are meant to end with another code than 0, as their page says."""
FOLDER = {
    "orders.yaml": "tests/declared/orders.yaml",
    "openapi": "openapi",
    "staging.toml": "conformance/profiles/staging.toml",
}
"""What the pages suppose in the folder of the reader, and where it is here."""
COMMANDS = str(Path(sys.executable).parent)
ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "mockserver.testing.plugin"}


@dataclass(frozen=True)
class Ran:
    """A command or program, what the page says of its output, and the output."""

    command: str
    said: str
    printed: str
    place: Fence
    failed: bool = False


def runs(fence: Fence) -> bool:
    """Whether something of a block can be run."""
    return fence.language in {"sh", "console", "python"}


def run_page(page: Page) -> Iterator[Ran]:
    """Everything on a page that can be run, in order, against one fresh sandbox of all of them."""
    own = contract_files([str(Path(__file__).parent / "declared" / "orders.yaml")])
    with serving(load_vendors(list(VENDORS), own)) as live, TemporaryDirectory() as folder:
        lay_out(Path(folder))
        for fence, below in zip_longest(page.fences, page.fences[1:]):
            if fence.label == "example":
                assert below.label == "answer", fence.text
                yield Ran(fence.text, below.text, as_json(shell(fence.text, live.url)), below)
            elif fence.language == "sh":
                yield from run_commands(fence, live.url, Path(folder))
            elif fence.language == "console":
                for block in re.split(r"^\$ ", fence.text, flags=re.MULTILINE)[1:]:
                    command, _, said = block.partition("\n")
                    yield Ran(command, said, shell(command, live.url), fence)
            elif fence.language == "python":
                assert not below.language, fence.text
                yield Ran(fence.text, below.text, program(fence.text, live.url), below)


def lay_out(folder: Path) -> None:
    """Put into a folder what the pages suppose there; the profile is filled in for Square."""
    for name, place in FOLDER.items():
        (folder / name).symlink_to(ROOT / place)
    profile = (folder / "staging.toml").read_text()
    (folder / "staging.toml").unlink()
    (folder / "staging.toml").write_text(profile.replace('vendor = "..."', 'vendor = "square"'))


def commands_of(text: str) -> list[str]:
    """The commands of a block, one by one, without those that ``NOT_RUN`` names."""
    lines = text.replace("\\\n", "").splitlines()
    found = [command.strip() for line in lines for command in re.split(r" && |  # .*", line)]
    return [one for one in found if one and not any(re.fullmatch(each, one) for each in NOT_RUN)]


def run_commands(fence: Fence, url: str, folder: Path) -> Iterator[Ran]:
    """
    Run a block command by command.

    ``mockserver up`` starts a fresh sandbox, on a free port, for the rest of the block.
    """
    commands = commands_of(fence.text)
    fresh = any(command.startswith("mockserver up") for command in commands)
    port = free_port()
    here = f"http://127.0.0.1:{port}" if fresh else url
    variables = {"MOCKSERVER_URL": here, **STAGING}
    try:
        for command in commands:
            text = command.removeprefix(".venv/bin/")
            text = text.replace("curl -sS", "curl -sS --fail-with-body")
            text = text.replace("mockserver up", f"mockserver up --port {port}")
            ran = run(["bash", "-c", to(here, text)], str(folder), **variables)
            output = f"{output_of(ran, here)}\n"
            wanted = [code for each, code in ENDS_WITH.items() if re.fullmatch(each, command)]
            yield Ran(command, output, output, fence, ran.returncode not in (wanted or [0]))
    finally:
        if fresh:
            run(["mockserver", "down"], **variables)


def free_port() -> int:
    with bind("127.0.0.1", 0) as listener:
        return int(listener.getsockname()[1])


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
    return output_of(run(command, folder, **variables), url)


def run(
    command: list[str], folder: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    path = f"{COMMANDS}{os.pathsep}{os.environ['PATH']}"
    known = {"NO_PROXY": "127.0.0.1", "PATH": path}
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **known, **variables},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def output_of(ran: subprocess.CompletedProcess[str], url: str) -> str:
    return (ran.stdout + ran.stderr).replace(url, ADDRESS)


def to(url: str, text: str) -> str:
    for own in (OWN_SERVER, STAGING_SERVER):
        text = text.replace(own, f"{url}/square")
    return text.replace(ADDRESS, url)


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
