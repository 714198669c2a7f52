"""
Claims: what the documents of a shipped vendor say that its operations mean.

They stand in ``claims/`` as OpenAPI Overlays, one action for each, and were written from those
documents and without sight of what the sandbox's contract declares. What the suite knows of a
shipped vendor in this vocabulary is therefore the contract without any declaration, and claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.catalogue import PACKAGE, Certainty
from conformance.declared.contract_file import read_value, with_overlay
from conformance.declared.vocabulary_check import WORD, check_words
from conformance.errors import UnreadableContract
from conformance.expectations import JsonDict

CLAIMS = PACKAGE / "claims"

NAMED = re.compile(r"(?:([A-Z]+-\d+)|no rule,) (documented|observed|inferred|ambiguous)")
WHAT_IT_SAYS = "says rules, each with its certainty and a semicolon between them, and a sentence"


@dataclass(frozen=True)
class VendorClaim:
    """
    One sentence of a vendor's documents in words of a declaration.

    - ``target``: where the words stand, a JSONPath into the contract, and ``update`` the words
    - ``rules``: the numbered rules that say it, each as certain as the claim takes it to be
    - ``certainty``: that of the least certain of them, or of the sentence where no rule says it
    """

    target: str
    update: JsonDict
    rules: dict[str, Certainty]
    certainty: Certainty
    sentence: str


def claims_of(vendor: str) -> list[VendorClaim]:
    """
    The claims about a vendor, in the order of their file.

    Raises ``UnreadableContract`` for one whose description names neither rules nor certainty.
    """
    file = CLAIMS / f"{vendor}.yaml"
    actions = read_value(file)["actions"]
    where = f"claims/{file.name}: actions"
    return [claim_in(action, f"{where}[{number}]") for number, action in enumerate(actions)]


def claim_in(action: JsonDict, where: str) -> VendorClaim:
    """A claim from one action of an overlay, whose description says where it comes from."""
    origin, _, sentence = str(action.get("description", "")).partition(". ")
    found = [NAMED.fullmatch(each) for each in origin.split("; ")]
    if not sentence or not all(found):
        raise UnreadableContract(f"{where}.description: {WHAT_IT_SAYS}")
    named = [(each[1], Certainty(each[2])) for each in found if each is not None]
    order = list(Certainty)
    return VendorClaim(
        action["target"],
        action["update"],
        {rule: certainty for rule, certainty in named if rule is not None},
        max((certainty for _rule, certainty in named), key=order.index),
        sentence,
    )


def claimed_contract(contract: Path) -> JsonDict:
    """
    The contract of a vendor with what the suite claims in place of what the sandbox declares.

    Its file has the name of the vendor, as that of the claims has. Raises ``UnreadableContract``
    for a claim that hits nothing or uses a word that does not exist.
    """
    file = CLAIMS / contract.name
    found = with_overlay(without_declarations(read_value(contract)), file)
    check_words(f"claims/{file.name}", found)
    return found


def without_declarations(document: JsonDict) -> JsonDict:
    """A copy of a contract in which nothing declares anything."""
    plain = deepcopy(document)
    for node in objects_in(plain):
        node.pop(WORD, None)
    return plain


def objects_in(node: Any) -> Iterator[JsonDict]:
    """Every object in a document."""
    inner: list[Any] = [node]
    while inner:
        each = inner.pop()
        if isinstance(each, dict):
            yield each
            inner.extend(each.values())
        elif isinstance(each, list):
            inner.extend(each)
