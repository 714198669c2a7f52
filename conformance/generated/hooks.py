"""
What Schemathesis loads: the hooks and checks of plain runs and of ours.

| hook | what it does |
|---|---|
| ``filter_case`` | thins the coverage phase where a schema has thousands of cases |
| ``before_call`` | makes valid requests acceptable; it runs in every phase |
| ``after_call`` | remembers what the answer shows to be stored |
| ``filter_failure`` | drops what the documents allow; its comments say what |
| check ``vendor_rules`` | holds each answer to the vendor's rules, under their own ids |
| check ``accepted_something`` | a run in which no write was accepted proves nothing |
| credentials | from ``CONFORMANCE_TOKEN``, unless ``-H`` or ``--auth`` gives one |

Requests that are meant to be refused go out as they were generated.
"""

from __future__ import annotations

import copy
import json
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import schemathesis

from conformance.expectations import ABSENT
from conformance.generated import adapter
from conformance.generated.adapter import Case
from conformance.generated.environment import read_environment
from conformance.generated.registry import traffic_titled
from conformance.generated.vendor_traffic import (
    GeneratedRequest,
    Memory,
    Traffic,
    VendorReply,
    within_json,
)
from conformance.http.answer_json import read_json


def note_in(ledger: Path | None) -> Callable[[str, Any], None]:
    """A function that appends each new id to a file, or does nothing."""

    def note(kind: str, value: Any) -> None:
        if ledger is not None:
            with ledger.open("a", encoding="utf-8") as lines:
                lines.write(f"{json.dumps([kind, str(value)])}\n")

    return note


SETTINGS = read_environment()
MEMORY = Memory(SETTINGS.namespace, note=note_in(SETTINGS.ledger))
SEEN: Counter[tuple[str, str]] = Counter()
"""Cases of the coverage phase by operation and kind."""

FAILED = 400
"""The lowest status that refuses."""

THINNED = 40
"""Beyond the first cases of a kind, one in this many is kept."""

if SETTINGS.invalid_token is not None:
    adapter.refuse_with(SETTINGS.invalid_token)


def vendor_of(case: Case) -> Traffic:
    """The traffic of the vendor whose contract a case comes from."""
    return traffic_titled(case.operation.schema.raw_schema["info"]["title"])


def request_of(case: Case) -> GeneratedRequest:
    """A copy of a case's content that may be changed."""
    body = case.body
    return GeneratedRequest(
        operation=str(case.operation.definition.raw["operationId"]),
        path=dict(case.path_parameters or {}),
        query=dict(case.query or {}),
        headers=dict(case.headers or {}),
        body=copy.deepcopy(body) if isinstance(body, dict | list) else None,
    )


def reply_of(response: schemathesis.Response) -> VendorReply:
    """A response as our rules read it."""
    body = None if (found := read_json(response.content)) is ABSENT else found
    headers = {name: values[0] for name, values in response.headers.items() if values}
    return VendorReply(response.status_code, headers, body)


@schemathesis.hook
def filter_case(_context: schemathesis.HookContext, case: Case) -> bool:
    """Keep the first cases of each kind of the coverage phase, and an even share of the others."""
    scenario = adapter.scenario_of(case)
    if scenario is None:
        return True
    kind = case.operation.label, f"{scenario} {adapter.is_valid(case)}"
    SEEN[kind] += 1
    return SEEN[kind] <= SETTINGS.coverage or zlib.crc32(repr(case).encode()) % THINNED == 0


@schemathesis.hook
def before_call(_context: schemathesis.HookContext, case: Case, _kwargs: dict[str, Any]) -> None:
    """Make a request that is meant to be valid acceptable to its vendor."""
    if not adapter.is_valid(case):
        return
    before = request_of(case)
    after = request_of(case)
    after.body, after.query = within_json(after.body), within_json(after.query)
    vendor_of(case).make_valid(after, MEMORY)
    # Only changed parts are written back: Schemathesis classifies each written part again.
    if after.path != before.path:
        case.path_parameters = after.path
    if after.query != before.query:
        case.query = after.query
    if after.body != before.body:
        case.body = after.body
    if after.headers != before.headers:
        case.headers.update(after.headers)


@schemathesis.hook
def after_call(
    _context: schemathesis.HookContext, case: Case, response: schemathesis.Response
) -> None:
    """Remember what the answer shows to be stored."""
    if response.request.method == case.operation.method.upper():
        vendor_of(case).remember(request_of(case), reply_of(response), MEMORY)


@schemathesis.hook
def filter_failure(
    _context: schemathesis.HookContext,
    failure: Exception,
    case: Case,
    response: schemathesis.Response,
) -> bool:
    """Whether a finding counts."""
    vendor = vendor_of(case)
    # Where a bad record costs itself or its batch only, the answer is a success that reports it.
    if adapter.is_accepted(failure):
        return not vendor.reports(reply_of(response))
    # The contract cannot say which records exist.
    if adapter.is_refused(failure):
        return not vendor.unmet_precondition(request_of(case), MEMORY)
    # Some vendors document 404 in place of 405.
    return not (vendor.hides_methods and adapter.is_unknown_address(failure))


@schemathesis.check
def vendor_rules(
    _context: schemathesis.CheckContext, response: schemathesis.Response, case: Case
) -> bool | None:
    """Check the vendor's rules that one request and its answer decide."""
    if response.request.method != case.operation.method.upper():
        return True
    request, reply = request_of(case), reply_of(response)
    judged = False
    for rule in vendor_of(case).rules:
        differences = rule.judge(request, reply)
        judged = judged or differences is not None
        if differences:
            raise adapter.failure_of(rule.id, rule.sentence)(
                operation=case.operation.label, message="\n".join(differences), case_id=case.id
            )
    return None if judged else True


@schemathesis.check
class accepted_something:  # noqa: N801 the name by which it is turned off
    """Fails a run in which no valid write was accepted: it says nothing about writes."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.accepted = False

    def after_response(
        self, _context: schemathesis.CheckContext, response: schemathesis.Response, case: Case
    ) -> bool | None:
        """Count a write as accepted or refused."""
        if response.request.method == "GET" or not adapter.is_valid(case):
            return True
        if response.status_code < FAILED:
            self.accepted = True
        else:
            self.refused.add(case.operation.label)
        return None

    def after_run(self, _context: schemathesis.CheckContext) -> None:
        """Fail when there were writes and all of them were refused."""
        if self.refused and not self.accepted:
            raise adapter.failure_of("GEN-03", "No generated write was accepted")(
                operation=None, message=f"refused were {', '.join(sorted(self.refused))}"
            )


if SETTINGS.token is not None:

    @schemathesis.auth()
    class Token:
        """Sends the credential of the run, where the contract says that it goes."""

        def get(self, case: Case, _context: schemathesis.AuthContext) -> str:
            return f"{vendor_of(case).scheme} {SETTINGS.token}".strip()

        def set(self, case: Case, data: str, _context: schemathesis.AuthContext) -> None:
            case.headers[vendor_of(case).header] = data
