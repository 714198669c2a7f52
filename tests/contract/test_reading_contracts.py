"""
What a contract must be to be served, and what is said of one that cannot be.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from miniature import BOOKS, CONTRACT, DOCUMENT

from mockserver.contract import load_contract, read_parameters
from mockserver.contract.dialect import to_json_schema
from mockserver.contract.document import check_contract
from mockserver.core.reasons import Violation
from mockserver.core.rules import (
    AllRejected,
    Atomicity,
    Limits,
    Merge,
    Presence,
    Visibility,
    WhenMissing,
    Writers,
)
from mockserver.errors import ContractError
from mockserver.requests.vendor import check_agreement

FILE = Path("books.yaml")


def broken(change: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


def refused(document: Any) -> str:
    with pytest.raises(ContractError) as caught:
        check_contract("books", FILE, document)
    return str(caught.value)


def save(document: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = document["paths"]["/books"]["put"]
    return operation


def test_a_declaration_becomes_rules():
    rules = CONTRACT.operations["saveBooks"].rules
    assert rules is not None
    assert rules.resource == "books"
    assert rules.record == "Book"
    assert rules.when_missing is WhenMissing.CREATE
    assert rules.idempotency is Presence.OPTIONAL
    assert rules.visibility is Visibility.EVENTUAL
    assert rules.atomicity is Atomicity.RECORD
    assert rules.writers is Writers.ONE
    assert rules.retention == 86_400_000
    assert rules.limits == Limits(records_per_batch=3, bytes=1000)


@pytest.mark.parametrize(
    ("word", "value", "message"),
    [
        ("gruop", "batch", "x-upsert knows no gruop; did you mean group"),
        ("group", "bath", "x-upsert.group must be one of record, batch, request"),
        ("limits", {"records": 3}, "x-upsert.limits knows no records"),
        ("upsert", "boots", "x-upsert: no collection boots; there are: books"),
        ("by", "title", "x-upsert.by: books has no key title; there are: id, isbn"),
    ],
)
def test_an_unknown_word_stops_the_start_with_the_valid_ones(word: str, value: Any, message: str):
    document = broken(lambda d: save(d)["x-upsert"].update({word: value}))
    said = refused(document)
    assert said.startswith("books.yaml: PUT /books: x-upsert")
    assert message in said


def test_what_an_operation_does_not_say_has_its_default():
    document = broken(lambda d: save(d).update({"x-upsert": {"upsert": "books"}}))
    rules = check_contract("books", FILE, document).operations["saveBooks"].rules
    assert rules is not None
    assert rules.merge is Merge.REPLACE, "a PUT replaces"
    assert rules.all_rejected is AllRejected.AS_RESULTS
    assert rules.writers is Writers.MANY
    assert rules.limits == Limits(records_per_batch=3)


def test_a_verb_without_declared_collections_is_refused():
    said = refused(broken(lambda d: d.pop("x-upsert")))
    assert said.startswith("books.yaml: PUT /books: x-upsert names a collection; the root of the")


@pytest.mark.parametrize(
    ("kept", "milliseconds"), [("PT24H", 86_400_000), ("P2D", 172_800_000), ("forever", 0)]
)
def test_keys_are_kept_as_long_as_the_root_says(kept: str, milliseconds: int):
    document = broken(lambda d: d["x-upsert"].update(idempotency={"kept": kept}))
    rules = check_contract("books", FILE, document).operations["saveBooks"].rules
    assert rules is not None
    assert rules.retention == milliseconds


def test_a_key_that_must_be_sent_is_a_required_one():
    def require(document: Any) -> None:
        body = save(document)["requestBody"]["content"]["application/json"]["schema"]
        body["required"].append("key")

    rules = check_contract("books", FILE, broken(require)).operations["saveBooks"].rules
    assert rules is not None
    assert rules.idempotency is Presence.REQUIRED


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(openapi="3.0.3"), "openapi must be 3.1.x"),
        (lambda d: d.update(paths={}), "paths describes no operation"),
        (lambda d: save(d).pop("operationId"), "PUT /books: needs an operationId"),
        (
            lambda d: d["paths"]["/books/{isbn}"]["get"].update(operationId="saveBooks"),
            "operationId saveBooks is used twice",
        ),
        (
            lambda d: d["paths"]["/books/{isbn}"]["get"]["parameters"].pop(0),
            "path and path parameters disagree about isbn",
        ),
        (
            lambda d: d["components"]["schemas"].pop("Book"),
            "$ref #/components/schemas/Book leads nowhere",
        ),
    ],
)
def test_a_contract_that_cannot_be_served_is_refused_with_its_place(change: Any, message: str):
    assert message in refused(broken(change))


def test_a_file_that_is_missing_or_no_yaml_is_refused_in_one_line(tmp_path: Path):
    with pytest.raises(ContractError, match=r"books\.yaml: cannot be read: No such file"):
        load_contract("books", tmp_path)
    (tmp_path / "books.yaml").write_text("paths: [\n  }")
    with pytest.raises(ContractError, match=r"books\.yaml: not YAML: .*line 2") as caught:
        load_contract("books", tmp_path)
    assert "\n" not in str(caught.value)


def test_a_date_in_a_contract_stays_the_text_that_was_written(tmp_path: Path):
    (tmp_path / "books.yaml").write_text(
        "openapi: 3.1.0\ninfo: {version: 2026-09-16}\n"
        "paths: {/a: {get: {operationId: a, responses: {}}}}\n"
    )
    assert load_contract("books", tmp_path).document["info"]["version"] == "2026-09-16"


def test_contract_and_provider_must_describe_the_same_operations():
    document = broken(lambda d: d["paths"].pop("/books/{isbn}"))
    with pytest.raises(ContractError, match="only one of them has getBook"):
        check_agreement(check_contract("books", FILE, document), BOOKS)
    silent = broken(lambda d: save(d).pop("x-upsert"))
    with pytest.raises(ContractError, match="saveBooks: operations that write declare x-upsert"):
        check_agreement(check_contract("books", FILE, silent), BOOKS)
    other = broken(lambda d: save(d).update({"x-upsert": {"remove": "books"}}))
    with pytest.raises(ContractError, match="verb of x-upsert is not what the provider does"):
        check_agreement(check_contract("books", FILE, other), BOOKS)


def test_the_envelope_stops_at_the_records_and_leaves_their_number_to_the_engine():
    operation = CONTRACT.operations["saveBooks"]
    envelope = CONTRACT.schemas.check("envelope", CONTRACT.body(operation), "Book")
    assert envelope({"books": [5, None, {}, {}]}, ()) == ((), 0)
    whole = CONTRACT.schemas.check("whole", CONTRACT.body(operation))
    violations, total = whole({"books": [5, None, {}, {"isbn": "x"}]}, ())
    found = {violation.keyword for violation in violations}
    assert (found, total) == ({"maxItems", "type", "required"}, 4)
    assert {v.place for v in envelope({"books": 5, "z": 1}, ())[0]} == {("books",), ("z",)}


def test_all_violations_are_counted_and_a_hundred_listed():
    check = CONTRACT.schemas.check("many", {"type": "array", "items": {"type": "string"}})
    violations, total = check(list(range(250)), ("here",))
    assert (len(violations), total) == (100, 250)
    assert violations[3] == Violation(("here", 3), "type", ["string"], 3)


def test_a_violation_never_repeats_a_long_value():
    check = CONTRACT.schemas.check("long", {"items": {"maxLength": 2, "type": "string"}})
    value = check(["x" * 500, {"a": 1}, [1, 2], 2**70], ())[0]
    assert [violation.value for violation in value] == [
        "text of 500 characters",
        "object of 1 properties",
        "array of 2",
        "a number of more than 64 bits",
    ]


UNION = {
    "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in "ABCDE"],
    "discriminator": {
        "propertyName": "type",
        "mapping": {name: f"#/components/schemas/{name}" for name in "ABCDE"},
    },
}


def union_contract() -> Any:
    def add(document: dict[str, Any]) -> None:
        for name in "ABCDE":
            document["components"]["schemas"][name] = {
                "type": "object",
                "properties": {"type": {"const": name}, name.lower(): {"type": "string"}},
                "required": ["type", name.lower()],
            }
        document["components"]["schemas"]["Union"] = UNION

    return check_contract("books", FILE, broken(add))


@pytest.mark.parametrize("name", "ABCDE")
def test_a_discriminator_leads_to_one_branch_and_to_the_fault_in_it(name: str):
    check = union_contract().schemas.component("Union")
    assert check({"type": name, name.lower(): "x"}, ()) == ((), 0)
    violations, _ = check({"type": name, name.lower(): 5}, ())
    assert [(v.place, v.keyword) for v in violations] == [((name.lower(),), "type")]
    missing, _ = check({"type": name}, ())
    assert [(v.place, v.keyword) for v in missing] == [((name.lower(),), "required")]


def test_an_unknown_or_missing_discriminator_is_the_only_fault():
    check = union_contract().schemas.component("Union")
    for value, place, keyword in (({"type": "Z"}, "type", "enum"), ({}, "type", "required")):
        violations, total = check(value, ())
        assert [(v.place, v.keyword) for v in violations] == [((place,), keyword)]
        assert total == 1
    assert check(5, ())[0][0].keyword == "type"


def test_integer_formats_become_bounds_and_annotations_go():
    schema = {"type": ["integer", "null"], "format": "int64", "example": 5, "x-note": 1}
    assert to_json_schema(schema) == {
        "type": ["integer", "null"],
        "format": "int64",
        "minimum": -(2**63),
        "maximum": 2**63 - 1,
    }
    named = {"properties": {"example": {"type": "string"}, "x-y": {}}}
    assert to_json_schema(named) == named


@pytest.mark.parametrize(
    ("query", "values", "faults"),
    [
        ([("depth", "2")], {"depth": 2}, []),
        ([("depth", "1"), ("depth", "3")], {"depth": 3}, []),
        ([("depth", "4")], {"depth": 4}, ["maximum"]),
        ([("depth", "two")], {"depth": "two"}, ["type"]),
        ([("depth", "9" * 40)], {"depth": "9" * 40}, ["type"]),
        ([("fail", "true"), ("else", "x")], {"fail": True}, []),
        ([("fail", "yes")], {"fail": "yes"}, ["type"]),
    ],
)
def test_parameters_come_in_their_types(query: Any, values: Any, faults: Any):
    got, violations = read_parameters(CONTRACT, CONTRACT.operations["getBook"], query, {})
    assert got == values
    assert [violation.keyword for violation in violations] == faults


def test_no_declaration_means_no_rules():
    document = broken(lambda d: save(d).pop("x-upsert"))
    assert check_contract("books", FILE, document).operations["saveBooks"].rules is None


def test_a_concrete_path_answers_its_own_methods_and_not_those_of_a_general_one():
    def add_search(document: dict[str, Any]) -> None:
        shelf = {
            "operationId": "searchBooks",
            "responses": DOCUMENT["paths"]["/books"]["put"]["responses"],
        }
        document["paths"]["/books/search"] = {"post": shelf}

    contract = check_contract("books", FILE, broken(add_search))
    assert contract.methods_of("/books/search") == ["POST"]
    assert contract.methods_of("/books/1") == ["GET", "HEAD"]
    assert [(pattern.pattern, set(methods)) for pattern, methods in contract.exceptions] == [
        ("/books/search", {"POST"})
    ]
