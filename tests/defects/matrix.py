"""
Which planted defect proves which rule, and which MUST is unproven.

``python tests/defects/matrix.py`` writes the committed table; a test holds the two together, and
the tests of the defects show that every entry is true.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from defects.registry import benign, defects

from conformance import Level
from conformance.judging.vendors import VENDORS, find_vendor

TABLE = Path(__file__).with_name("matrix.md")


def matrix() -> str:
    proofs: dict[str, list[str]] = {}
    for _, defect in defects():
        for rule in defect.rules:
            proofs.setdefault(rule, []).append(defect.name)
    lines = ["# Defects that prove rules", "", "| vendor | defects | benign | MUST | proven |"]
    lines.append("|---|---|---|---|---|")
    lines += [summary(vendor, proofs) for vendor in VENDORS]
    for vendor in VENDORS:
        rules = testable(vendor)
        proven = [rule for rule in rules if rule.id in proofs]
        lines += ["", f"## {vendor}", "", "| rule | level | defects |", "|---|---|---|"]
        lines += [f"| {rule.id} | {rule.level} | {', '.join(proofs[rule.id])} |" for rule in proven]
        unproven = [rule.id for rule in rules if rule.level is Level.MUST and rule.id not in proofs]
        lines += ["", f"Unproven MUST: {', '.join(unproven) or 'none'}."]
    return "\n".join(lines) + "\n"


def summary(vendor: str, proofs: dict[str, list[str]]) -> str:
    own = sum(name == vendor for name, _ in defects())
    harmless = sum(name == vendor for name, _ in benign())
    must = [rule.id for rule in testable(vendor) if rule.level is Level.MUST]
    proven = sum(rule in proofs for rule in must)
    return f"| {vendor} | {own} | {harmless} | {len(must)} | {proven} |"


def testable(vendor: str):
    rules = find_vendor(vendor).catalogue.values()
    return [rule for rule in rules if not rule.not_tested and not rule.withdrawn]


if __name__ == "__main__":
    TABLE.write_text(matrix())
