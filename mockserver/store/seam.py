"""
The one seam between the sandbox and whatever keeps its state.

A store holds one independent state for each tenant of each vendor.
Everything above this file works with any implementation of it; the tests run over all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from mockserver.core.record import Record
from mockserver.core.view import Stage, View
from mockserver.errors import StateError

Contents: TypeAlias = Mapping[str, Mapping[str, Record]]
"""Collection, then id, then record: a whole state."""


@dataclass(frozen=True, slots=True)
class Damage:
    """
    A tenant whose state cannot be used, and why, with file and line.

    ``tenant`` is the name of its file, without suffix, where that of the tenant cannot be read.
    """

    tenant: str
    error: StateError


class TenantState(Protocol):
    """
    The state of one tenant: read it, change it in transactions, replace it whole.

    ``revision`` grows with everything that is written while this process has it.
    """

    @property
    def revision(self) -> int:
        """The number of commits and replacements."""

    def is_empty(self) -> bool:
        """Whether it holds nothing; costs no more for a large state."""

    def reading(self) -> AbstractContextManager[View]:
        """
        A consistent view for as long as the context lasts.

        Readers do not wait for a transaction that is still deciding, only for its short commit.
        """

    def transaction(self) -> AbstractContextManager[Stage]:
        """
        An exclusive stage; what was staged is committed as one durable unit when the context ends.

        An exception inside leaves the state as it was. So does one while committing
        (``StateWriteError``): nothing is half-written.
        """

    def replace(self, contents: Contents) -> None:
        """Swap the whole state atomically, durably; readers see the old one or the new one."""

    def contents(self) -> Contents:
        """The whole state; the caller must not change it."""


class Store(Protocol):
    """All tenants of all vendors. Raises ``StateError`` when its files cannot be used."""

    def tenant(self, vendor: str, name: str) -> TenantState:
        """The state of a tenant, empty when it is new; the same object for the same names."""

    def tenants(self, vendor: str) -> Sequence[str]:
        """The names of the tenants that this process has seen or found."""

    def damaged(self, vendor: str) -> Sequence[Damage]:
        """The tenants whose files are known to be unusable; those never opened may be too."""

    def unwritten(self, vendor: str) -> Mapping[str, str]:
        """The tenants whose last write was refused by the disk, and in which words."""

    def discard(self, vendor: str, name: str) -> None:
        """Forget a tenant and delete its files, readable or not."""

    def evict(self, vendor: str, name: str) -> None:
        """Discard a tenant and let go of its ``TenantState``, which then refuses every write."""

    def close(self) -> None:
        """Make everything durable and release the files and the lock."""
