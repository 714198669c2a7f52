"""What a client of Square sends in the tests of the handle."""

from __future__ import annotations

from typing import Any

import httpx

from mockserver.testing import Sandbox

UPSERT = "BatchUpsertCatalogObjects"

PLAIN: Any = {"trust_env": False, "verify": False}
"""No proxy, and no certificates to load: nothing here is encrypted."""


def tax(name: str, ref: str = "#vat", **more: Any) -> dict[str, Any]:
    return {"type": "TAX", "id": ref, "tax_data": {"name": name, "percentage": "20"}, **more}


def save(sandbox: Sandbox, key: str, *objects: dict[str, Any]) -> httpx.Response:
    return httpx.post(
        f"{sandbox.url}/v2/catalog/batch-upsert",
        headers=sandbox.headers,
        json={"idempotency_key": key, "batches": [{"objects": list(objects)}]},
        **PLAIN,
    )


def id_of(answer: httpx.Response) -> str:
    return str(answer.json()["objects"][0]["id"])
