"""
Which rule has a probe, and the two committed files that record it.

- ``rules/coverage.md``: every rule with its probe, or with the written reason why it has none
- ``rules/rules.lock``: every id with the digest of its meaning; neither may change
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from conformance.catalogue import PACKAGE, Level, Rule
from conformance.errors import CatalogueError
from conformance.judging.vendors import VendorParts

TABLE = PACKAGE / "rules" / "coverage.md"
LOCK = PACKAGE / "rules" / "rules.lock"
AGAIN = "conformance coverage --write brings it up to date"


def table_of(vendors: Sequence[VendorParts]) -> str:
    """The table of coverage as Markdown."""
    lines = ["# Coverage", "", "| vendor | rules | MUST | tested | excluded | open |"]
    lines.append("|---|---|---|---|---|---|")
    for vendor in vendors:
        rules = active(vendor)
        must = sum(rule.level is Level.MUST for rule in rules)
        excluded = sum(rule.not_tested is not None for rule in rules)
        tested = sum(rule.id in vendor.registered for rule in rules)
        untold = len(rules) - excluded - tested
        lines.append(
            f"| {vendor.name} | {len(rules)} | {must} | {tested} | {excluded} | {untold} |"
        )
    for vendor in vendors:
        lines += ["", f"## {vendor.name}", "", "| rule | level | family | slug | checked by |"]
        lines.append("|---|---|---|---|---|")
        lines += [row_of(vendor, rule) for rule in vendor.catalogue.values()]
    return "\n".join(lines) + "\n"


def active(vendor: VendorParts) -> list[Rule]:
    return [rule for rule in vendor.catalogue.values() if not rule.withdrawn]


def row_of(vendor: VendorParts, rule: Rule) -> str:
    probe = vendor.registered.get(rule.id)
    if rule.withdrawn:
        checked = "withdrawn"
    elif rule.not_tested:
        checked = f"{rule.not_tested.kind}: {rule.not_tested.sentence}"
    elif probe:
        checked = f"`{probe.place.removeprefix('conformance.probes.')}`"
    else:
        checked = "**open**"
    return f"| {rule.id} | {rule.level} | {rule.family} | {rule.slug} | {checked} |"


def read_lock(file: Path = LOCK) -> dict[str, str]:
    """Digests by rule id, as frozen."""
    if not file.exists():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ") for line in lines if line and not line.startswith("#"))


def digests_of(vendors: Sequence[VendorParts]) -> dict[str, str]:
    """Digests by rule id, as the rules are now."""
    return {rule.id: rule.digest for vendor in vendors for rule in vendor.catalogue.values()}


def broken_locks(vendors: Sequence[VendorParts], file: Path = LOCK) -> Iterator[str]:
    """Each frozen rule that is gone or changed its meaning, as a sentence."""
    frozen, present = read_lock(file), digests_of(vendors)
    for rule, digest in frozen.items():
        if rule not in present:
            yield f"{rule} is gone: mark it withdrawn, ids are never reused"
        elif present[rule] != digest:
            yield f"{rule} changed its meaning: withdraw it and take a new id"


def check_committed(
    vendors: Sequence[VendorParts], table: Path = TABLE, lock: Path = LOCK
) -> list[str]:
    """What is out of date in the committed files, as sentences."""
    found = list(broken_locks(vendors, lock))
    missing = digests_of(vendors).keys() - read_lock(lock).keys()
    found += [f"{rule} is not in {lock.name}; {AGAIN}" for rule in sorted(missing)]
    if not table.exists() or table.read_text(encoding="utf-8") != table_of(vendors):
        found.append(f"{table.name} is stale; {AGAIN}")
    open_rules = [
        rule.id
        for vendor in vendors
        for rule in active(vendor)
        if rule.id not in vendor.registered and not rule.not_tested
    ]
    found += [f"{rule} has neither a probe nor a reason to have none" for rule in open_rules]
    return found


def write_committed(
    vendors: Sequence[VendorParts], thaw: Sequence[str] = (), table: Path = TABLE, lock: Path = LOCK
) -> list[str]:
    """
    Write both files.

    Raises ``CatalogueError`` when a frozen meaning would change that ``thaw`` does not name.
    """
    broken = [line for line in broken_locks(vendors, lock) if line.split(" ")[0] not in thaw]
    if broken:
        raise CatalogueError("; ".join(broken))
    present = digests_of(vendors)
    lines = ["# Frozen ids and meanings; written by conformance coverage --write."]
    lines += [f"{rule} {digest}" for rule, digest in sorted(present.items())]
    lock.write_text("\n".join(lines) + "\n", encoding="utf-8")
    table.write_text(table_of(vendors), encoding="utf-8")
    return [f"{lock.name}: {len(present)} rules", f"{table.name}: written"]
