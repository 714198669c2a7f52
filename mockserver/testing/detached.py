"""
A sandbox that outlives the tests, for a look at what they left.
"""

from __future__ import annotations

import json
import subprocess
import sys

from mockserver.errors import ControlError

COMMAND = (sys.executable, "-m", "mockserver", "up", "--port", "0")
LONGEST_START = 60
"""Seconds."""


def start_detached() -> str:
    """The address of a new sandbox of all vendors, in a process of its own."""
    started = subprocess.run(  # noqa: S603 our own command
        COMMAND, capture_output=True, text=True, timeout=LONGEST_START, check=False
    )
    if started.returncode:
        raise ControlError(started.stderr.strip() or "the sandbox could not be started")
    return str(json.loads(started.stdout.splitlines()[0])["url"])
