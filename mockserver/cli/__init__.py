"""
The command line.

``serve`` and ``up`` start a sandbox, ``doctor`` looks at its files, the others talk to one.
"""

from mockserver.cli import (
    background,
    doctor_command,
    fault_commands,
    request_commands,
    serve_commands,
    setting_commands,
    state_commands,
)
from mockserver.cli.frame import main

__all__ = [
    "background",
    "doctor_command",
    "fault_commands",
    "main",
    "request_commands",
    "serve_commands",
    "setting_commands",
    "state_commands",
]
