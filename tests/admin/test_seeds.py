"""
Seeds: examples of every vendor, and refusals with file and line.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from live import Live

from mockserver.errors import SeedError
from mockserver.providers import VENDORS
from mockserver.requests.service import SandboxService
from mockserver.requests.vendor import load_vendors
from mockserver.seeding import SeedCatalog, seed_all_tenants
from mockserver.store import open_store

NOW = 1_790_000_000_000


@pytest.mark.parametrize(
    ("vendor", "held"),
    [
        ("square", {"objects": 11}),
        ("shopimind", {"customers": 2, "contacts": 2, "products": 3, "records": 3}),
        ("propeller", {"customers": 4}),
        ("hubspot", {"objects": 4, "properties": 1}),
        ("solvimon", {"products": 2, "features": 1, "custom-fields": 1}),
    ],
)
def test_every_vendor_has_an_example_that_the_engine_accepts(vendor: str, held: dict[str, int]):
    [(contract, provider)] = load_vendors([vendor])
    made = SeedCatalog().contents(contract, provider, "example", NOW)
    assert {name: len(made[name]) for name in held} == held
    again = SeedCatalog().contents(contract, provider, "example", NOW)
    assert again == made, "ids of a seed are the same in every process"


def test_no_vendor_is_without_an_example():
    for contract, provider in load_vendors(list(VENDORS)):
        assert "example" in SeedCatalog().names(contract.vendor)
        assert {*provider.seeds}


FILES = {
    "ndjson": ('{"id": 1}\n\n{"id": 2, "email": "x"}\n', 3),
    "yaml": ("- id: 1\n- id: 2\n  email: x\n", 2),
    "json": ('[\n {"id": 1},\n {"id": 2,\n  "email": "x"}\n]', 3),
}


@pytest.mark.parametrize("suffix", FILES)
def test_a_row_that_the_engine_refuses_is_named_by_file_and_line(tmp_path: Path, suffix: str):
    text, line = FILES[suffix]
    [(contract, provider)] = load_vendors(["propeller"])
    file = tmp_path / f"customers.{suffix}"
    file.write_text(text)
    with pytest.raises(SeedError) as caught:
        SeedCatalog().load(contract, provider, tmp_path, NOW)
    assert str(caught.value).startswith(f"{file}:{line}: invalid-record at email")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("customers.ndjson", '{"id": 1}\n{"id": \n', r"customers.ndjson:2: EOF"),
        ("customers.yaml", "- a: [1\n", r"customers.yaml:2: "),
        ("customers.json", '{"id": 1}', r"customers.json:1: a seed file is a list of rows"),
        ("clients.json", "[]", r"clients.json: no collection 'clients'; there are: customers"),
        ("addresses.json", "[]", None),
        ("addresses.json", "[{}]", r"addresses.json: this file has to be called addresses.<cust"),
        ("notes.txt", "", r"notes.txt: a seed has files of .ndjson"),
    ],
)
def test_a_file_that_is_no_seed_is_refused(
    tmp_path: Path, name: str, text: str, message: str | None
):
    [(contract, provider)] = load_vendors(["propeller"])
    (tmp_path / name).write_text(text)
    if message is None:
        assert SeedCatalog().load(contract, provider, tmp_path, NOW) == {}
        return
    with pytest.raises(SeedError, match=message):
        SeedCatalog().load(contract, provider, tmp_path, NOW)


def test_a_folder_of_seeds_comes_before_ours_and_names_cannot_leave_it(tmp_path: Path):
    for name in ("seeds/small", "outside"):
        (tmp_path / name / "propeller").mkdir(parents=True)
        (tmp_path / name / "propeller" / "customers.json").write_text('[{"id": 7}]')
    [(contract, provider)] = load_vendors(["propeller"])
    seed_catalog = SeedCatalog(tmp_path / "seeds")
    assert seed_catalog.names("propeller") == ["empty", "example", "small"]
    assert len(seed_catalog.contents(contract, provider, "small", NOW)["customers"]) == 1
    with pytest.raises(SeedError, match="there are: empty, example, small"):
        seed_catalog.contents(contract, provider, "../outside", NOW)


def test_every_tenant_begins_with_the_seed_and_a_reset_goes_back_to_it():
    sandbox = SandboxService(load_vendors(["square"]), open_store(None))
    seed_all_tenants(sandbox, SeedCatalog(), "example")
    tenants = sandbox.vendors["square"].tenants
    tenants.get("one").state.replace({})
    assert len(tenants.get("two").state.contents()["objects"]) == 11
    tenants.reset("one")
    assert len(tenants.get("one").state.contents()["objects"]) == 11


def test_rows_of_a_call_make_a_tenant_with_a_seed_of_its_own(vendors: Live):
    mine = {"vendor": "propeller", "tenant": "seeded-shop"}
    wish = {"seed": {"customers": [{"id": 7, "firstName": "Iris"}]}}
    with vendors.client(Authorization="Bearer seeded-shop") as client:
        made = client.post("/__admin/tenants", params=mine, json=wish)
        assert made.json()["records"] == {"customers": 1}
        assert client.get("/propeller/customers/id/7").json()["data"]["firstName"] == "Iris"
        client.delete("/__admin/state", params=mine)
        client.post("/__admin/reset", params=mine)
        assert client.get("/propeller/customers/id/7").status_code == 200
        bad = {"seed": {"customers": [{"id": 7}, {"id": "x"}]}}
        refused = client.post("/__admin/tenants?vendor=propeller", json=bad)
        assert refused.json()["detail"].startswith("customers[1]: invalid-record at id")
