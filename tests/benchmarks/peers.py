"""
What a request costs the server, beside a floor, stock Connexion with TinyDB, Prism and Mockoon.

    python tests/benchmarks/peers.py [--rounds 3] [--only WORK ...] [--peers DIR]

CPU time of the server's processes, the real contracts, real HTTP on loopback; the median of some
rounds after a warm-up. ``--peers`` is the folder of ``node_modules`` that has Prism and Mockoon
(``npm install --prefix DIR @stoplight/prism-cli @mockoon/cli``); what is missing is said.
Ratios hold on other machines, times do not: the guide shows ratios only.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import orjson

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench_upsert import body as ten_thousand

ROOT = Path(__file__).resolve().parents[2]
TICK = os.sysconf("SC_CLK_TCK")
LONGEST_START = 60.0


@dataclass(frozen=True)
class Work:
    """One kind of request: ``body(n)`` is the n-th, ``None`` for a read; ``count`` a round."""

    name: str
    vendor: str
    method: str
    path: str
    body: Callable[[int], bytes] | None
    count: int
    headers: Mapping[str, str]


SQUARE = {"Authorization": "Bearer my-seller"}


def tax(n: int) -> bytes:
    value = {"type": "TAX", "id": "#t", "tax_data": {"name": "VAT", "percentage": "20"}}
    return orjson.dumps({"idempotency_key": f"one-{os.getpid()}-{n}", "object": value})


def customers(n: int) -> bytes:
    moment = "2026-01-05T10:00:00Z"
    return orjson.dumps(
        [
            {
                "customer_id": f"C-{n}-{each}",
                "email": f"m{n}.{each}@example.com",
                "first_name": "Marie",
                "last_name": "Dupont",
                "is_newsletter_subscribed": True,
                "lang": "fr",
                "created_at": moment,
                "updated_at": moment,
            }
            for each in range(50)
        ]
    )


def product(n: int) -> bytes:
    return orjson.dumps({"reference": f"r-{n}", "name": "Premium", "product_type": "ADDON"})


def rows(n: int) -> bytes:
    return orjson.dumps(
        {
            "customers": [
                {
                    "id": n * 100 + each,
                    "firstName": "Iris",
                    "lastName": "de Wit",
                    "email": f"i{n}.{each}@example.com",
                    "source": "SHOP",
                    "sourceId": str(n * 100 + each),
                }
                for each in range(100)
            ]
        }
    )


WORKS = (
    Work("read one object", "square", "GET", "/v2/catalog/object/{id}", None, 1000, SQUARE),
    Work("Square upsert of one", "square", "POST", "/v2/catalog/object", tax, 600, SQUARE),
    Work(
        *("ShopiMind save of 50", "shopimind", "POST", "/v1/customers", customers, 200),
        {"spm-api-key": "my-shop-000000000000"},
    ),
    Work(
        *("Solvimon PUT", "solvimon", "PUT", "/v1/products", product, 600),
        {"X-API-KEY": "my-first-platform"},
    ),
    Work(
        *("Propeller bulk of 100", "propeller", "POST", "/customers/bulk/id", rows, 150),
        {"Authorization": "Bearer webshop-one"},
    ),
    Work(
        *("Square batch-upsert of 10,000", "square", "POST", "/v2/catalog/batch-upsert"),
        *(lambda n: ten_thousand(f"b{n}-{os.getpid()}"), 4, SQUARE),
    ),
)


@dataclass(frozen=True)
class Server:
    """A server that runs: its address, and the process that started it."""

    url: str
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU that its processes have spent."""
        return sum(map(seconds_of, family(self.pid)))


def family(pid: int) -> list[int]:
    """A process and everything that descends from it."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found


def seconds_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int, mount: str = "") -> Iterator[Server]:
    """Run a server until the block ends. Raises ``TimeoutError`` when it does not listen."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield Server(f"http://127.0.0.1:{port}{mount}", process.pid)
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"{process.args!r} does not listen")


class Contestants:
    """How each server is started for a vendor."""

    def __init__(self, peers: Path, scratch: Path) -> None:
        self.peers = peers / "node_modules" / ".bin"
        self.scratch = scratch

    def command(self, name: str, vendor: str, port: int) -> tuple[list[str], str] | None:
        """The command of a contestant and where it mounts, ``None`` where it is missing."""
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        here = Path(sys.executable).parent
        contract = str(ROOT / "openapi" / f"{vendor}.yaml")
        if name in {"floor", "stock"}:
            script = str(Path(__file__).with_name("floor.py"))
            return [sys.executable, script, name, str(port), str(folder)], ""
        if name == "ours":
            state = ["--state", str(folder), "--port", str(port)]
            return [str(here / "mockserver"), "serve", vendor, *state], f"/{vendor}"
        tool = {"prism": "prism", "mockoon": "mockoon-cli"}[name]
        if shutil.which("node") is None or not (self.peers / tool).exists():
            return None
        if name == "prism":
            return [str(self.peers / tool), "mock", "--errors", "-p", str(port), contract], ""
        return [str(self.peers / tool), "start", "-d", contract, "-p", str(port)], ""


CONTESTANTS = ("floor", "ours", "stock", "prism", "mockoon")


def cost(server: Server, name: str, work: Work, rounds: int) -> float | None:
    """Milliseconds of CPU for one request, ``None`` where the server refuses the work."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=120) as client:
        headers = {"Content-Type": "application/json", **work.headers}
        path, number = "/anything" if name == "stock" else work.path, iter(range(10**9))
        if "{id}" in path:
            path = path.format(id=first_object(client, headers) if name == "ours" else "X")
        measured = []
        for turn in range(rounds + 1):
            bodies = [work.body(next(number)) if work.body else b"" for _ in range(work.count)]
            before = server.cpu()
            for content in bodies:
                answer = client.request(work.method, path, content=content, headers=headers)
                if answer.status_code >= 400 and not (name == "prism" and not content):
                    return None
            if turn > 0:
                measured.append((server.cpu() - before) / work.count * 1000)
        return statistics.median(measured)


def first_object(client: httpx.Client, headers: Mapping[str, str]) -> str:
    answer = client.post("/v2/catalog/object", content=tax(-1), headers=headers)
    found: str = answer.json()["catalog_object"]["id"]
    return found


def row(work: Work, contestants: Contestants, rounds: int) -> dict[str, float | None]:
    """What each contestant spends on one kind of request, ms."""
    found: dict[str, float | None] = {}
    for name in CONTESTANTS:
        port = free_port()
        command = contestants.command(name, work.vendor, port)
        if command is None:
            print(f"  {name} is not installed", file=sys.stderr)
            found[name] = None
            continue
        with running(command[0], port, command[1]) as server:
            found[name] = cost(server, name, work, rounds)
    return found


def ratio(one: float | None, other: float | None) -> str:
    return f"{one / other:.2g}" if one and other else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", default=[], metavar="WORK")
    parser.add_argument("--peers", type=Path, default=ROOT / "tests" / "benchmarks")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write milliseconds here")
    options = parser.parse_args()
    print(f"{datetime.now(UTC):%d %B %Y}, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    print("\n| work | ours/floor | Prism/ours | Mockoon/ours | stock/ours |")
    print("|---|---|---|---|---|")
    measured = {}
    with tempfile.TemporaryDirectory() as scratch:
        contestants = Contestants(options.peers, Path(scratch))
        for work in WORKS:
            if options.only and not any(part in work.name for part in options.only):
                continue
            found = measured[work.name] = row(work, contestants, options.rounds)
            ours = found["ours"]
            others = [ratio(found[name], ours) for name in ("prism", "mockoon", "stock")]
            print(f"| {work.name} | {ratio(ours, found['floor'])} | {' | '.join(others)} |")
            print(f"  ms: {found}", file=sys.stderr, flush=True)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
