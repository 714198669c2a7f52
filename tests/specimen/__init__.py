"""A vendor of four rules and thirty lines of server, on which the suite itself is tested."""

from __future__ import annotations

from pathlib import Path

from conformance.judging.vendors import Vendor

HERE = Path(__file__).resolve().parent

SPECIMEN = Vendor(
    name="specimen",
    rules=(HERE / "specimen.toml",),
    profile=HERE / "profile.toml",
    driver="specimen.driver",
    probes=("specimen.probes",),
)
