"""
Routing by table: Connexion's router tries one regular expression after the other for each request.

The table is made of the router's own routes, and answers as it does: a fixed path first, then
templated ones in their order. Whatever is not in it, an unknown path or another method, is left to
the router.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from connexion.middleware.abstract import ROUTING_CONTEXT
from connexion.middleware.routing import RoutingMiddleware
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send


class RouteRow(NamedTuple):
    """A route: what its addresses look like behind the mount, the mount, and its operation."""

    pattern: Any
    mount: str
    operation: str


class RouteTable(RoutingMiddleware):  # type: ignore[misc] # Connexion has no types
    """Connexion's routing with a table in front."""

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self._fixed: dict[tuple[str, str], RouteRow] | None = None
        self._templated: dict[tuple[str, str, int], list[RouteRow]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route by the table, else by the router."""
        found = self.find(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await super().__call__(scope, receive, send)
            return
        row, parameters = found
        scope = {**scope, "path_params": {**scope.get("path_params", {}), **parameters}}
        extensions = scope.setdefault("extensions", {})
        routing = {"api_base_path": row.mount, "operation_id": row.operation}
        extensions.setdefault(ROUTING_CONTEXT, {}).update(routing)
        await self.app(scope, receive, send)

    def find(self, method: str, path: str) -> tuple[RouteRow, Mapping[str, str]] | None:
        """The route of an address and its path parameters, ``None`` where the router must say."""
        if self._fixed is None:
            self._fixed = self.compiled()
        row = self._fixed.get((method, path))
        if row is not None:
            return row, {}
        mount = path[: path.find("/", 1)]
        rest = path[len(mount) :]
        for each in self._templated.get((method, mount, path.count("/")), ()):
            match = each.pattern.match(rest)
            if match is not None:
                return each, match.groupdict()
        return None

    def compiled(self) -> dict[tuple[str, str], RouteRow]:
        """Sort the routes of every API by method and address; they are all known by now."""
        fixed: dict[tuple[str, str], RouteRow] = {}
        for mounted in self.router.routes:
            if not isinstance(mounted, Mount):
                continue
            for route in mounted.routes:
                if not isinstance(route, Route):
                    continue
                endpoint: Any = route.endpoint
                row = RouteRow(route.path_regex, mounted.path, endpoint.operation_id)
                address = f"{mounted.path}{route.path}"
                for method in route.methods or ():
                    if "{" in route.path:
                        key = method, mounted.path, address.count("/")
                        self._templated.setdefault(key, []).append(row)
                    else:
                        fixed.setdefault((method, address), row)
        return fixed
