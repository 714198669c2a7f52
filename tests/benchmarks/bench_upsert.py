"""
What a 10,000-object batch-upsert costs in an empty and in a full catalog, as a ratio.

    python tests/benchmarks/bench_upsert.py [--stored 200000] [--rounds 5]

Both catalogs live in the same process with a journal on disk; rounds alternate between them, and
CPU time is compared, so that other work on the machine weighs on both alike.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import tempfile
import time
from pathlib import Path

import orjson

from mockserver.messages import Grant, HttpRequest
from mockserver.requests.service import SandboxService
from mockserver.requests.vendor import load_vendors
from mockserver.store import open_store

OBJECTS = 10_000
PER_BATCH = 1_000


def body(key: str) -> bytes:
    """Half items, each with one nested variation: 10,000 objects that all count."""
    items = [
        {
            "type": "ITEM",
            "id": f"#i{number}",
            "item_data": {
                "name": f"Tea {key} {number}",
                "variations": [
                    {
                        "type": "ITEM_VARIATION",
                        "id": f"#v{number}",
                        "item_variation_data": {
                            "name": "Regular",
                            "sku": f"{key}-{number}",
                            "pricing_type": "FIXED_PRICING",
                            "price_money": {"amount": 250, "currency": "EUR"},
                        },
                    }
                ],
            },
        }
        for number in range(OBJECTS // 2)
    ]
    half = PER_BATCH // 2
    batches = [{"objects": items[at : at + half]} for at in range(0, len(items), half)]
    return orjson.dumps({"idempotency_key": key, "batches": batches})


def upsert(sandbox: SandboxService, tenant: str, key: str) -> float:
    """CPU seconds of one upsert."""
    call = HttpRequest("BatchUpsertCatalogObjects", Grant(tenant), body=body(key))
    started = time.process_time()
    answer = sandbox.answer("square", call)
    spent = time.process_time() - started
    if answer.status != 200:
        raise SystemExit(f"refused: {answer.body[:300]!r}")
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    gc.set_threshold(200_000, 50, 1_000)
    with tempfile.TemporaryDirectory() as folder:
        sandbox = SandboxService(load_vendors(["square"]), open_store(Path(folder)))
        for number in range(options.stored // OBJECTS):
            upsert(sandbox, "full", f"fill-{number}")
        gc.collect()
        gc.freeze()
        empty, full = [], []
        for number in range(options.rounds):
            empty.append(upsert(sandbox, f"empty-{number}", "k"))
            full.append(upsert(sandbox, "full", f"measured-{number}"))
        sandbox.store.close()
    ratio = statistics.median(full) / statistics.median(empty)
    print(f"10,000 objects into an empty catalog:    {statistics.median(empty):.3f} s CPU")
    print(f"10,000 objects beside {options.stored:,} stored: {statistics.median(full):.3f} s CPU")
    print(f"ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
