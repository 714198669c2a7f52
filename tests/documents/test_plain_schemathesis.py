"""The command for plain Schemathesis, run as the guide prints it."""

from __future__ import annotations

import os
import subprocess

from live import serving
from page_examples import ADDRESS, COMMANDS, to
from pages import PAGES, ROOT

from mockserver.requests.vendor import load_vendors

LINES = [
    fence.text
    for page in PAGES
    for fence in page.fences
    if "schemathesis --config-file" in fence.text
]


def test_the_command_against_the_sandbox_finds_nothing():
    [line] = [line for line in LINES if ADDRESS in line]
    with serving(load_vendors(["square"])) as live:
        path = f"{COMMANDS}{os.pathsep}{os.environ['PATH']}"
        ran = subprocess.run(
            ["bash", "-c", to(live.url, line)],
            cwd=ROOT,
            env={**os.environ, "PATH": path, "NO_PROXY": "127.0.0.1", "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr
    assert "Tested: 12" in ran.stdout


def test_every_command_says_which_credential_must_be_refused():
    assert len(LINES) == 2
    assert all("CONFORMANCE_INVALID_TOKEN=" in line for line in LINES)
