"""
What can go wrong before or beside judging; each error knows the exit code it ends a run with.

```
SuiteError               2
├── UsageError           2  options that contradict each other, filters that match nothing
├── ProfileError         2  a profile that cannot be read or says what nobody understands
├── BaselineError        2  the same of a baseline
├── ReportError          2  the same of a report that is read back
├── TargetError          2  nothing answers, or something else than the vendor does
└── CatalogueError       4  rules, lock or probes of this package disagree: our fault
```
"""

from __future__ import annotations


class SuiteError(Exception):
    """One clear sentence for the user, and an exit code."""

    exit_code = 2


class UsageError(SuiteError):
    """What was asked for makes no sense."""


class ProfileError(SuiteError):
    """A profile is unreadable."""


class BaselineError(SuiteError):
    """A baseline is unreadable."""


class ReportError(SuiteError):
    """A report or ledger that should be read back is unreadable."""


class TargetError(SuiteError):
    """The target does not answer as the vendor."""


class CatalogueError(SuiteError):
    """The rules contradict themselves, their lock or the probes."""

    exit_code = 4
