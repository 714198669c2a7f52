"""
The key of a shop, and what another shop sees.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.shopimind import DefinedRecords, field
from conformance.expectations import client_error, matching, nothing, success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext
from conformance.scenarios import require_record, write_and_require

READS = (
    "/v1/custom-data-definitions",
    "/v1/custom-data-definitions/overrides",
    "/v1/custom-data-definitions/999999999",
    "/v1/custom-data-records/999999999",
    "/v1/contacts/all",
    "/v1/contacts?id_shop_contact=999999999",
    "/v1/customers",
    "/v1/customers/nobody",
    "/v1/products",
)
WRITES: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/v1/custom-data-definitions", {}),
    ("PATCH", "/v1/custom-data-definitions/999999999/extend", {}),
    ("POST", "/v1/custom-data-records/999999999", []),
    ("PATCH", "/v1/custom-data-records/999999999/999999999", {}),
    ("DELETE", "/v1/custom-data-records/999999999?id=999999999", None),
    ("POST", "/v1/custom-data-records/999999999/bulk-delete", []),
    ("POST", "/v1/customers", []),
    ("POST", "/v1/products", []),
)
"""Writes that could change nothing even if they were accepted."""


@probe("SPM-01")
def every_route_wants_a_key(context: ShopiMindContext) -> None:
    """A request without the header spm-api-key is refused with 401."""
    for path in READS:
        answer = context.target.send("GET", path, credential=None)
        context.expect(f"status of GET {path}", got=answer.status, wanted=401)
    if context.may_write:
        for method, path, body in WRITES:
            answer = context.target.send(method, path, body, credential=None)
            context.expect(f"status of {method} {path}", got=answer.status, wanted=401)


@probe("SPM-02")
def the_401_has_three_members(context: ShopiMindContext) -> None:
    """
    The 401 for a missing key has statusCode 401, a text as message and the error Unauthorized.
    """
    answer = context.target.send("GET", READS[0], credential=None)
    context.given("status", got=answer.status, wanted=401)
    wanted = {"statusCode": 401, "message": matching(r".+"), "error": "Unauthorized"}
    context.expect("body", got=answer.json, wanted=wanted)
    context.note(f"message: {answer.at('message')!r}")


@probe("SPM-03")
def malformed_keys_open_nothing(context: ShopiMindContext) -> None:
    """A key of 19 or 65 characters, or with an underscore, opens nothing."""
    for what, key in (
        ("a key of 19 characters", "abcdefghij-12345678"),
        ("a key of 65 characters", "a" * 65),
        ("a key with an underscore", "abcdefghij_0123456789"),
    ):
        answer = context.target.send("GET", READS[0], headers={"spm-api-key": key}, credential=None)
        context.expect(f"status with {what}", got=answer.status, wanted=client_error())
        context.note(f"{what}: status {answer.status}")


@probe("SPM-04")
def another_key_sees_nothing(context: ShopiMindContext) -> None:
    """
    The definitions of one shop, and their records, cannot be read, listed or written with the key
    of another.
    """
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0])
    mine = defined.definition
    context.expect(
        "status of reading", got=mine.get(credential="second").status, wanted=client_error()
    )
    listed = context.driver.list_named(mine.name, credential="second")
    context.expect("definitions that are listed", got=listed, wanted=[])
    rows = mine.list(credential="second").at("data")
    context.expect("records that are listed", got=rows, wanted=nothing())
    saved = mine.save(defined.record(0, 1), defined.record(1), credential="second")
    context.expect("status of saving", got=saved.status, wanted=client_error())
    write_and_require(context, defined, [2])
    require_record(context, defined, 0)
    context.expect("records", got=defined.count(), wanted=2)


@probe("SPM-27")
def another_shop_may_use_the_name(context: ShopiMindContext) -> None:
    """Two shops may have definitions of the same name."""
    defined = DefinedRecords.made_by(context.driver)
    name = defined.definition.name
    body = {"name": name, "fields": [field("code", required=True)]}
    answer = context.driver.create(body, credential="second")
    context.require("status in the other shop", got=answer.status, wanted=success())
    context.expect("definitions here", got=len(context.driver.list_named(name)), wanted=1)
    theirs = context.driver.list_named(name, credential="second")
    context.expect("definitions there", got=len(theirs), wanted=1)
