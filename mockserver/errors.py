"""
The exceptions of the sandbox, all under one root, each with the exit code of the command line.

    SandboxError
    ├── UsageError            2   an option or a name that does not exist
    ├── ContractError         3   a contract that cannot be served: where, and what would be right
    ├── SeedError             3   a seed that cannot be loaded: file and line, and why
    ├── StateError            5   state files that cannot be used
    │   ├── StateLocked           another process has them
    │   ├── StateCorrupt          a journal whose middle is damaged
    │   └── StateWriteError       a commit that could not be made durable; nothing was changed
    ├── TooManyTenants        1   a new tenant beyond what ``--max-tenants`` allows
    ├── AddressInUse          4   the port is taken
    └── ControlError          1   a running sandbox could not be started, or refused
        └── Unreachable           nothing that is a sandbox answers at the address

A refusal of a request is a value (``mockserver.core.reasons.Refusal``) and not an exception.
"""

from __future__ import annotations


class SandboxError(Exception):
    """Root of everything the sandbox raises on purpose; the message is one clear sentence."""

    exit_code = 1


class UsageError(SandboxError):
    """An option, a vendor or a name that does not exist."""

    exit_code = 2


class ContractError(SandboxError):
    """A contract that cannot be served."""

    exit_code = 3


class SeedError(SandboxError):
    """A seed that cannot be loaded; the message begins with file and line."""

    exit_code = 3


class TooManyTenants(SandboxError):
    """A new tenant beyond the bound, while each of the others has something of its own."""


class AddressInUse(SandboxError):
    """The address is taken or cannot be bound."""

    exit_code = 4


class ControlError(SandboxError):
    """A running sandbox could not be started, reached or stopped, or it refused a call."""

    exit_code = 1


class Unreachable(ControlError):
    """Nothing that is a sandbox answers at the address."""


class StateError(SandboxError):
    """State files that cannot be used."""

    exit_code = 5


class StateLocked(StateError):
    """Another process uses the same state."""


class StateCorrupt(StateError):
    """
    A journal is damaged before its last line, so nothing after the damage can be trusted.

    ``file`` is the journal, ``line`` the first line that is damaged, counted from one.
    """

    def __init__(self, message: str, file: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.file = file
        self.line = line


class StateWriteError(StateError):
    """A commit could not be made durable; memory and file are as they were before it."""
