"""
What the store costs, as ratios within one run: ``python tests/benchmarks/bench_store.py``.

Prints and asserts nothing: wall-clock times of a shared machine are no facts.
Each figure is the median of interleaved rounds, in CPU milliseconds of this process.
``--large`` adds 500,000 stored records, ``--directory`` says where the journals are written.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from tinydb import TinyDB, where
from tinydb.storages import MemoryStorage
from tinydb.table import Table

from mockserver.core.record import Record
from mockserver.store import JournalStorage, KeyDatabase, open_store
from mockserver.store.journal_lines import decode

BATCH = 10_000
ROUNDS = 5
COLLECTION = "objects"


def record(number: int, version: int = 1) -> Record:
    """An item of about 500 bytes with a key of its own and a reference many others have."""
    return {
        "id": f"ITEM{number}",
        "kind": "ITEM",
        "body": {
            "name": f"Item {number}",
            "description": "A thing to sell, described in a sentence or two. " * 4,
            "price": {"amount": number % 977, "currency": "EUR"},
            "present_at": ["L1", "L2", "L3"],
            "custom": {"color": "green", "weight": number % 13, "fragile": False},
        },
        "version": version,
        "created": 1_700_000_000_000,
        "updated": 1_700_000_000_000 + version,
        "keys": [f"sku:{number}"],
        "refs": [f"TAX{number % 500}"],
    }


def records(first: int, count: int, version: int = 1) -> dict[str, Record]:
    """Records by id."""
    return {one["id"]: one for one in (record(n, version) for n in range(first, first + count))}


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU milliseconds, user and system, of one piece of work with the collector off."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    work()
    spent = time.process_time() - start
    gc.enable()
    return spent * 1000


def half_new(size: int, turn: int) -> dict[str, Record]:
    """A batch half of which updates records below ``size``."""
    first = max(0, size + BATCH * turn - BATCH // 2)
    return records(first, BATCH, version=turn + 2)


def bench_commit(sizes: list[int], directory: Path) -> None:
    """A commit of 10,000 records through a transaction, on states of several sizes."""
    print(f"\nCommit {BATCH:,} records in one transaction, journal with fsync (CPU ms)")
    spent: dict[int, list[float]] = {size: [] for size in sizes}
    store = open_store(directory / "commit")
    for size in sizes:
        store.tenant("square", str(size)).replace({COLLECTION: records(0, size)})
    gc.collect()
    gc.freeze()
    for turn in range(ROUNDS):
        for size in sizes:
            batch = half_new(size, turn)
            state = store.tenant("square", str(size))

            def commit(state: Any = state, batch: dict[str, Record] = batch) -> None:
                with state.transaction() as stage:
                    for one in batch.values():
                        stage.put(COLLECTION, one)

            spent[size].append(cpu_ms(commit))
    store.close()
    gc.unfreeze()
    compare({f"{size:,} stored": median(times) for size, times in spent.items()})


def bench_where(sizes: list[int]) -> None:
    """One lookup by ``where`` at several sizes, a thousand at a time."""
    print("\n1,000 lookups where(...), in memory (CPU ms)")
    figures: dict[str, float] = {}
    for size in sizes:
        database = KeyDatabase()
        database.storage.write({COLLECTION: records(0, size)})
        table = database.table(COLLECTION)
        ids = range(0, size, size // 1000)
        for name, look in {
            "id": lambda n, table=table: table.get(where("id") == f"ITEM{n}"),
            "keys": lambda n, table=table: table.search(where("keys").any([f"sku:{n}"])),
            "kind and id": lambda n, table=table: table.search(
                (where("kind") == "ITEM") & (where("id") == f"ITEM{n}")
            ),
        }.items():
            rounds = [cpu_ms(lambda look=look, ids=ids: [look(n) for n in ids]) for _ in range(3)]
            figures[f"{name}, {size:,} stored"] = median(rounds)
    compare(figures)


def bench_stock(size: int, directory: Path) -> None:
    """TinyDB's own table and memory against ours, bulk of 10,000, half of it updates."""
    print(f"\nBulk of {BATCH:,} into {size:,} (CPU ms)")
    stock = TinyDB(storage=MemoryStorage).table(COLLECTION)
    stock.storage.write(
        {COLLECTION: {str(n): one for n, one in enumerate(records(0, size).values())}}
    )
    ours = KeyDatabase(directory / "stock.journal", storage=JournalStorage)
    ours.storage.write({COLLECTION: records(0, size)})
    memory = KeyDatabase()
    memory.storage.write({COLLECTION: records(0, size)})
    gc.collect()
    gc.freeze()
    spent: dict[str, list[float]] = {"ours, memory": [], "ours, journal": [], "stock memory": []}
    for turn in range(ROUNDS):
        batch = half_new(size, turn)
        numbered = {str(int(key[4:])): one for key, one in batch.items()}
        changes: Any = {COLLECTION: batch}
        spent["ours, memory"].append(cpu_ms(lambda c=changes: memory.storage.commit(c)))
        spent["ours, journal"].append(cpu_ms(lambda c=changes: ours.storage.commit(c)))
        spent["stock memory"].append(cpu_ms(lambda n=numbered: stock_bulk(stock, n)))
    ours.close()
    gc.unfreeze()
    compare({name: median(times) for name, times in spent.items()})


def stock_bulk(table: Table, numbered: dict[str, Record]) -> None:
    """The best stock form: one operation for the whole bulk, through what stock methods call."""
    table._update_table(lambda held: held.update(numbered))  # type: ignore[arg-type] # noqa: SLF001


def bench_start(size: int, directory: Path) -> None:
    """Loading a journal, against reading its lines alone."""
    print(f"\nStart with {size:,} stored (CPU ms)")
    path = directory / "start.journal"
    storage = JournalStorage(path)
    storage.replace({COLLECTION: records(0, size)})
    storage.close()
    del storage

    kept: list[Any] = []

    def parse() -> None:
        with path.open("rb") as file:
            kept.append([decode(line, number) for number, line in enumerate(file, start=1)])

    def load() -> None:
        kept.append(JournalStorage(path))

    figures = {"parse lines": cpu_ms(parse)}
    kept.clear()
    compare({**figures, "load, indexed": cpu_ms(load)})


def compare(figures: dict[str, float]) -> None:
    """Print figures, each with its ratio to the first."""
    first = next(iter(figures.values()))
    for name, figure in figures.items():
        print(f"  {name:<28} {figure:10.2f}   {figure / first:8.2f} x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also with 500,000 stored records")
    parser.add_argument("--directory", type=Path, help="where journals go; default: temporary")
    options = parser.parse_args()
    sizes = [0, 200_000, *([500_000] if options.large else [])]
    with tempfile.TemporaryDirectory(dir=options.directory) as made:
        directory = Path(made)
        bench_commit(sizes, directory)
        bench_where([10_000, *sizes[1:]])
        bench_stock(sizes[-1], directory)
        bench_start(sizes[-1], directory)


if __name__ == "__main__":
    main()
