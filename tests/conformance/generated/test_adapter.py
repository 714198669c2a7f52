"""
What the adapter expects of Schemathesis. A release that moves one of these names fails here.
"""

from __future__ import annotations

from importlib.metadata import version

import pytest
import schemathesis
from hypothesis import find
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData, UnsupportedMethodResponse
from schemathesis.specs.openapi import _auth_retry

from conformance.generated import adapter

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "One", "version": "1"},
    "security": [{"token": []}],
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "paths": {
        "/things": {
            "get": {
                "operationId": "list",
                "parameters": [{"name": "n", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"200": {"description": "all"}},
            }
        }
    },
}


@pytest.fixture
def operation():
    return schemathesis.openapi.from_dict(DOCUMENT)["/things"]["GET"]


def test_the_names_were_read_in_the_release_that_is_installed():
    assert version("schemathesis") == adapter.PINNED


def test_each_rule_is_a_failure_of_its_own_under_its_id():
    first = adapter.failure_of("SQ-07", "An envelope")
    second = adapter.failure_of("SQ-08", "A status")
    found = first(operation="GET /things", message="errors: is missing")
    assert found.asdict()["code"] == "SQ-07"
    assert str(found) == "An envelope\n\nerrors: is missing"
    assert found._unique_key == "SQ-07"  # noqa: SLF001 what a baseline of Schemathesis is kept by
    assert found != second(operation="GET /things", message="errors: is missing")
    assert adapter.failure_of("SQ-07", "An envelope") is first


def test_what_schemathesis_reports_is_recognised():
    refused = RejectedPositiveData(
        operation="GET /things", message="", status_code=400, allowed_statuses=[]
    )
    accepted = AcceptedNegativeData(
        operation="GET /things", message="", status_code=200, expected_statuses=[]
    )
    unknown, allowed = (
        UnsupportedMethodResponse(
            operation="GET /things",
            method="TRACE",
            status_code=status,
            failure_reason="wrong_status",
            message="",
        )
        for status in (404, 200)
    )
    assert [adapter.is_refused(each) for each in (refused, accepted)] == [True, False]
    assert [adapter.is_accepted(each) for each in (refused, accepted)] == [False, True]
    assert [adapter.is_unknown_address(each) for each in (unknown, allowed)] == [True, False]


def test_cases_are_known_as_valid_or_invalid(operation):
    modes = {
        mode: find(operation.as_strategy(generation_mode=mode), lambda _case: True)
        for mode in schemathesis.GenerationMode
    }
    assert adapter.is_valid(modes[schemathesis.GenerationMode.POSITIVE])
    assert not adapter.is_valid(modes[schemathesis.GenerationMode.NEGATIVE])
    assert not adapter.is_valid(operation.Case(query={"n": 1}))


def test_the_stock_check_sends_the_credential_that_must_be_refused(operation, monkeypatch):
    monkeypatch.setattr(_auth_retry, "INVALID_CREDENTIAL", _auth_retry.INVALID_CREDENTIAL)
    monkeypatch.setattr(_auth_retry, "INVALID_AUTH_HEADERS", dict(_auth_retry.INVALID_AUTH_HEADERS))
    adapter.refuse_with("revoked-one")
    case = operation.Case()
    for parameter in _auth_retry.get_security_parameters(operation):
        _auth_retry.set_auth_for_case(case, parameter)
    assert case.headers["Authorization"] == "Bearer revoked-one"
