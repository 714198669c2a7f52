"""
The control plane as the commands call it: one request over HTTP, one JSON answer or one error.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

import click

from mockserver.cli.frame import one_line_errors
from mockserver.control.refused import refusal_of
from mockserver.errors import Unreachable

Arguments = ParamSpec("Arguments")

TIMEOUT = 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A running sandbox, the tenants that a command is about, and how to print."""

    url: str
    token: str | None
    vendors: tuple[str, ...]
    tenants: tuple[str, ...]
    as_json: bool

    def whole(self) -> Remote:
        """The same without a choice of tenants, for calls about the sandbox as such."""
        return replace(self, vendors=(), tenants=())

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Call the control plane. Raises ``CallRefused`` and ``Unreachable``."""
        text = self.text(method, path, None if body is None else json.dumps(body).encode(), **query)
        return json.loads(text)

    def text(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        kind: str = "application/json",
        **query: Any,
    ) -> bytes:
        """The same with bytes."""
        sent = {"vendor": self.vendors, "tenant": self.tenants, **query}
        filled = {name: value for name, value in sent.items() if value not in {None, ()}}
        address = f"{self.url}/__admin{path}?{urlencode(filled, doseq=True)}"
        headers = {} if body is None else {"Content-Type": kind}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(address, body, headers, method=method)  # noqa: S310 the user's
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=TIMEOUT) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            raise refusal_of(error.code, json.loads(error.read() or b"{}")) from error
        except OSError as error:
            raise Unreachable(f"no sandbox answers at {self.url} ({error})") from error


def remote_options(
    command: Callable[Concatenate[Remote, Arguments], None],
) -> Callable[..., None]:
    """Give a command the options that say which sandbox and which tenants it is about."""

    @click.option(
        "--url",
        envvar="MOCKSERVER_URL",
        default="http://127.0.0.1:8080",
        show_default=True,
        help="Where the sandbox is; also MOCKSERVER_URL.",
    )
    @click.option(
        "--admin-token", envvar="MOCKSERVER_ADMIN_TOKEN", help="Its token, if it has one."
    )
    @click.option("--vendor", "vendors", multiple=True, help="Only this vendor; repeatable.")
    @click.option("--tenant", "tenants", multiple=True, help="Only this tenant; repeatable.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
    @one_line_errors
    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        remote = Remote(
            kwargs.pop("url").rstrip("/"),
            kwargs.pop("admin_token"),
            kwargs.pop("vendors"),
            kwargs.pop("tenants"),
            kwargs.pop("as_json"),
        )
        command(remote, *args, **kwargs)

    return run
