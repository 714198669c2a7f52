"""
The control plane as Python calls it: one connection, one request, one JSON answer or one error.
"""

from __future__ import annotations

import copy
from typing import Any

import httpx

from mockserver.control.refused import refusal_of
from mockserver.errors import Unreachable

TIMEOUT = 60
"""Seconds."""


class Control:
    """
    The control plane of a sandbox, all of it or what it says of one tenant.

    ``url`` is the address of the sandbox without ``/__admin``; ``token`` its admin token, where
    it has one.
    """

    def __init__(
        self,
        url: str,
        vendor: str | None = None,
        tenant: str | None = None,
        token: str | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.vendor = vendor
        self.tenant = tenant
        self._client = httpx.Client(
            headers={} if token is None else {"Authorization": f"Bearer {token}"},
            trust_env=False,  # a proxy of the environment has no business with this machine
            timeout=TIMEOUT,
        )

    def about(self, vendor: str, tenant: str | None = None) -> Control:
        """The same connection, about one vendor or tenant."""
        narrowed = copy.copy(self)
        narrowed.vendor, narrowed.tenant = vendor, tenant
        return narrowed

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """
        One call; what is ``None`` in the query is left out.

        Raises ``CallRefused`` for every answer that is an error and ``Unreachable`` for none.
        """
        sent = {"vendor": self.vendor, "tenant": self.tenant, **query}
        filled = {name: value for name, value in sent.items() if value is not None}
        try:
            answer = self._client.request(
                method, f"{self.url}/__admin{path}", params=filled, json=body
            )
        except (httpx.TransportError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise Unreachable(f"no sandbox answers at {self.url} ({error})") from error
        try:
            found = answer.json()
        except ValueError as error:
            raise Unreachable(f"what answers at {self.url} is no sandbox") from error
        if answer.is_error:
            raise refusal_of(answer.status_code, found)
        return found

    def close(self) -> None:
        """Close the connection, for everyone who shares it."""
        self._client.close()
