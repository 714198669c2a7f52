"""
The command line: ``serve`` and ``up`` start a sandbox, the other commands talk to one over HTTP.
"""

from mockserver.cli import background, control, failing, looking, serving, settings
from mockserver.cli.frame import main
from mockserver.cli.serving import serve

__all__ = ["background", "control", "failing", "looking", "main", "serve", "serving", "settings"]
