"""A vendor of four rules and thirty lines of server, on which the suite itself is tested."""

from __future__ import annotations

from pathlib import Path

from conformance.vendors import Vendor

HERE = Path(__file__).resolve().parent

MINIATURE = Vendor(
    name="miniature",
    rules=(HERE / "miniature.toml",),
    profile=HERE / "profile.toml",
    driver="miniature.driver",
    probes=("miniature.probes",),
)
