"""A vendor of nine rules and a small server, on which the suite itself is tested."""

from __future__ import annotations

from pathlib import Path

from conformance.judging.vendors import VendorParts

HERE = Path(__file__).resolve().parent

SPECIMEN = VendorParts(
    name="specimen",
    rules=(HERE / "specimen.toml",),
    profile=HERE / "profile.toml",
    driver="specimen.driver",
    probes=("specimen.probes",),
)
