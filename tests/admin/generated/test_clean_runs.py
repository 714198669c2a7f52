"""
Schemathesis with every check against the control plane of all vendors: nothing to find.

A bounded run; by hand, with as many examples as there is time for, after ``mockserver serve``:

    cd tests/admin/generated
    schemathesis --config-file schemathesis.toml run http://127.0.0.1:8080/__admin/openapi.json \
        --url http://127.0.0.1:8080/__admin --checks all -n 200
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live import Live, serving

from mockserver.requests.vendor import load_vendors

HERE = Path(__file__).resolve().parent
VENDORS = ("hubspot", "propeller", "shopimind", "solvimon", "square")
EDGES = ("replaceFaults", "explain", "setClock", "verifyRequests", "setRecord", "listRequests")
"""Operations whose parameters and bodies say most."""
TENANTS = ["a-tenant-of-all-vendors", "another-of-all-vendors"]


@pytest.fixture
def live() -> Iterator[Live]:
    with serving(load_vendors(VENDORS)) as served:
        yield served


def existing(live: Live) -> dict[str, Any]:
    """The names that calls may use."""
    served = live.sandbox.vendors.values()
    operations = [one for vendor in served for one in vendor.contract.operations.values()]
    parameters = [each for one in operations for each in one.parameters]
    seeds = {name for vendor in served for name in vendor.provider.seeds}
    return {
        "vendors": list(VENDORS),
        "tenants": TENANTS,
        "operations": sorted(one.id for one in operations),
        "path": sorted({each["name"] for each in parameters if each["in"] == "path"}),
        "collections": sorted({name for v in served for name in v.contract.collections}),
        "seeds": sorted({*seeds, "records.1", "addresses.25494", "overrides.products.price"}),
    }


def run(live: Live, folder: Path, *options: str, **variables: str) -> dict[str, Any]:
    report = folder / "run.json"
    address = f"{live.url}/__admin"
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(HERE / "schemathesis.toml")),
            *("run", f"{address}/openapi.json", "--url", address, "--checks", "all", "--seed", "1"),
            *("--report", "json", "--report-json-path", str(report), *options),
        ],
        env={**os.environ, "PYTHONPATH": str(HERE), "NO_COLOR": "1", **variables},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert report.exists(), ran.stdout + ran.stderr
    found: dict[str, Any] = json.loads(report.read_text())
    assert (found["failures"], found["errors"]) == ([], []), ran.stdout
    return found


def test_calls_that_name_what_exists_find_nothing_wrong(live: Live, tmp_path: Path):
    options = ("--phases", "fuzzing", "-n", "6", "--exclude-checks", "negative_data_rejection")
    found = run(live, tmp_path, *options, EXISTING=json.dumps(existing(live)))
    assert found["test_cases"]["generated"] > 250


def test_calls_that_say_most_about_what_exists_find_nothing_wrong(live: Live, tmp_path: Path):
    only = [word for name in EDGES for word in ("--include-operation-id", name)]
    options = ("--phases", "fuzzing", "-n", "25", "--exclude-checks", "negative_data_rejection")
    found = run(live, tmp_path, *only, *options, EXISTING=json.dumps(existing(live)))
    assert found["test_cases"]["generated"] > 120


def test_calls_at_the_edges_of_the_contract_find_nothing_wrong(live: Live, tmp_path: Path):
    only = [word for name in EDGES for word in ("--include-operation-id", name)]
    found = run(live, tmp_path, "--phases", "coverage", *only)
    assert found["test_cases"]["generated"] > 600
