"""
The Python of the README, run as it stands.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from readme import README

ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "mockserver.testing.plugin"}
CHANGING = re.compile(r"tenant-[a-p]{20}|\b[A-Z2-7]{24}\b|^-+ sandbox.*$", re.MULTILINE)


def blocks(title: str) -> tuple[str, str]:
    """The Python of a section, and what it prints."""
    text = README.read_text().split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    [code] = [inside for language, inside in fenced if language == "python"]
    [printed] = [inside for language, inside in fenced if not language]
    return code, printed


def printed_by(folder: Path, *command: str) -> str:
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **ALONE, "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ran.stdout + ran.stderr


def test_the_handle_for_python_does_what_the_readme_says(tmp_path: Path):
    code, printed = blocks("Python")
    (tmp_path / "example.py").write_text(code)
    assert printed_by(tmp_path, "example.py") == printed


def test_the_report_of_the_failing_test_is_the_one_in_the_readme(tmp_path: Path):
    code, printed = blocks("Test your client with pytest")
    (tmp_path / "test_menu.py").write_text(code)
    told = printed_by(tmp_path, "-m", "pytest", "-p", "no:cacheprovider", "test_menu.py")
    assert "1 failed, 1 passed" in told
    assert CHANGING.sub("...", printed) in CHANGING.sub("...", told)
