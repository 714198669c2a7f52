"""
A public class or type alias means one thing: its name stands once in both packages.

The packages do not know each other, so each has an error for wrong usage of its own. Vendors do
not know each other either: what plays the same part in several of them, in modules of one name,
is called the same.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("mockserver", "conformance")
IN_BOTH = {"UsageError"}
MAKERS = {"TypeVar", "ParamSpec", "NewType"}


def public_types(file):
    """The public classes and type aliases that a module defines."""
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.ClassDef):
            name = node.name
        elif isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
            name = node.target.id
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            maker = getattr(getattr(node.value, "func", None), "id", "")
            if maker in MAKERS or name.isupper() or not name[0].isupper():
                continue
        else:
            continue
        if not name.startswith("_"):
            yield name


def places():
    found = defaultdict(list)
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            for name in public_types(file):
                found[name].append(str(file.relative_to(ROOT)))
    return found


def same_part(files):
    """Whether modules of one name, one in each of several vendors' folders, hold the name."""
    parts = [file.split("/") for file in files]
    return all(len(part) == 4 for part in parts) and len({(p[0], p[1], p[3]) for p in parts}) == 1


def test_a_part_that_every_vendor_has_is_told_from_a_homonym():
    assert same_part(["mockserver/providers/a/errors.py", "mockserver/providers/b/errors.py"])
    assert not same_part(["mockserver/providers/a/errors.py", "mockserver/providers/b/search.py"])
    assert not same_part(["mockserver/errors.py", "conformance/errors.py"])


def test_a_public_type_has_a_name_of_its_own():
    twice = {name: files for name, files in places().items() if len(files) > 1}
    unlike = {name: files for name, files in twice.items() if not same_part(files)}
    assert {name: files for name, files in unlike.items() if name not in IN_BOTH} == {}


def test_the_exceptions_are_needed():
    assert {name for name, files in places().items() if len(files) > 1} >= IN_BOTH
