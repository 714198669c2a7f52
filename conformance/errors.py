"""
Errors before or beside judging; each class has the exit code that it ends a run with.

```
SuiteError               2
├── UsageError           2  options that contradict each other, filters that match nothing
├── ProfileError         2  a profile that cannot be read or has unknown words
├── BaselineError        2  the same of a baseline
├── ReportError          2  the same of a report that is read back
├── TargetError          2  nothing answers, or something other than the vendor does
├── UnreadableContract        3  a contract or a declaration of a user's that cannot be read
└── CatalogueError       4  rules, lock or probes of this package disagree: our fault
```
"""

from __future__ import annotations


class SuiteError(Exception):
    """An error with one clear sentence for the user, and an exit code."""

    exit_code = 2


class UsageError(SuiteError):
    """The options contradict each other or match nothing."""


class ProfileError(SuiteError):
    """A profile cannot be read."""


class BaselineError(SuiteError):
    """A baseline cannot be read."""


class ReportError(SuiteError):
    """A report or ledger cannot be read back."""


class TargetError(SuiteError):
    """The target does not answer as the vendor."""


class UnreadableContract(SuiteError):
    """A contract, or its declaration, cannot be read; says file and place."""

    exit_code = 3


class CatalogueError(SuiteError):
    """The rules contradict themselves, their lock or the probes."""

    exit_code = 4
