"""
What a tenant of a test begins with, in the words of Python and of the control plane.

| word | is |
|---|---|
| ``seed`` | a seed's name, a folder (a ``Path``, or text with a slash), or rows by collection |
| ``clock`` | the moment at which its time stands still: ISO 8601 or ``datetime`` |
| ``limits`` | operation to sizes: ``{"OP": {"records_per_batch": 3}}`` |
| ``faults`` | presets or rules, in order |
| ``async_delay`` | seconds for which an asynchronously processed write stays hidden |
| ``readings`` | how the vendor's ambiguities are read: ``{"refused-key": "spent"}`` |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias, TypedDict

from mockserver.control.spelling import FaultRule, read_rate, read_readings
from mockserver.errors import SeedError

Seed: TypeAlias = str | Path | Mapping[str, Sequence[Any]]
Moment: TypeAlias = str | datetime
Sizes: TypeAlias = Mapping[str, Any]


class Setup(TypedDict, total=False):
    """The words above; all may be left out."""

    seed: Seed | None
    clock: Moment | None
    limits: Mapping[str, Sizes]
    faults: Sequence[FaultRule]
    async_delay: float | None
    readings: Mapping[str, str]


WORDS = tuple(Setup.__annotations__)


def body_of(setup: Setup, vendor: str) -> dict[str, Any]:
    """The body that makes a tenant; faults are no part of it."""
    profile: dict[str, Any] = {}
    if setup.get("async_delay") is not None:
        profile["async_delay_s"] = setup["async_delay"]
    clock = setup.get("clock")
    if clock is not None:
        profile["clock"] = {"mode": "frozen", "now": iso(clock)}
    if setup.get("limits"):
        profile["limits"] = {name: sizes_of(wish) for name, wish in setup["limits"].items()}
    if setup.get("readings"):
        profile["readings"] = read_readings(setup["readings"])
    body: dict[str, Any] = {"profile": profile} if profile else {}
    seed = setup.get("seed")
    if seed is not None:
        body["seed"] = seed_of(seed, vendor)
    return body


def seed_of(seed: Seed, vendor: str, beside: Path | None = None) -> Any:
    """
    A seed as the control plane takes it: a name, or rows by collection.

    A folder is read here, because the sandbox may be elsewhere; ``beside`` is where a relative one
    begins. Raises ``SeedError`` with file and line.
    """
    if isinstance(seed, Mapping):
        return {name: list(rows) for name, rows in seed.items()}
    if isinstance(seed, str) and "/" not in seed:
        return seed
    from mockserver.seeding.seed_files import read_folder  # noqa: PLC0415 only for folders, and slow

    folder = (beside or Path()) / seed
    own = folder / vendor if (folder / vendor).is_dir() else folder
    if not own.is_dir():
        raise SeedError(f"{folder}: no folder of seeds")
    return {
        ".".join(filter(None, (rows.collection, rows.argument))): list(rows.values)
        for rows in read_folder(own)
    }


def sizes_of(sizes: Sizes) -> dict[str, Any]:
    """Sizes in the words of the control plane, which have hyphens."""
    named = {name.replace("_", "-"): size for name, size in sizes.items()}
    return named | ({"rate": read_rate(named["rate"])} if "rate" in named else {})


def iso(moment: Moment) -> str:
    """A moment as text; without a zone it is UTC."""
    return moment.isoformat() if isinstance(moment, datetime) else moment
