"""The provider's tables against the contract, and the answers of every reason."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from mockserver.contract import load_contract
from mockserver.core.reasons import Reason, Refusal
from mockserver.providers.square import PROVIDER
from mockserver.providers.square.catalog import COMMON, KINDS, LISTED
from mockserver.providers.square.references import ON_DATA, ON_OBJECT
from mockserver.providers.square.refusals import refuse
from mockserver.providers.square.shaping import DEFAULTS


@cache
def schemas() -> dict[str, Any]:
    found: dict[str, Any] = load_contract("square").document["components"]["schemas"]
    return found


def data_schema(kind: str) -> dict[str, Any]:
    target = schemas()["CatalogObject"]["discriminator"]["mapping"][kind]
    pointer = schemas()[target.rsplit("/")[-1]]["properties"][KINDS[kind].data]["$ref"]
    found: dict[str, Any] = schemas()[pointer.rsplit("/")[-1]]
    return found


def test_the_types_are_those_of_the_contract():
    assert set(KINDS) == set(schemas()["CatalogObject"]["discriminator"]["mapping"])
    assert set(LISTED) <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_fields_of_a_type_are_those_of_the_contract(kind: str):
    row = KINDS[kind]
    derived = {"is_top_level"} if kind == "CATEGORY" else set()
    described = {
        name
        for name, schema in data_schema(kind)["properties"].items()
        if not schema.get("readOnly") and name != row.children and name not in derived
    }
    assert row.fields == described


@pytest.mark.parametrize("kind", KINDS)
def test_the_defaults_of_a_type_are_those_of_the_contract(kind: str):
    row = KINDS[kind]
    described = {
        name: schema["default"]
        for name, schema in data_schema(kind)["properties"].items()
        if "default" in schema and name != row.children
    }
    assert DEFAULTS.get(kind, {}) == described


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_type_needs_and_names_its_parent_by_are_fields_of_it(kind: str):
    row = KINDS[kind]
    assert set(row.needs) <= row.fields
    assert not row.parent or row.parent in row.needs


def test_the_common_fields_are_those_of_the_contract():
    described = set(schemas()["CatalogObjectCommon"]["properties"])
    assert described - {"id", "version", "updated_at", "created_at", "is_deleted"} == COMMON


def test_references_stand_in_fields_that_exist_and_lead_to_types_that_exist():
    rows = [(KINDS[kind].fields, row) for kind, rows in ON_DATA.items() for row in rows]
    rows += [(COMMON, row) for row in ON_OBJECT]
    for fields, row in rows:
        assert row.field in fields
        assert row.targets <= set(KINDS)


def test_every_field_named_for_an_id_is_a_reference_or_is_known_to_lead_elsewhere():
    elsewhere = {
        "present_at_location_ids",
        "absent_at_location_ids",
        "catalog_v1_ids",
        "team_member_ids",
        "photo_studio_order_id",
        "customer_group_ids_any",
    }
    for kind, row in KINDS.items():
        named = {name for name in row.fields | COMMON if "_id" in name}
        linked = {reference.field for reference in (*ON_DATA.get(kind, ()), *ON_OBJECT)}
        assert named - linked <= elsewhere, kind


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_an_answer_in_the_envelope(reason: Reason):  # SQ-07, SQ-08, SQ-09
    response = PROVIDER.refuse(Refusal(reason))
    [error] = response.body["errors"]
    assert error["detail"]
    assert json.dumps(error)
    wanted = {
        "AUTHENTICATION_ERROR": {401, 403},
        "RATE_LIMIT_ERROR": {429},
        "API_ERROR": {500, 503},
        "INVALID_REQUEST_ERROR": {400, 404, 405, 413, 415},
    }
    assert response.status in wanted[error["category"]]


def test_the_first_error_decides_the_status():  # SQ-08
    response = PROVIDER.refuse(Refusal(Reason.LOCKED))
    assert response.status == 429
    mixed = refuse(Refusal(Reason.NOT_FOUND), Refusal(Reason.LOCKED))
    assert (mixed.status, len(mixed.body["errors"])) == (404, 2)


@pytest.mark.parametrize(
    ("reason", "status", "code"),
    [
        (Reason.UNAUTHENTICATED, 401, "UNAUTHORIZED"),
        (Reason.REVOKED, 401, "ACCESS_TOKEN_REVOKED"),
        (Reason.FORBIDDEN, 403, "INSUFFICIENT_SCOPES"),
        (Reason.NO_ROUTE, 404, "NOT_FOUND"),
        (Reason.WRONG_METHOD, 405, "METHOD_NOT_ALLOWED"),
        (Reason.TOO_LARGE, 413, "REQUEST_ENTITY_TOO_LARGE"),
        (Reason.MEDIA_TYPE, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (Reason.LOCKED, 429, "RATE_LIMITED"),
        (Reason.INTERNAL, 500, "INTERNAL_SERVER_ERROR"),
        (Reason.CONSTRAINT, 400, "INVALID_VALUE"),
    ],
)
def test_reasons_have_their_status_and_code(reason: Reason, status: int, code: str):  # SQ-08
    response = PROVIDER.refuse(Refusal(reason))
    assert (response.status, response.body["errors"][0]["code"]) == (status, code)


def test_a_malformed_version_header_is_refused(seller, codes):  # SQ-05
    for sent in ("abc", "2026-13-01"):
        reply = seller.call("CatalogInfo", headers={"Square-Version": sent})
        assert (reply.status, codes(reply)) == (400, [("INVALID_SQUARE_VERSION_FORMAT", "")])


def test_the_version_header_comes_back(seller):  # SQ-04, SQ-06
    asked = seller.call("CatalogInfo", headers={"Square-Version": "2024-01-18"})
    assert (asked.status, asked.headers["Square-Version"]) == (200, "2024-01-18")
    assert seller.call("CatalogInfo").headers["Square-Version"] == "2026-09-16"
