"""
Every contract of the project: standard, examples, references, declarations, providers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mockserver.contract import Contract, load_contract, routing_view
from mockserver.contract.navigation import METHODS, resolve
from mockserver.contract.validation import check_standard
from mockserver.contract.vocabulary import check_roles
from mockserver.core.reasons import Reason, Refusal
from mockserver.provider import Provider
from mockserver.providers import VENDORS, load_vendor
from mockserver.requests.vendor import check_agreement

NAMES = sorted(VENDORS)


@pytest.fixture(scope="module", params=NAMES)
def contract(request: pytest.FixtureRequest) -> Contract:
    """The contract as it is written."""
    return load_contract(request.param)


@pytest.fixture(scope="module")
def vendor(contract: Contract) -> tuple[Contract, Provider]:
    return load_vendor(contract.vendor)


@pytest.fixture(scope="module")
def served(vendor: tuple[Contract, Provider]) -> Contract:
    """The contract with the rules of its operations, those derived from its words among them."""
    return vendor[0]


@pytest.fixture(scope="module")
def provider(vendor: tuple[Contract, Provider]) -> Provider:
    return vendor[1]


def media_of(contract: Contract, described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from resolve(contract.document, described).get("content", {}).items()


def examples_in(contract: Contract, media: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if "example" in media:
        yield "example", media["example"]
    for name, example in media.get("examples", {}).items():
        yield name, resolve(contract.document, example)["value"]


def bodies(contract: Contract) -> Iterator[tuple[str, dict[str, Any]]]:
    for operation in contract.operations.values():
        for kind, media in media_of(contract, operation.definition.get("requestBody", {})):
            yield f"{operation.id} request {kind}", media
        for status, described in operation.definition["responses"].items():
            for kind, media in media_of(contract, described):
                yield f"{operation.id} {status} {kind}", media


def test_a_contract_is_valid_openapi(contract: Contract):
    check_standard(contract)


def test_contract_and_provider_describe_the_same_operations(served: Contract, provider: Provider):
    check_agreement(served, provider)


def test_every_body_has_examples_and_every_example_is_valid(contract: Contract):
    for name, media in bodies(contract):
        found = list(examples_in(contract, media))
        assert found, f"{name} has no example"
        check = contract.schemas.check(name, media["schema"])
        for example, value in found:
            assert check(value, ()) == ((), 0), f"{name} {example}: {check(value, ())[0][:3]}"


def test_every_operation_describes_success_and_the_errors_that_any_request_can_meet(
    served: Contract,
):
    for operation in served.operations.values():
        described = set(operation.definition["responses"])
        assert described & {"200", "201", "204"}, operation.id
        wanted = {"400", "500"}
        if operation.secured:
            wanted |= {"401"}
        if operation.media_types:
            wanted |= {"413", "415"}
        if operation.rules is not None and operation.secured:
            wanted |= {"403"}
        assert wanted <= described, f"{operation.id} lacks {sorted(wanted - described)}"


def test_every_component_is_used(contract: Contract):
    used = set(pointers(contract.document))
    used |= {f"#/components/securitySchemes/{name}" for name in schemes(contract)}
    used |= {
        f"#/components/schemas/{operation.rules.record}"
        for operation in contract.operations.values()
        if operation.rules is not None
    }
    for section, entries in contract.document["components"].items():
        for name in entries:
            assert f"#/components/{section}/{name}" in used, f"{section}/{name} is never used"


def pointers(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        mapping = node.get("mapping")
        if isinstance(mapping, dict):
            yield from (target for target in mapping.values() if isinstance(target, str))
        for value in node.values():
            yield from pointers(value)
    elif isinstance(node, list):
        for value in node:
            yield from pointers(value)


def schemes(contract: Contract) -> Iterator[str]:
    choices = list(contract.document.get("security", ()))
    for operation in contract.operations.values():
        choices.extend(operation.definition.get("security", ()))
    for choice in choices:
        yield from choice


def test_sizes_of_record_arrays_agree_with_the_declared_limits(served: Contract):
    for operation in served.operations.values():
        if operation.rules is None or operation.rules.record is None:
            continue
        limits = operation.rules.limits
        for size in record_array_sizes(served, operation.rules.record, operation):
            assert size in {limits.records_per_batch, limits.records_per_request}, operation.id


def record_array_sizes(contract: Contract, record: str, operation: Any) -> Iterator[int]:
    stack: list[Any] = [contract.body(operation)]
    seen: set[str] = set()
    target = f"#/components/schemas/{record}"
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            if node.get("type") == "array" and node.get("items", {}).get("$ref") == target:
                if "maxItems" in node:
                    yield node["maxItems"]
                continue
            pointer = node.get("$ref")
            if isinstance(pointer, str) and pointer not in seen and pointer != target:
                seen.add(pointer)
                stack.append(resolve(contract.document, node))
            stack.extend(node.values())


def test_only_operations_that_write_have_rules(served: Contract):
    for operation in served.operations.values():
        if operation.method == "get":
            assert operation.rules is None, operation.id


def test_every_role_of_a_contract_is_in_the_vocabulary(contract: Contract):
    check_roles(contract.file, contract.document, contract.declaration)


def test_every_collection_of_a_contract_is_written_by_an_operation(contract: Contract):
    written = {each.rules.resource for each in contract.operations.values() if each.rules}
    assert set(contract.declaration.collections) == written


def test_the_routing_view_has_every_operation_and_no_schema_of_a_body(contract: Contract):
    view = routing_view(contract)
    found = {
        (method, path): item[method]
        for path, item in view["paths"].items()
        for method in METHODS
        if method in item
    }
    assert {definition["operationId"] for definition in found.values()} == set(contract.operations)
    for definition in found.values():
        for media in definition.get("requestBody", {}).get("content", {}).values():
            assert media == {}


def test_every_reason_has_an_answer_in_the_vendors_shape(contract: Contract, provider: Provider):
    assert set(provider.errors) == set(Reason)
    for reason in Reason:
        response = provider.refuse(Refusal(reason))
        assert 400 <= response.status <= 599, reason
        assert response.body, reason
