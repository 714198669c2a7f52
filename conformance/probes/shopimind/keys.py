"""
The key of a shop, and what another shop sees.
"""

from __future__ import annotations

from typing import Any

from conformance.catalogue import Mode
from conformance.drivers.shopimind import Shelf, ShopiMind, field
from conformance.expectations import client_error, matching, nothing, success
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.scenarios import stored, written

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
def every_route_wants_a_key(run: Run[ShopiMind]) -> None:
    for path in READS:
        answer = run.target.send("GET", path, credential=None)
        run.expect(f"status of GET {path}", got=answer.status, wanted=401)
    if Mode.WRITE in run.target.wire.modes:
        for method, path, body in WRITES:
            answer = run.target.send(method, path, body, credential=None)
            run.expect(f"status of {method} {path}", got=answer.status, wanted=401)


@probe("SPM-02")
def the_401_has_three_members(run: Run[ShopiMind]) -> None:
    answer = run.target.send("GET", READS[0], credential=None)
    run.given("status", got=answer.status, wanted=401)
    wanted = {"statusCode": 401, "message": matching(r".+"), "error": "Unauthorized"}
    run.expect("body", got=answer.json, wanted=wanted)
    run.note(f"message: {answer.at('message')!r}")


@probe("SPM-03")
def malformed_keys_open_nothing(run: Run[ShopiMind]) -> None:
    for what, key in (
        ("a key of 19 characters", "abcdefghij-12345678"),
        ("a key of 65 characters", "a" * 65),
        ("a key with an underscore", "abcdefghij_0123456789"),
    ):
        answer = run.target.send("GET", READS[0], headers={"spm-api-key": key}, credential=None)
        run.expect(f"status with {what}", got=answer.status, wanted=client_error())
        run.note(f"{what}: status {answer.status}")


@probe("SPM-04")
def another_key_sees_nothing(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0])
    mine = shelf.definition
    run.expect("status of reading", got=mine.get(credential="second").status, wanted=client_error())
    listed = run.driver.listed(mine.name, credential="second")
    run.expect("definitions that are listed", got=listed, wanted=[])
    rows = mine.list(credential="second").at("data")
    run.expect("records that are listed", got=rows, wanted=nothing())
    saved = mine.save(shelf.record(0, 1), shelf.record(1), credential="second")
    run.expect("status of saving", got=saved.status, wanted=client_error())
    written(run, shelf, [2])
    stored(run, shelf, 0)
    run.expect("records", got=shelf.count(), wanted=2)


@probe("SPM-27")
def another_shop_may_use_the_name(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    name = shelf.definition.name
    body = {"name": name, "fields": [field("code", required=True)]}
    answer = run.driver.create(body, credential="second")
    run.require("status in the other shop", got=answer.status, wanted=success())
    run.expect("definitions here", got=len(run.driver.listed(name)), wanted=1)
    theirs = run.driver.listed(name, credential="second")
    run.expect("definitions there", got=len(theirs), wanted=1)
