"""
The command line: ``serve`` and ``up`` start a sandbox, the other commands talk to one over HTTP.
"""

from mockserver.cli import (
    background,
    fault_commands,
    request_commands,
    serve_commands,
    setting_commands,
    state_commands,
)
from mockserver.cli.frame import main

__all__ = [
    "background",
    "fault_commands",
    "main",
    "request_commands",
    "serve_commands",
    "setting_commands",
    "state_commands",
]
