"""
A soak of the sandbox: it is killed while it writes, and asked nonsense for as long as one likes.

    python tests/soak/soak.py --seed 1 --kills 20 --requests 20000

Killed with SIGKILL and started again on the same state, it must still have every write that it
acknowledged, whole. Under valid, broken and hostile requests, also to its control plane, it must
never answer 500 nor write a traceback, and answer quickly afterwards. Ends with 1 otherwise.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import signal
import string
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

ROOT = Path(__file__).resolve().parents[2]
WRITERS = 4


@contextmanager
def sandbox(state: Path, log: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A sandbox of all vendors on a state that is kept; whoever uses it may kill it."""
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--state", str(state)]
    with log.open("a") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        yield json.loads(process.stdout.readline())["url"], process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(20)
        process.stdout.close()


@dataclass
class Writer:
    """One client of one vendor: writes records whole and knows which values may be stored."""

    vendor: str
    number: int
    acknowledged: dict[str, int] = field(default_factory=dict)
    attempted: dict[str, int] = field(default_factory=dict)
    writes: int = 0

    @property
    def headers(self) -> dict[str, str]:
        name = f"soak-client-{self.number:08d}-00000"
        return {
            "hubspot": {"Authorization": f"Bearer {name}"},
            "propeller": {"Authorization": f"Bearer {name}"},
            "shopimind": {"spm-api-key": name},
            "solvimon": {"X-API-KEY": name},
            "square": {"Authorization": f"Bearer {name}"},
        }[self.vendor]

    def call(self, client: httpx.Client, key: int, value: int) -> httpx.Response:
        """Write one record with a value in two members, so that a half-written one is seen."""
        text = f"value {value}"
        match self.vendor:
            case "hubspot":
                one = {"id": f"c{key}@x.example", "idProperty": "email"}
                body = {"inputs": [{**one, "properties": {"firstname": text, "lastname": text}}]}
                return client.post("/hubspot/crm/v3/objects/contacts/batch/upsert", json=body)
            case "propeller":
                row = {"id": key + 1, "firstName": text, "lastName": text}
                return client.post("/propeller/customers/bulk/id", json={"customers": [row]})
            case "shopimind":
                row = {"product_id": key, "lang": "en", "name": text, "price": value}
                return client.post("/shopimind/v1/products", json=[row])
            case "solvimon":
                row = {"reference": f"r-{key}", "name": text, "description": text}
                return client.put("/solvimon/v1/products", json={**row, "product_type": "ADDON"})
        tax = {"name": text, "percentage": str(value % 100)}
        thing = {"type": "TAX", "id": f"#{key}-{value}", "tax_data": tax}
        body = {"idempotency_key": f"{key}-{value}", "batches": [{"objects": [thing]}]}
        return client.post("/square/v2/catalog/batch-upsert", json=body)

    def write(self, client: httpx.Client, rng: random.Random) -> None:
        """Write until the sandbox is gone; a value counts as soon as it was acknowledged."""
        while True:
            key, self.writes = rng.randrange(20), self.writes + 1
            name = str(key)
            if self.vendor == "square":
                key, name = self.writes, str(self.writes)
            self.attempted[name] = self.writes
            try:
                answer = self.call(client, key, self.writes)
            except httpx.HTTPError:
                return
            if answer.status_code < 300:
                self.acknowledged[name] = self.writes

    def lost(self, client: httpx.Client) -> list[str]:
        """The acknowledged writes that are not there, or not whole."""
        return [
            f"{self.vendor} {name}: {value} was acknowledged, {found} is stored"
            for name, value in self.acknowledged.items()
            if (found := self.stored(client, name)) not in {value, self.attempted[name]}
        ]

    def stored(self, client: httpx.Client, name: str) -> int | str | None:
        """The value that is stored, ``None`` for none, a text for one that is not whole."""
        match self.vendor:
            case "hubspot":
                chosen = {"idProperty": "email", "properties": "firstname,lastname"}
                address = f"/hubspot/crm/v3/objects/contacts/c{name}@x.example"
                found = client.get(address, params=chosen).json().get("properties", {})
                texts = found.get("firstname"), found.get("lastname")
            case "propeller":
                found = client.get(f"/propeller/customers/id/{int(name) + 1}").json().get("data")
                texts = (found or {}).get("firstName"), (found or {}).get("lastName")
            case "shopimind":
                rows = client.get("/shopimind/v1/products", params={"limit": 100}).json()["data"]
                row = next((row for row in rows if str(row["product_id"]) == name), {})
                texts = row.get("name"), f"value {row.get('price')}"
            case "solvimon":
                found = client.get(f"/solvimon/v1/products/r-{name}").json()
                texts = found.get("name"), found.get("description")
            case _:
                body = {"object_types": ["TAX"], "query": {}}
                exact = {"attribute_name": "name", "attribute_value": f"value {name}"}
                body["query"] = {"exact_query": exact}
                answer = client.post("/square/v2/catalog/search", json=body).json()
                names = [each["tax_data"]["name"] for each in answer.get("objects", [])]
                texts = (names[0], names[0]) if len(names) == 1 else (None, None)
        if texts[0] is None:
            return None
        return int(texts[0].split()[1]) if texts[0] == texts[1] else f"half: {texts}"


def kill_rounds(rounds: int, rng: random.Random, state: Path, log: Path) -> list[str]:
    """Kill the sandbox while it writes, and look for what it acknowledged."""
    vendors = ("hubspot", "propeller", "shopimind", "solvimon", "square")
    writers = [Writer(vendor, number) for number, vendor in enumerate(vendors)]
    faults: list[str] = []
    for _ in range(rounds):
        with sandbox(state, log) as (url, process):
            threads = [
                threading.Thread(target=drive, args=(url, writer, rng.randrange(10**9)))
                for writer in writers
            ]
            for thread in threads:
                thread.start()
            time.sleep(rng.uniform(0.3, 1.2))
            process.kill()
            for thread in threads:
                thread.join()
    with sandbox(state, log) as (url, _process):
        for writer in writers:
            with httpx.Client(base_url=url, headers=writer.headers, trust_env=False) as client:
                faults += writer.lost(client)
    counted = sum(len(writer.acknowledged) for writer in writers)
    total = sum(writer.writes for writer in writers)
    print(f"{rounds} kills, {total} writes, {counted} records acknowledged, {len(faults)} lost")
    return faults


def drive(url: str, writer: Writer, seed: int) -> None:
    with httpx.Client(base_url=url, headers=writer.headers, trust_env=False) as client:
        writer.write(client, random.Random(seed))  # noqa: S311 repeatable, not secret


def nonsense(rng: random.Random, depth: int = 0) -> Any:
    """A JSON value that no contract has in mind."""
    scalars: list[Callable[[], Any]] = [
        lambda: rng.choice([None, True, False, 0, -1, 10**30, 1e308, "", " ", "\x00", "é" * 3]),
        lambda: rng.randrange(-(2**70), 2**70),
        lambda: "".join(rng.choices(string.printable, k=rng.randrange(60))),
        lambda: rng.choice(["9999-12-31T23:59:59Z", "0000-00-00", "#a", "../..", "%00", "\ud7ff"]),
    ]
    if depth > 4 or rng.random() < 0.5:
        return rng.choice(scalars)()
    size = rng.randrange(4)
    if rng.random() < 0.5:
        return [nonsense(rng, depth + 1) for _ in range(size)]
    words = [
        "id",
        "type",
        "objects",
        "batches",
        "customers",
        "reference",
        "name",
        "mode",
        "seconds",
    ]
    return {rng.choice(words): nonsense(rng, depth + 1) for _ in range(size)}


def targets(url: str) -> list[tuple[str, str, str]]:
    """Every operation of every contract: where it is served, its method, its path."""
    found = []
    for file in sorted((ROOT / "openapi").glob("*.yaml")):
        prefix = "__admin" if file.stem == "admin" else file.stem
        for path, item in yaml.safe_load(file.read_text())["paths"].items():
            methods = item.keys() & {"get", "put", "post", "patch", "delete"}
            found += [(f"{url}/{prefix}", method.upper(), path) for method in sorted(methods)]
    return found


def ask(client: httpx.Client, rng: random.Random, target: tuple[str, str, str]) -> httpx.Response:
    """One request to an operation, sound in some parts and broken in others."""
    root, method, path = target
    words = ["1", "example", "%2e%2e", "a" * 300, "é", "0", "id", "-1", "x%0ay", "'"]
    path = re.sub(r"\{[^}]+\}", lambda _match: rng.choice(words), path)
    query = {
        rng.choice(["page", "limit", "cursor", "tenant", "vendor", "to", "x"]): rng.choice(words)
    }
    body = json.dumps(nonsense(rng)).encode("utf-8", "surrogatepass")
    if rng.random() < 0.2:
        body = body[: rng.randrange(len(body) + 1)]
    media = rng.choice(["application/json"] * 6 + ["text/plain", "application/x-ndjson", "a/b;c"])
    key = f"soak-nonsense-{rng.randrange(5)}-0000000000"
    headers = {
        "Content-Type": media,
        "Authorization": f"Bearer {key}",
        "X-API-KEY": key,
        "spm-api-key": key,
        rng.choice(["X-Sandbox-Fault", "Prefer", "Origin", "Accept"]): rng.choice(
            ["code=429", "throttle", "{", "http://127.0.0.1", "a" * 200]
        ),
    }
    has_body = method not in {"GET", "DELETE"} or rng.random() < 0.1
    return client.request(
        method, f"{root}{path}", params=query, headers=headers, content=body if has_body else None
    )


def hostile(count: int, rng: random.Random, state: Path, log: Path) -> list[str]:
    """Requests of every kind, one after the other; what is answered with 500, or not at all."""
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    with sandbox(state, log) as (url, process):
        every = targets(url)
        with httpx.Client(trust_env=False, timeout=30) as client:
            for number in range(count):
                target = rng.choice(every)
                if target[2].startswith("/clock"):
                    continue  # a moved clock expires what the others have
                answer = ask(client, rng, target)
                statuses[answer.status_code] += 1
                if answer.status_code == 500:
                    faults.append(
                        f"request {number}: {target[1]} {target[2]}: 500 {answer.text[:200]}"
                    )
            began = time.perf_counter()
            health = client.get(f"{url}/__admin/health")
            took = time.perf_counter() - began
        if health.status_code != 200 or process.poll() is not None:
            faults.append(f"health: {health.status_code} {health.text[:200]}")
    told = ", ".join(f"{status}: {many}" for status, many in sorted(statuses.items()))
    print(f"{sum(statuses.values())} requests ({told}); health after it in {took * 1000:.0f} ms")
    return faults


def soak(seed: int, kills: int, requests: int) -> list[str]:
    """Everything that went wrong in a soak."""
    rng = random.Random(seed)  # noqa: S311 repeatable, not secret
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        log = Path(folder, "log")
        faults = kill_rounds(kills, rng, Path(folder, "killed"), log)
        faults += hostile(requests, rng, Path(folder, "asked"), log)
        text = log.read_text(errors="replace")
        if "Traceback" in text:
            faults.append(f"the log has a traceback: {text[text.index('Traceback') :][:1500]}")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--requests", type=int, default=20_000)
    asked = parser.parse_args()
    print(f"seed {asked.seed}")
    faults = soak(asked.seed, asked.kills, asked.requests)
    print("\n".join(faults[:20]) or "nothing went wrong")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
