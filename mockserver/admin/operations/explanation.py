"""
Explain: what would become of a request, record by record, and why. Nothing is written.
"""

from __future__ import annotations

from urllib.parse import urlencode

from mockserver.admin.context import AdminContext
from mockserver.admin.operations.request_queries import refusal_as_json
from mockserver.admin.operations.state_control import of
from mockserver.admin.problems import Problem
from mockserver.admin.request_matching import body_of
from mockserver.admin.selection import SelectedTenant, one_to_set
from mockserver.core.idempotency_ledger import recall
from mockserver.core.reasons import Refusal, render
from mockserver.core.record import JsonObject
from mockserver.core.upsert_types import Result
from mockserver.core.view import Stage, View
from mockserver.json_text import dump
from mockserver.messages import Grant, HttpRequest
from mockserver.provider import Provider, Read, Request, Response
from mockserver.requests.decoding import read_request
from mockserver.requests.encoding import refused
from mockserver.requests.execution import Exchange, answered, carry_out, key_of
from mockserver.tenants.request_log import Text, changed_records


def explain(context: AdminContext, request: Request) -> JsonObject:
    """The verdict on every record of a request that is not sent."""
    vendor, tenant = chosen = one_to_set(context, request)
    name = request.body["operation"]
    if name not in vendor.contract.operations:
        known = sorted(vendor.contract.operations)
        raise Problem(422, f"no operation {name!r} here", pointer="/operation", known=known)
    operation = tenant.limits.applied(vendor.contract.operations[name])
    call = call_of(chosen, request)
    read = read_request(vendor.contract, operation, call)
    if isinstance(read, Refusal):
        return verdict(chosen, read)
    exchange = Exchange(vendor.contract, vendor.provider, *read, context.sandbox.tick(tenant))
    with tenant.state.reading() as view:
        return {**verdict(chosen, exchange), **rehearsed(chosen, exchange, view)}


def call_of(chosen: SelectedTenant, request: Request) -> HttpRequest:
    """The call that a body describes."""
    vendor, tenant = chosen
    wish = request.body
    headers = {name.lower(): value for name, value in wish.get("headers", {}).items()}
    return HttpRequest(
        operation=wish["operation"],
        grant=Grant(tenant.name),
        path=wish.get("path", {}),
        query=urlencode(wish.get("query", {}), doseq=True),
        headers=headers,
        body=dump(wish["body"]) if "body" in wish else b"",
        url=f"/{vendor.provider.name}",
    )


def rehearsed(chosen: SelectedTenant, exchange: Exchange, view: View) -> JsonObject:
    """What would be answered, and what would become of each record."""
    vendor, _ = chosen
    operation = vendor.provider.operations[exchange.request.operation]
    if isinstance(operation, Read):
        response = operation.answer(view, exchange.request, exchange.tick)
        return {"answer": shown_answer(exchange, response)}
    stage = Stage(view)
    key, mark = key_of(exchange)
    known = None
    if key is not None:
        known = recall(stage, key, mark, exchange.request.declared, exchange.tick)
    if isinstance(known, Refusal):
        return {"answer": shown_answer(exchange, known), "reason": norm_of(vendor.provider, known)}
    response, executed = carry_out(exchange, operation, stage)
    explained: JsonObject = {
        "answer": shown_answer(exchange, response),
        "would_write": executed,
        "replay": known is not None,
        "changes": {
            name: {
                record_id: "created" if old is None else "removed" if new is None else "changed"
                for record_id, (old, new) in rows.items()
            }
            for name, rows in changed_records(view, stage.changes if executed else {}).items()
        },
    }
    if isinstance(response, Refusal):
        explained["reason"] = norm_of(vendor.provider, response)
    if exchange.trace.outcome is not None:
        explained["records"] = [
            record_verdict(vendor.provider, result) for result in exchange.trace.outcome.results()
        ]
    return explained


def record_verdict(provider: Provider, result: Result) -> JsonObject:
    return {
        "place": render(result.item.place),
        "verdict": result.status.value,
        "ids": [write.id for write in result.writes],
        "reasons": [norm_of(provider, refusal) for refusal in result.refusals],
    }


def norm_of(provider: Provider, refusal: Refusal) -> JsonObject:
    """A refusal with the rule behind it, where a document states one."""
    norm = provider.norms.get(refusal.reason)
    rule = (
        None if norm is None else {"id": norm.id, "sentence": norm.sentence, "source": norm.source}
    )
    return {**refusal_as_json(refusal), "rule": rule}


def verdict(chosen: SelectedTenant, found: Refusal | Exchange) -> JsonObject:
    """The verdict on a request; one that cannot be read has no records."""
    vendor, _ = chosen
    if isinstance(found, Exchange):
        return {**of(chosen), "operation": found.request.operation}
    answer = refused(vendor.provider, found)
    return {
        **of(chosen),
        "reason": norm_of(vendor.provider, found),
        "answer": {"status": answer.status, "body": body_of(Text.of(answer.body))},
        "would_write": False,
    }


def shown_answer(exchange: Exchange, response: Response | Refusal) -> JsonObject:
    answer = answered(exchange, response)
    return {"status": answer.status, "body": body_of(Text(answer.body, len(answer.body)))}
