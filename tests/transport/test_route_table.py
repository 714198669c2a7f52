"""The table of routes answers as Connexion's router does, for every operation of every vendor."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockserver.contract import Contract, load_contract, routing_view
from mockserver.providers import VENDORS
from mockserver.transport.route_table import RouteTable

CONTRACTS = {name: load_contract(name) for name in sorted(VENDORS)}
VALUES = ("a", "7", "bulk", "search", "a b", "a/b", "é€", "a%2Fb", ".", "a.json", "")
ROUTER: Any = RouteTable.__base__
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def routed_by(kind: Any) -> tuple[Any, list[Any]]:
    # Connexion warns of itself unless the sandbox has imported it first.
    from connexion.resolver import Resolver  # noqa: PLC0415
    from connexion.spec import Specification  # noqa: PLC0415

    seen: list[Any] = []

    async def last(scope: Any, _receive: Any, _send: Any) -> None:
        routing = scope.get("extensions", {}).get("connexion_routing", {})
        seen.append((routing, scope.get("path_params")))

    router = kind(last)
    for name, contract in CONTRACTS.items():
        view = Specification.load(routing_view(contract))
        router.add_api(view, base_path=f"/{name}", resolver=Resolver(lambda _name: str))
    return router, seen


@pytest.fixture(scope="module")
def routers() -> tuple[tuple[Any, list[Any]], tuple[Any, list[Any]]]:
    return routed_by(ROUTER), routed_by(RouteTable)


def ask(router: Any, seen: list[Any], method: str, path: str) -> Any:
    scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    seen.clear()
    try:
        asyncio.run(router(scope, receive, send))
    except Exception as error:  # noqa: BLE001 what one router raises the other must raise too
        return type(error), getattr(error, "status_code", None)
    return list(seen), [message.get("status") for message in sent]


def addresses(contract: Contract) -> list[str]:
    found = []
    for path in sorted({operation.path for operation in contract.operations.values()}):
        for value in VALUES if "{" in path else ("",):
            pieces = [value if piece.startswith("{") else piece for piece in path.split("/")]
            found.append(f"/{contract.vendor}{'/'.join(pieces)}")
        found.append(f"/{contract.vendor}{path.rstrip('/')}/")
    return [*found, "/", f"/{contract.vendor}", f"/{contract.vendor}/", "/nobody/at/home", "/x"]


@pytest.mark.parametrize("vendor", sorted(VENDORS))
def test_every_address_is_routed_as_the_router_routes_it(vendor: str, routers: Any):
    (router, by_router), (table, by_table) = routers
    for path in addresses(CONTRACTS[vendor]):
        for method in METHODS:
            wanted = ask(router, by_router, method, path)
            assert ask(table, by_table, method, path) == wanted, f"{method} {path}"


def test_known_addresses_do_not_reach_the_router(routers: Any):
    _, (table, _) = routers
    for name, contract in CONTRACTS.items():
        for operation in contract.operations.values():
            path = f"/{name}{operation.path.replace('{', '').replace('}', '')}"
            found = table.find(operation.method.upper(), path)
            assert found is not None, path
