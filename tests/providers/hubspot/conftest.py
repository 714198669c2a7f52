"""HubSpot, as its contract declares it."""

from __future__ import annotations

from typing import Any

import pytest
from harness import Bench, Reply

from mockserver.providers import load_vendor

SERVED = load_vendor("hubspot")


class HubSpot(Bench):
    """Calls of one account; every answer is held to the contract."""

    def __init__(self, credential: str = "pat-eu1-account-one", **settings: Any) -> None:
        super().__init__("hubspot", credential, served=SERVED, **settings)

    def ask(
        self,
        operation: str,
        body: Any = None,
        *,
        of: str = "contacts",
        query: str = "",
        credential: str | None = None,
        **path: str,
    ) -> Reply:
        where = {"objectType": of, **path}
        return self.call(operation, body, path=where, query=query, credential=credential)

    def upsert(self, *inputs: dict[str, Any], of: str = "contacts") -> Reply:
        return self.ask("batchUpsert", {"inputs": list(inputs)}, of=of)

    def update(self, *inputs: dict[str, Any], of: str = "contacts") -> Reply:
        return self.ask("batchUpdate", {"inputs": list(inputs)}, of=of)

    def made(self, of: str = "contacts", **properties: str) -> str:
        """The id of a new record."""
        answer = self.ask("create", {"properties": properties}, of=of)
        assert answer.status == 201, answer.body
        found: str = answer.body["id"]
        return found

    def seen(self, number: str, *names: str, of: str = "contacts") -> Any:
        """Properties of a record as they are read by id."""
        query = f"properties={','.join(names)}" if names else ""
        answer = self.ask("read", of=of, query=query, objectId=number)
        return answer.body["properties"] if answer.status == 200 else None

    def define(self, name: str, of: str = "companies", **more: Any) -> Reply:
        body = {"name": name, "label": name, "type": "string", "fieldType": "text"}
        return self.ask("createProperty", {**body, "groupName": "own", **more}, of=of)


@pytest.fixture
def hubspot() -> HubSpot:
    return HubSpot()


def keyed(email: str, trace: str | None = None, **properties: Any) -> dict[str, Any]:
    """An input of an upsert by email."""
    own = {} if trace is None else {"objectWriteTraceId": trace}
    return {"id": email, "idProperty": "email", "properties": properties, **own}
