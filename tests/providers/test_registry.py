"""A vendor is a folder of the providers, or a package elsewhere that announces itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from miniature import DOCUMENT

TESTS = Path(__file__).resolve().parent.parent


def announce(folder: Path, name: str, module: str) -> None:
    """Lay out an installed distribution with one entry point."""
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[upsert_sandbox.providers]\n{name} = {module}\n")


def mockserver(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(folder), str(TESTS)])
    return subprocess.run(
        [sys.executable, "-m", "mockserver", *arguments],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with a package that has a vendor and its contract."""
    package = tmp_path / "book_vendor"
    package.mkdir()
    (package / "__init__.py").write_text("from miniature import BOOKS as PROVIDER\n")
    (package / "books.yaml").write_text(yaml.safe_dump(DOCUMENT))
    return tmp_path


def test_a_vendor_of_another_distribution_is_found_with_its_contract(elsewhere: Path):
    announce(elsewhere, "books", "book_vendor")
    ran = mockserver(elsewhere, "validate", "books")
    assert ran.stdout == "books.yaml: 2 operations, valid\n", ran.stderr


def test_a_vendor_of_another_distribution_is_among_all_of_them(elsewhere: Path):
    announce(elsewhere, "books", "book_vendor")
    ran = mockserver(elsewhere, "serve", "nobody")
    assert ran.returncode == 2
    assert "the vendors are books, hubspot, propeller, shopimind, solvimon, square" in ran.stderr


def test_a_name_that_is_taken_stops_the_start(elsewhere: Path):
    announce(elsewhere, "square", "book_vendor")
    ran = mockserver(elsewhere, "validate", "square")
    assert ran.returncode == 2
    assert "square is a vendor of the sandbox itself; choose another" in ran.stderr


@pytest.mark.parametrize(
    ("name", "module", "wrong"),
    [
        ("books", "no_such_module", "No module named 'no_such_module'"),
        ("novels", "book_vendor", "must lead to a module with a PROVIDER named 'novels'"),
        ("books", "json", "must lead to a module with a PROVIDER named 'books'"),
    ],
)
def test_an_entry_point_that_leads_to_no_provider_says_so(
    elsewhere: Path, name: str, module: str, wrong: str
):
    announce(elsewhere, name, module)
    ran = mockserver(elsewhere, "validate", name)
    assert ran.returncode == 2
    assert f"entry point {name} = {module} (upsert_sandbox.providers): {wrong}" in ran.stderr
    assert "Traceback" not in ran.stderr
