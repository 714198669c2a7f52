"""
A sandbox that several tests share: one of this process, or one that runs already.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypedDict, Unpack

from mockserver.errors import UsageError
from mockserver.testing.control_client import Control
from mockserver.testing.hosting import Hosting, hosted
from mockserver.testing.sandbox_handle import Sandbox
from mockserver.testing.setup import Setup


class Options(TypedDict, total=False):
    """The fields of ``Hosting``, where they are told."""

    seed: Any
    seed_dir: Any
    random_seed: int | None
    async_delay: float
    state: Any
    contract: Any
    overlay: Any
    hooks: Any


class Server:
    """A running sandbox: where it is, which vendors it serves, and tenants of it."""

    def __init__(self, control: Control) -> None:
        self.control = control
        self.vendors: tuple[str, ...] = tuple(control.call("GET", "/health")["vendors"])

    @classmethod
    @contextmanager
    def start(cls, *vendors: str, **options: Unpack[Options]) -> Iterator[Server]:
        """A sandbox in a thread of this process, of all vendors when none is named."""
        with hosted(vendors, Hosting(**options)) as url, cls.attach(url) as server:
            yield server

    @classmethod
    @contextmanager
    def attach(cls, url: str, token: str | None = None) -> Iterator[Server]:
        """A sandbox that runs already, on this machine or, with its admin token, anywhere."""
        control = Control(url, token=token)
        try:
            yield cls(control)
        finally:
            control.close()

    @property
    def url(self) -> str:
        """Its address; the vendors are below it."""
        return self.control.url

    def tenant(self, vendor: str, **setup: Unpack[Setup]) -> Sandbox:
        """A new tenant; discard it with ``with`` or ``discard``. Raises ``UsageError``."""
        if vendor not in self.vendors:
            raise UsageError(f"no vendor {vendor!r} here; served are {', '.join(self.vendors)}")
        return Sandbox.open(self.control, vendor, **setup)
