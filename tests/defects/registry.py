"""Every planted defect and every benign variant, by the vendor whose file it stands in."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from defects.planting import Benign, Defect

from conformance.judging.vendors import VENDORS

HERE = Path(__file__).resolve().parent


def defects() -> list[tuple[str, Defect]]:
    return [(vendor, each) for vendor, module in modules() for each in module.DEFECTS]


def benign() -> list[tuple[str, Benign]]:
    return [(vendor, each) for vendor, module in modules() for each in module.BENIGN]


def modules():
    for vendor in VENDORS:
        if (HERE / f"{vendor}.py").exists():
            yield vendor, import_module(f"defects.{vendor}")
