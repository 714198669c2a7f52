"""
Running a vendor's JavaScript packages from a test.

They are looked for in the folder that ``UPSERT_SANDBOX_NPM`` names, else in this one
(``npm install`` here). Without them, or without Node, the tests are skipped with the reason;
where ``CI`` is set they fail with it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
PINNED: dict[str, str] = json.loads((HERE / "package.json").read_text())["dependencies"]

Run = Callable[..., list[dict[str, Any]]]


def missing(node: str | None, folder: Path, packages: Sequence[str]) -> str | None:
    """Why the packages cannot be run, if they cannot."""
    if node is None:
        return "Node is not installed"
    for package in packages:
        file = folder / "node_modules" / package / "package.json"
        if not file.is_file():
            return f"{package} is not in {folder.name}/node_modules; run npm install in tests/sdk"
        installed = json.loads(file.read_text())["version"]
        if installed != PINNED[package]:
            return f"{package} is {installed} and not {PINNED[package]}"
    return None


@pytest.fixture(scope="session")
def run_with() -> Callable[[str], Run]:
    """A package to the function that runs a script of this folder with it."""
    node = shutil.which("node")
    folder = Path(os.environ.get("UPSERT_SANDBOX_NPM") or HERE)

    def prepared(package: str) -> Run:
        reason = missing(node, folder, [package])
        if reason is not None:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
        return lambda script, *arguments: run(str(node), folder, script, [package, *arguments])

    return prepared


def run(node: str, folder: Path, script: str, arguments: Sequence[str]) -> list[dict[str, Any]]:
    """
    What a script prints, one JSON object a line.

    It is fed through standard input, so that its imports are resolved in the folder of packages.
    """
    source = (HERE / script).read_text()
    environment = {"PATH": os.environ.get("PATH", ""), "NO_PROXY": "127.0.0.1"}
    command = [node, "--input-type=module", "-", *arguments]
    finished = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        input=source,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return [json.loads(line) for line in finished.stdout.splitlines()]
