"""
Where a real server contradicts its own documents: each entry of a baseline, in as few calls as
show it. When one of these fails the server was mended, and the entry goes.
"""

from __future__ import annotations

from typing import Any

import httpx
from foreign.servers import ForeignServer

UPSERT = "/items/-/upsert"


def upsert(client: httpx.Client, *rows: dict[str, Any]) -> int:
    return client.post(UPSERT, json={"rows": rows}).status_code


def read(client: httpx.Client, row: str) -> dict[str, Any]:
    [found] = client.get(f"/items/{row}.json", params={"_shape": "array"}).json()
    return dict(found)


def client_of(server: ForeignServer) -> httpx.Client:
    headers = {"Authorization": server.authorization}
    return httpx.Client(base_url=server.url, headers=headers, trust_env=False)


def test_datasette_clears_columns_that_only_other_rows_of_a_batch_name(datasette: ForeignServer):
    with client_of(datasette) as client:
        for row in ("d1", "d2"):
            assert upsert(client, {"id": row, "name": "before", "note": "before"}) == 200
        assert upsert(client, {"id": "d1", "name": "after"}) == 200
        assert read(client, "d1")["note"] == "before", "alone, what is left out stays"
        assert upsert(client, {"id": "d1", "name": "x"}, {"id": "d2", "note": "y"}) == 200
        assert (read(client, "d1")["note"], read(client, "d2")["name"]) == (None, None)


def test_datasette_refuses_a_batch_for_a_column_that_a_row_leaves_out(datasette: ForeignServer):
    with client_of(datasette) as client:
        for row in ("d3", "d4"):
            assert upsert(client, {"id": row, "name": "before", "must": "before"}) == 200
        assert upsert(client, {"id": "d3", "name": "x"}, {"id": "d4", "must": "y"}) == 400
        assert upsert(client, {"id": "d3", "name": "x"}) == 200
