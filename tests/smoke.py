"""
A smoke run of an installed sandbox, with the standard library only.

The first argument is the ``mockserver`` command. Looks for the pages; serves, writes, reads back,
stops.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from importlib.metadata import files, metadata
from typing import Any


def ask(url: str, body: Any = None) -> Any:
    headers = {"Authorization": "Bearer smoke", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        return json.load(answer)


def check_pages() -> None:
    """The pages are installed beside the code, and joined for the package index."""
    installed = {str(file) for file in files("upsert-sandbox") or ()}
    assert {
        "conformance/README.md",
        "mockserver/README.md",
        "mockserver/ARCHITECTURE.md",
        "mockserver/openapi/README.md",
    } <= installed, installed
    joined = metadata("upsert-sandbox").get_payload()
    assert "# Guide to the suite\n" in joined, joined[:200]


def main(command: str) -> None:
    check_pages()
    print(
        subprocess.run([command, "--version"], check=True, capture_output=True, text=True).stdout,
        end="",
    )
    with subprocess.Popen(
        [command, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        ready = json.loads(server.stdout.readline())
        square = ready["vendors"]["square"]
        tax = {"type": "TAX", "id": "#vat", "tax_data": {"name": "VAT", "percentage": "20"}}
        batch = {"idempotency_key": "k", "batches": [{"objects": [tax]}]}
        written = ask(f"{square}/v2/catalog/batch-upsert", batch)
        tax_id = written["id_mappings"][0]["object_id"]
        read = ask(f"{square}/v2/catalog/object/{tax_id}")
        assert read["object"]["tax_data"]["name"] == "VAT", read
        assert ask(f"{square}/openapi.json")["openapi"].startswith("3.1")
        assert ask(f"{ready['admin']}/health")["status"] == "ok"
        server.send_signal(signal.SIGINT)
    assert server.returncode == 0, f"exit code {server.returncode}"
    print("smoke: served, written, read back, stopped")


if __name__ == "__main__":
    main(sys.argv[1])
