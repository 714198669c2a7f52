"""
What a vendor that issues tokens needs of the shell: expiry, operations for anyone, forms.
"""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from harness import NOON, Bench, Reply, reply
from miniature import ANSWERS, BOOKS, DOCUMENT

from mockserver.contract.document import check_contract
from mockserver.core.reasons import Refusal
from mockserver.core.tick import Tick
from mockserver.core.view import View
from mockserver.messages import ANYONE, Grant, HttpRequest
from mockserver.provider import Read, Request, Response
from mockserver.tenants.limit_overrides import Override, Rate, Unit

LENDING: dict[str, Any] = copy.deepcopy(DOCUMENT)
LENDING["paths"]["/cards"] = {
    "post": {
        "operationId": "issueCard",
        "security": [],
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "required": ["reader"],
                        "properties": {"reader": {"type": "string", "minLength": 1}},
                    }
                }
            },
        },
        "responses": ANSWERS,
    }
}


def issue(_view: View, request: Request, tick: Tick) -> Response:
    return Response(200, {"card": f"{request.body['reader']}~{tick.now + 1000}"})


def holder(card: str, now: int) -> str | None:
    reader, _, end = card.partition("~")
    return reader if not end or now < int(end) else None


LIBRARY = replace(
    BOOKS,
    operations={**BOOKS.operations, "issueCard": Read(issue)},
    credential=re.compile(r"[a-z-]{3,30}(~[0-9]{1,13})?"),
    holder=holder,
)
CONTRACT = check_contract("books", Path(__file__), LENDING)


@pytest.fixture
def bench() -> Bench:
    return Bench("books", "alice", served=(CONTRACT, LIBRARY))


def post_card(bench: Bench, form: bytes) -> tuple[int, bytes]:
    answer = bench.sandbox.answer(
        "books", HttpRequest(operation_id="issueCard", grant=ANYONE, body=form)
    )
    return answer.status, answer.body


def read_book(bench: Bench, credential: str) -> Reply:
    return bench.call("getBook", path={"isbn": "1"}, credential=credential)


def test_a_form_is_read_as_text_values(bench: Bench):
    status, body = post_card(bench, b"reader=caf%C3%A9+ole")
    assert status == 200
    assert body.decode() == f'{{"card":"café ole~{NOON + 1000}"}}'


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (b"reader", "the body is not a form of name=value pairs"),
        (b"reader=%ff", "the form is not UTF-8"),
        (b"reader=\xff", "the form is not UTF-8"),
        (b"reader=a&reader=b", "the field reader is given twice"),
        (b"", "the body is empty"),
    ],
)
def test_what_is_no_form_is_refused_with_what_is_wrong(bench: Bench, form: bytes, message: str):
    status, body = post_card(bench, form)
    assert status == 400
    assert '"reason":"not-json"' in body.decode()
    assert f'"message":"{message}"' in body.decode()


def test_the_fields_of_a_form_are_checked_with_the_contract(bench: Bench):
    status, body = post_card(bench, b"name=a")
    assert status == 400
    assert '"faults":[["reader","required"]]' in body.decode()


def test_a_token_opens_the_tenant_of_its_holder(bench: Bench):
    bench.call("saveBooks", {"books": [{"isbn": "1"}]}, credential="alice")
    assert read_book(bench, f"alice~{NOON + 1000}").status == 200
    assert read_book(bench, f"bob~{NOON + 1000}").status == 404


def test_a_token_works_until_the_clock_reaches_its_end(bench: Bench):
    token = f"alice~{NOON + 1000}"
    bench.advance(0.999)
    assert read_book(bench, token).status == 404
    bench.advance(0.001)
    reply = read_book(bench, token)
    assert reply.status == 401
    assert reply.body["facts"] == {"missing": "False", "expired": "True"}


def test_a_token_stands_for_a_credential_that_is_revoked_or_may_only_read(bench: Bench):
    end = NOON + 1000
    library = bench.sandbox.vendors["books"]
    admitted = library.admit("getBook", f"read-only-al~{end}")
    assert not isinstance(admitted, Refusal)
    assert admitted.grant == Grant("al")
    refused = library.admit("saveBooks", f"read-only-al~{end}")
    assert isinstance(refused, Refusal)
    assert refused.reason.value == "forbidden"
    revoked = library.admit("getBook", f"revoked-al~{end}")
    assert isinstance(revoked, Refusal)
    assert revoked.reason.value == "revoked"


@pytest.fixture
def claiming() -> Bench:
    provider = replace(LIBRARY, claimant=lambda request: request.body["reader"])
    return Bench("books", "alice", served=(CONTRACT, provider))


def ask_for_card(bench: Bench) -> Reply:
    form = HttpRequest("issueCard", ANYONE, body=b"reader=alice")
    return reply(bench.sandbox.answer("books", form))


def test_a_request_for_a_token_is_dated_and_logged_by_the_tenant_that_it_is_for(claiming: Bench):
    tenant = claiming.sandbox.vendors["books"].tenants.get("alice")
    tenant.clock.freeze(NOON + 60_000)
    assert ask_for_card(claiming).body == {"card": f"alice~{NOON + 61_000}"}
    assert [logged.operation for logged in tenant.request_log.entries()] == ["issueCard"]


def test_a_request_for_a_token_meets_the_faults_and_limits_of_the_tenant_that_it_is_for(
    claiming: Bench,
):
    tenant = claiming.sandbox.vendors["books"].tenants.get("alice")
    assert "X-Sandbox-Limit-Override" not in ask_for_card(claiming).headers
    tenant.limits.set("issueCard", Override(rate=Rate(Unit.REQUESTS, 9, 1000)))
    assert ask_for_card(claiming).headers["X-Sandbox-Limit-Override"] == "1"
    tenant.faults.replace([{"effect": {"status": 503}}], NOON)
    assert ask_for_card(claiming).status == 503
