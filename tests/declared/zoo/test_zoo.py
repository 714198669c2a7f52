"""What a request chooses in a declared API: the key, the members shown, whole or in part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from harness import Bench, Reply

from mockserver import Sandbox
from mockserver.cli import main
from mockserver.declared import ContractFile, load_declared

HERE = Path(__file__).parent
FILE, HOOKS = HERE / "zoo.yaml", HERE / "zoo_hooks.py"
SERVED = load_declared(ContractFile("zoo", FILE, hooks=HOOKS))


class Zoo(Bench):
    def __init__(self) -> None:
        super().__init__("zoo", "keeper", served=SERVED)

    def save(self, *animals: dict[str, Any]) -> Reply:
        return self.call("saveAnimals", {"animals": list(animals)})

    def change(self, *animals: dict[str, Any], query: str = "") -> Reply:
        return self.call("changeAnimals", {"animals": list(animals)}, query=query)

    def find(self, *which: str, **how: Any) -> Reply:
        return self.call("findAnimals", {"animals": [{"which": each} for each in which], **how})

    def get(self, which: str, query: str = "") -> Reply:
        return self.call("getAnimal", path={"which": which}, query=query)

    def plant(self, garden: str, *plants: dict[str, Any]) -> Reply:
        return self.call("plant", {"plants": list(plants)}, path={"garden": garden})


def by_name(name: str, mine: str | None = None, **values: Any) -> dict[str, Any]:
    trace = {} if mine is None else {"mine": mine}
    return {"which": name, "by": "name", "values": values, **trace}


@pytest.fixture
def zoo() -> Zoo:
    return Zoo()


# --- key, key-name, members


def test_the_key_that_a_record_names_finds_it_and_is_stored_in_it(zoo: Zoo):
    first = zoo.save(by_name("Leo", weight=190.5))
    assert first.body["animals"] == [
        {"id": "1", "seen": "2026-09-21T14:13:20.000Z"}
        | {"values": {"legs": "4", "name": "leo", "weight": "190.5", "number": "1"}}
        | {"values": first.body["animals"][0]["values"]}
    ]
    assert first.body["animals"][0]["values"] == {
        "legs": "4",
        "name": "leo",
        "weight": "190.5",
        "number": "1",
        "since": "2026-09-21T14:13:20.000Z",
    }
    again = zoo.save(by_name("LEO", tag="T-1"))
    assert again.body["animals"][0]["id"] == "1"
    by_tag = zoo.save({"which": "T-1", "by": "tag", "values": {"legs": 3}})
    values = by_tag.body["animals"][0]["values"]
    assert (values["name"], values["legs"], values["weight"]) == ("leo", "3", "190.5")


def test_keys_of_one_batch_may_be_named_differently(zoo: Zoo):
    answer = zoo.save(by_name("leo"), {"which": "T-2", "by": "tag", "values": {"name": "ada"}})
    assert [each["id"] for each in answer.body["animals"]] == ["1", "2"]
    assert zoo.get("ada", "by=name").body["id"] == "2"


@pytest.mark.parametrize(("name", "why"), [("weight", "'weight' names no key of animals")])
def test_a_name_that_is_no_key_is_refused(zoo: Zoo, name: str, why: str):
    answer = zoo.save({"which": "1", "by": name, "values": {}})
    assert (answer.status, answer.body["code"]) == (400, "E_KEY")
    assert answer.body["why"] == f"animals[0]: {why}"


def test_where_only_a_named_key_will_do_its_name_is_needed(zoo: Zoo):
    answer = zoo.save({"which": "1", "values": {}})
    assert (answer.status, answer.body["why"]) == (400, "animals[0]: the key must be named")


def test_without_a_name_the_id_is_meant_where_that_is_declared(zoo: Zoo):
    zoo.save(by_name("leo"), by_name("ada"))
    answer = zoo.change({"which": "2", "values": {"legs": 2}})
    assert answer.body["animals"][0]["values"]["name"] == "ada"
    assert zoo.change(by_name("ada", legs=1)).body["animals"][0]["id"] == "2"


def test_a_member_within_is_checked_and_named_from_the_members(zoo: Zoo):
    answer = zoo.save(by_name("leo", weight=0))
    assert answer.status == 400
    answer = zoo.save(by_name("leo", born="today"))
    assert (answer.status, answer.body["faults"][0]["member"]) == (400, "born")


def test_a_key_within_the_members_may_not_be_taken(zoo: Zoo):
    zoo.save(by_name("leo"), by_name("ada"))
    assert zoo.change({"which": "1", "values": {"name": "ADA"}}).status == 409
    assert zoo.get("1").body["values"]["name"] == "leo"


# --- empty


def test_empty_text_clears_a_member_where_that_is_declared(zoo: Zoo):
    zoo.save(by_name("leo", tag="T"))
    zoo.change({"which": "1", "values": {"tag": ""}})
    assert zoo.get("1", "show=tag,name").body["values"] == {"tag": None, "name": "leo"}
    assert zoo.get("T", "by=tag").status == 404


# --- fields


def test_a_read_shows_the_members_that_were_chosen_else_the_default(zoo: Zoo):
    zoo.save(by_name("leo", weight=3))
    assert zoo.get("1").body["values"] == {"name": "leo", "weight": "3"}
    assert zoo.get("1", "show=legs&show=number").body["values"] == {"legs": "4", "number": "1"}
    assert zoo.get("1", "show=legs,nothing").body["values"] == {"legs": "4"}


# --- reading many


def test_many_are_read_and_those_that_there_are_not_are_one_error(zoo: Zoo):
    zoo.save(by_name("leo"), by_name("ada"))
    answer = zoo.find("2", "7", "1", "8", show=["name"])
    assert answer.status == 207
    assert [each["values"] for each in answer.body["animals"]] == [{"name": "ada"}, {"name": "leo"}]
    assert [each["about"] for each in answer.body["refused"]] == [["7", "8"]]
    assert answer.body["mistakes"] == 1
    found = zoo.find("LEO", by="name")
    assert (found.status, [each["id"] for each in found.body["animals"]]) == (200, ["1"])
    assert "mistakes" not in found.body
    assert zoo.find("1", by="legs").body["code"] == "E_KEY"


# --- trace, modes, costs


def test_without_traces_one_bad_record_costs_the_request(zoo: Zoo):
    answer = zoo.save(by_name("leo"), by_name("ada", weight=0))
    assert answer.status == 400
    assert zoo.find("leo", by="name").body["animals"] == []


def test_with_a_trace_on_each_record_the_good_ones_are_written(zoo: Zoo):
    answer = zoo.save(by_name("leo", "a"), by_name("ada", "b", weight=0), by_name("kim", "c"))
    assert answer.status == 207
    assert [each["mine"] for each in answer.body["animals"]] == ["a", "c"]
    assert [each["mine"] for each in answer.body["refused"]] == ["b"]
    assert zoo.find("leo", "kim", by="name").status == 200


@pytest.mark.parametrize(
    ("first", "second"), [("a", None), ("a", "a")], ids=["on one record only", "the same on both"]
)
def test_traces_that_do_not_part_the_records_do_not_count(
    zoo: Zoo, first: str | None, second: str | None
):
    assert zoo.save(by_name("leo", first), by_name("ada", second, weight=0)).status == 400
    assert zoo.get("leo", "by=name").status == 404


def test_a_fault_that_costs_the_request_does_so_with_traces_too(zoo: Zoo):
    twice = zoo.save(by_name("leo", "a"), by_name("kim", "b"), by_name("LEO", "c"))
    assert (twice.status, twice.body["why"]) == (400, "name=leo came twice")
    assert twice.body["about"] == ["leo"]
    behind = zoo.save(by_name("ada", "a", weight=0), by_name("kim", "b"), by_name("kim", "c"))
    assert behind.body["why"] == "name=kim came twice"
    wrong = zoo.save(by_name("leo", "a"), {"which": "x", "by": "legs", "mine": "b"})
    assert (wrong.status, wrong.body["code"]) == (400, "E_KEY")
    assert zoo.get("leo", "by=name").status == 404


def test_a_fault_that_costs_its_record_leaves_the_others_of_its_group(zoo: Zoo):
    zoo.save(by_name("leo"), by_name("ada"))
    answer = zoo.change(
        {"which": "9", "values": {}}, {"which": "1", "values": {"legs": 3}}, by_name("zed")
    )
    assert answer.status == 207
    assert [each["values"]["legs"] for each in answer.body["animals"]] == ["3"]
    assert (answer.body["refused"][0]["about"], answer.body["mistakes"]) == (["9", "zed"], 1)


def test_an_unknown_record_is_not_what_refuses_a_request(zoo: Zoo):
    zoo.save(by_name("leo", tag="T"), by_name("ada"))
    records = [{"which": "9", "values": {}}, {"which": "2", "values": {"tag": "T"}}]
    assert zoo.change(*records).body["code"] == "taken"


def test_beside_it_any_other_fault_still_costs_the_group(zoo: Zoo):
    zoo.save(by_name("leo"), by_name("ada"))
    records = [
        {"which": "9", "values": {}},
        {"which": "1", "values": {"legs": 3}},
        {"which": "2", "values": {"name": "leo"}},
    ]
    assert zoo.change(*records).status == 409
    assert zoo.get("1", "show=legs").body["values"] == {"legs": "4"}


def test_a_boolean_of_the_request_chooses_a_mode(zoo: Zoo):
    zoo.save(by_name("leo"), by_name("ada"))
    records = [{"which": "1", "values": {"legs": 3}}, {"which": "2", "values": {"name": "leo"}}]
    assert zoo.change(*records, query="partly=false").status == 409
    answer = zoo.change(*records, query="partly=true")
    assert (answer.status, len(answer.body["animals"])) == (207, 1)
    assert zoo.get("1", "show=legs").body["values"] == {"legs": "3"}


def test_a_refused_record_does_not_use_up_the_id_of_the_next(zoo: Zoo):
    zoo.save(by_name("leo", tag="T"))
    answer = zoo.save(by_name("ada", "a", tag="T"), by_name("kim", "b"))
    assert [each["id"] for each in answer.body["animals"]] == ["2"]
    assert len(answer.body["refused"]) == 1


# --- hooks


def latin(name: str, **values: Any) -> dict[str, Any]:
    return {"which": name, "by": "latin", "values": values}


def test_a_hook_says_which_members_and_keys_there_are_in_a_scope(zoo: Zoo):
    answer = zoo.plant("north", latin("Rosa", height=2), latin("Acer", size=1, colour="blue"))
    assert [each["values"]["latin"] for each in answer.body["plants"]] == ["rosa"]
    assert answer.body["refused"][0]["faults"] == [
        {"member": "size", "why": "no member size"},
        {"member": "colour", "why": "plants[1].values.colour must be one of ['red', 'white']"},
    ]
    assert zoo.plant("south", latin("Rosa")).body["refused"][0]["code"] == "E_KEY"
    labelled = {"which": "Rosa", "by": "label", "values": {}}
    assert zoo.plant("south", labelled).body["plants"][0]["values"] == {"label": "Rosa"}


def test_a_member_that_a_hook_calls_read_only_is_refused(zoo: Zoo):
    answer = zoo.plant("north", latin("Rosa", planted="today"), latin("Acer"))
    assert [each["member"] for each in answer.body["refused"][0]["faults"]] == ["planted"]


def test_hooks_check_a_record_and_say_what_is_stored(zoo: Zoo):
    first = zoo.plant("north", latin("Rosa", height=3))
    assert first.body["plants"][0]["values"]["planted"] == "in the north"
    answer = zoo.plant("north", latin("Rosa", height=2), latin("Acer"))
    assert [each["why"] for each in answer.body["refused"]] == ["plants do not shrink"]


def test_a_scope_that_is_not_listed_does_not_exist(zoo: Zoo):
    answer = zoo.plant("west", latin("Rosa"))
    assert answer.status == 400
    assert answer.body["why"] == "garden must be one of ['north', 'south']"


def test_a_change_does_what_its_hook_does(zoo: Zoo):
    zoo.call("water", path={"garden": "north"})
    answer = zoo.call("water", path={"garden": "north"})
    assert (answer.status, answer.body) == (200, {"garden": "north", "times": 2})


def validate(*arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["validate", str(FILE), *arguments])
    assert "Traceback" not in ran.output
    return ran.exit_code, ran.output.strip()


def test_hooks_are_given_to_a_sandbox_in_a_test():
    with Sandbox.start("park", contract=FILE, hooks=HOOKS) as sandbox:
        answer = httpx.post(
            f"{sandbox.url}/gardens/north/water",
            headers={"Authorization": f"Bearer {sandbox.api_key}"},
            trust_env=False,
        )
    assert answer.json() == {"garden": "north", "times": 1}


def test_hooks_are_given_by_an_option(tmp_path: Path):
    assert validate("--hooks", str(HOOKS))[0] == 0
    assert validate("--hooks", f"zoo={HOOKS}")[0] == 0
    assert validate("--hooks", f"zo={HOOKS}") == (
        2,
        f"mockserver: --hooks zo={HOOKS}: must name its contract as NAME=FILE (zoo)",
    )
    assert validate("--hooks", str(tmp_path / "no.py"))[0] == 2


def test_a_missing_or_unused_function_stops_the_start(tmp_path: Path):
    code, said = validate()
    assert code == 3
    assert said.startswith("mockserver: zoo.yaml: hooks name as_planted, fault, members_of_plants")
    file = tmp_path / "own.py"
    text = HOOKS.read_text()
    file.write_text(text.replace("def fault", "def mistake"))
    assert validate("--hooks", str(file))[1].startswith(
        "mockserver: zoo.yaml: own.py defines no fault; it defines members_of_plants"
    )
    file.write_text(f"{text}\n\ndef more() -> None: ...\n")
    code, said = validate("--hooks", str(file))
    assert code == 3
    assert said.startswith("mockserver: own.py: no hook of zoo.yaml names more; name it there")
    file.write_text("1 / 0\n")
    code, said = validate("--hooks", str(file))
    assert (code, said.endswith("ZeroDivisionError: division by zero")) == (2, True)
