"""The specimen vendor as another distribution has it: a folder that announces entry points."""

from __future__ import annotations

import os
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent

METADATA = "Metadata-Version: 2.1\nName: specimen-suite\nVersion: 1\n"

ENTRY_POINTS = """
[upsert_sandbox.suites]
specimen = specimen:SPECIMEN
[upsert_sandbox.traffic]
specimen = specimen.traffic:TRAFFIC
"""


def install(folder: Path, entry_points: str = ENTRY_POINTS) -> dict[str, str]:
    """Put the distribution into a folder; the environment of a process that has it installed."""
    place = folder / "specimen_suite-1.dist-info"
    place.mkdir()
    (place / "METADATA").write_text(METADATA)
    (place / "entry_points.txt").write_text(entry_points)
    paths = [str(TESTS), str(TESTS.parent), str(folder)]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return plain | {"PYTHONPATH": os.pathsep.join(paths)}
