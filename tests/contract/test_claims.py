"""
Double entry: what the suite claims of a vendor, and what its contract declares, word by word.

The two were written from the same documents and apart. Hooks, statuses and texts of errors, and
given records are not compared: claims say what operations mean, and not how it is carried out.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from effective_words import (
    Words,
    count_compared,
    differences,
    effective_words,
    operations_in,
    roles_in,
)

from conformance.catalogue import Certainty, contract_of
from conformance.declared import claims
from conformance.declared.contract_file import read_value
from conformance.errors import UnreadableContract
from conformance.judging.vendors import find_vendor

VENDORS = sorted(file.stem for file in claims.CLAIMS.glob("*.yaml"))
WITH_ROLES = {"hubspot"}
AGREED = tomllib.loads((Path(__file__).parent / "agreed_differences.toml").read_text())


def words_in(vendor: str, document: Any) -> Words:
    roles = roles_in(document) if vendor in WITH_ROLES else {}
    return {**effective_words(document), **roles}


def plain(value: Any) -> Any:
    """A value as TOML writes it."""
    if isinstance(value, frozenset | tuple):
        return sorted(value) if isinstance(value, frozenset) else list(value)
    return "nothing" if value is None else value


def agreed(vendor: str) -> dict[tuple[str, str], tuple[Any, Any]]:
    return {
        (place, entry["word"]): (entry["claimed"], entry["declared"])
        for entry in AGREED["agreed"]
        if entry["vendor"] == vendor
        for place in entry["places"]
    }


def found(vendor: str) -> dict[tuple[str, str], tuple[Any, Any]]:
    claimed = words_in(vendor, claims.claimed_contract(contract_of(vendor)))
    declared = words_in(vendor, read_value(contract_of(vendor)))
    return {
        key: (plain(one), plain(other))
        for key, (one, other) in differences(claimed, declared).items()
    }


def test_there_are_claims_about_five_vendors():
    assert VENDORS == ["hubspot", "propeller", "shopimind", "solvimon", "square"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_claims_and_declarations_agree_but_for_the_listed_differences(vendor: str):
    assert found(vendor) == agreed(vendor)


def test_every_agreed_difference_has_a_reason():
    assert all(len(entry["reason"].split()) > 5 for entry in AGREED["agreed"])


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_claim_names_rules_that_exist_with_their_certainty(vendor: str):
    known = {each.id: each.certainty for each in find_vendor(vendor).catalogue.values()}
    named = [claim.rules for claim in claims.claims_of(vendor)]
    assert [each for each in named if not each.items() <= known.items()] == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_claims_are_about_almost_every_operation(vendor: str):
    document = claims.claimed_contract(contract_of(vendor))
    silent = {
        operation["operationId"]
        for _path, _method, operation in operations_in(document)
        if "x-upsert" not in operation
    }
    # The limits of a catalog, a token and the refusal of a key that does not exist touch no record.
    assert silent <= {"CatalogInfo", "createToken", "bulkCustomersByOtherKey"}


@pytest.mark.parametrize(("vendor", "least"), [("square", 100), ("hubspot", 270)])
def test_hundreds_of_words_are_compared(vendor: str, least: int):
    claimed = words_in(vendor, claims.claimed_contract(contract_of(vendor)))
    assert count_compared(claimed, words_in(vendor, read_value(contract_of(vendor)))) > least


@pytest.mark.parametrize(
    ("path", "method", "word", "value"),
    [
        ("/v2/catalog/batch-upsert", "post", "group", "record"),
        ("/v2/catalog/batch-upsert", "post", "merge", "patch"),
        ("/v2/catalog/batch-delete", "post", "missing", "refuse"),
        ("/v2/catalog/search", "post", "oversize", "cap"),
        ("/v2/catalog/list", "get", "sees", "later"),
        ("/v2/catalog/object/{object_id}", "delete", "writers", "many"),
    ],
)
def test_another_word_in_a_contract_is_a_difference(path: str, method: str, word: str, value: str):
    document = read_value(contract_of("square"))
    operation = document["paths"][path][method]
    operation["x-upsert"][word] = value
    claimed = effective_words(claims.claimed_contract(contract_of("square")))
    differing = differences(claimed, effective_words(document))
    assert differing[operation["operationId"], word][1] == value


def test_another_longest_list_in_a_contract_is_a_difference():
    document = read_value(contract_of("hubspot"))
    inputs = document["components"]["schemas"]["UpsertInputs"]["properties"]["inputs"]
    inputs["maxItems"] = 99
    claimed = effective_words(claims.claimed_contract(contract_of("hubspot")))
    differing = differences(claimed, effective_words(document))
    assert differing["batchUpsert", "limits.batch"] == (100, 99)


def test_another_role_in_a_contract_is_a_difference():
    document = read_value(contract_of("hubspot"))
    document["components"]["schemas"]["Batch"]["properties"]["numErrors"]["x-upsert"] = {
        "count": "refused"
    }
    differing = differences(
        roles_in(claims.claimed_contract(contract_of("hubspot"))), roles_in(document)
    )
    assert differing == {
        ("components.schemas.Batch.properties.numErrors", "count"): ("errors", "refused")
    }


def test_a_claim_is_as_certain_as_the_least_certain_of_its_rules():
    action = {"target": "$", "description": "X-1 documented; X-2 inferred. So it is.", "update": {}}
    claim = claims.claim_in(action, "claims/x.yaml: actions[0]")
    assert claim.certainty is Certainty.INFERRED
    assert claim.rules == {"X-1": Certainty.DOCUMENTED, "X-2": Certainty.INFERRED}
    assert claim.sentence == "So it is."


@pytest.mark.parametrize("said", ["So it is.", "X-1 sure. So it is.", "X-1 documented", ""])
def test_a_claim_without_rules_certainty_or_sentence_is_refused(said: str):
    action = {"target": "$", "description": said, "update": {}}
    with pytest.raises(UnreadableContract, match=r"claims/x.yaml: actions\[0\].description: says"):
        claims.claim_in(action, "claims/x.yaml: actions[0]")


def test_claims_are_read_without_any_declaration_of_the_contract():
    bare = claims.without_declarations(read_value(contract_of("square")))
    assert all("x-upsert" not in node for node in claims.objects_in(bare))
