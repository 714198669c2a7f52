"""``mockserver init`` proposes what a bare OpenAPI file means, and asks what it cannot know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from declared.conftest import LIBRARY
from harness import Bench

from mockserver.cli import main
from mockserver.declared import ContractFile, load_declared

ORDERS = LIBRARY.with_name("orders.yaml")


def bare(node: Any) -> Any:
    """A document without any declaration."""
    if isinstance(node, dict):
        return {key: bare(value) for key, value in node.items() if key != "x-upsert"}
    return [bare(value) for value in node] if isinstance(node, list) else node


def init(folder: Path, source: Path) -> tuple[Path, Path, str]:
    """A bare copy of a contract, the overlay proposed for it, and its text."""
    file = folder / source.name
    file.write_text(yaml.safe_dump(bare(yaml.safe_load(source.read_text())), sort_keys=False))
    ran = CliRunner().invoke(main, ["init", str(file)])
    assert ran.exit_code == 0, ran.output
    overlay = folder / "overlay.yaml"
    overlay.write_text(ran.output)
    return file, overlay, ran.output


def test_the_proposal_for_a_plain_api_serves_it_as_its_own_declaration_does(tmp_path: Path):
    file, overlay, _ = init(tmp_path, ORDERS)
    served = load_declared(ContractFile("orders", file, (overlay,)))
    orders = Bench("orders", "anyone", served=served, strict=False)
    saved = orders.call("upsertOrders", [{"number": "A-1"}, {"number": "A-2", "total": -1}])
    assert [row["outcome"] for row in saved.body] == ["created", "refused"]
    assert orders.call("upsertOrders", [{"number": "A-1"}]).body[0]["outcome"] == "updated"
    assert orders.call("getOrder", path={"number": "A-1"}).body["status"] == "open"
    assert len(orders.call("listOrders", query="limit=1").body) == 1


def test_every_line_of_a_proposal_says_why_and_bulk_writes_are_asked_about(tmp_path: Path):
    _, _, text = init(tmp_path, ORDERS)
    targets = [
        line for line in text.splitlines() if line.startswith("  - target: ") and '$"' in line
    ]
    assert all("  # " in line for line in targets)
    assert "# - POST /orders: what does one bad record cost?" in text
    assert '"count"' not in text, "a member of a record that is called total is no count"


def test_what_no_convention_explains_becomes_a_question_and_not_a_guess(tmp_path: Path):
    file, overlay, text = init(tmp_path, LIBRARY)
    assert "# - POST /books/{id}/retire: what does it do with retire?" in text
    assert "# - GET /hours: what does it do with hours?" in text
    ran = CliRunner().invoke(main, ["validate", str(file), "--overlay", str(overlay)])
    assert ran.exit_code == 3
    assert "saveBooks 200: nothing explains failed[0].at, which an answer must have" in ran.output


def test_verbs_follow_from_methods_and_from_the_end_of_a_path(tmp_path: Path):
    _, overlay, _ = init(tmp_path, LIBRARY)
    said = {
        action["target"]: action["update"]["x-upsert"]
        for action in yaml.safe_load(overlay.read_text())["actions"]
    }
    assert said["$.paths['/books/batch'].post"] == {"upsert": "books"}
    assert said["$.paths['/books/remove'].post"] == {"remove": "books"}
    assert said["$.paths['/books'].get"] == {"list": "books"}
    assert said["$.paths['/books/{id}'].patch"] == {"update": "books"}
    assert said["$.paths['/loans'].post"] == {"create": "loans"}
    assert said["$.paths['/rooms/{room}/notes/{name}'].put"] == {"upsert": "notes"}
    assert said["$"]["collections"]["notes"] == {"keys": ["name"]}
    assert "$.paths['/books/{id}/retire'].post" not in said


@pytest.mark.parametrize("text", ["{", "[]", "openapi: 2.0"])
def test_a_file_that_is_no_openapi_is_refused_in_one_line(tmp_path: Path, text: str):
    file = tmp_path / "thing.yaml"
    file.write_text(text)
    ran = CliRunner().invoke(main, ["init", str(file)])
    assert (ran.exit_code, ran.output.count("\n")) == (3, 1)
    assert ran.output.startswith("mockserver: thing.yaml: ")


def test_a_key_that_a_path_spells_in_two_parts_and_what_pages_and_results_say_is_proposed(
    tmp_path: Path,
):
    file, overlay, _ = init(tmp_path, LIBRARY.with_name("stock.yaml"))
    served = load_declared(ContractFile("stock", file, (overlay,)))
    stock = Bench("stock", "anyone", served=served, strict=False)
    rows = [
        {"site": "AMS", "sku": "AA-0001", "quantity": 1},
        {"site": "BER", "sku": "AA-0001", "quantity": 2},
        {"site": "BER", "sku": "AA-0002", "quantity": -2},
    ]
    saved = stock.call("saveLevels", {"levels": rows}).body["results"]
    assert [row["status"] for row in saved] == ["created", "created", "rejected"]
    assert stock.call("getLevel", path={"site": "BER", "sku": "AA-0001"}).body == rows[1]
    page = stock.call("listLevels", query="limit=1").body
    assert page["data"] == [rows[0]]
    rest = stock.call("listLevels", query=f"limit=1&cursor={page['nextCursor']}").body
    assert rest["data"] == [rows[1]]
