"""
Explain: what would become of a request, record by record, and why. Nothing is written.
"""

from __future__ import annotations

from urllib.parse import urlencode

from mockserver.admin.context import AdminContext
from mockserver.admin.operations.request_queries import refusal_as_json
from mockserver.admin.operations.state_control import of
from mockserver.admin.problems import Problem, pointer
from mockserver.admin.request_matching import body_of
from mockserver.admin.selection import (
    SelectedTenant,
    check_operation,
    one_to_set,
    vendors_with,
)
from mockserver.contract import OperationContract
from mockserver.core.idempotency_ledger import recall
from mockserver.core.reasons import Refusal, render
from mockserver.core.record import JsonObject
from mockserver.core.upsert_types import WriteResult
from mockserver.core.view import Stage
from mockserver.json_text import dump
from mockserver.messages import Grant, HttpRequest
from mockserver.provider import Provider, Read, Request
from mockserver.requests.context import RequestContext
from mockserver.requests.idempotency import key_of
from mockserver.requests.rehearsal import rehearse
from mockserver.requests.steps import (
    End,
    decode_request,
    execute,
    respond_with,
)
from mockserver.tenants.request_log import Text


def explain(context: AdminContext, request: Request) -> JsonObject:
    """The verdict on every record of a request that is not sent."""
    name = request.body["operation"]
    check_operation(context, request, name, pointer="/operation")
    chosen = one_to_set(context, request, vendors_with(context, request, name))
    vendor, tenant = chosen
    check_path(vendor.contract.operations[name], request.body.get("path", {}))
    explained = RequestContext(
        contract=vendor.contract,
        provider=vendor.provider,
        handler=vendor.provider.operations[name],
        http=http_of(chosen, request),
        limits=tenant.limits.resolve(vendor.contract.operations[name]),
        tick=context.sandbox.tick(tenant),
    )
    explained.tenant = tenant
    end = decode_request(explained)
    if end is not None:
        return {**of(chosen), **verdict(explained, end), "would_write": False}
    return {**of(chosen), "operation": name, **rehearsed(explained)}


def check_path(operation: OperationContract, sent: JsonObject) -> None:
    """Refuse path parameters that an operation does not have, or that are missing."""
    needed = {each["name"] for each in operation.parameters if each["in"] == "path"}
    for name in sorted(needed ^ set(sent)):
        what = "is missing" if name in needed else "is not known here"
        raise Problem(422, f"/path/{name} {what}", pointer=f"/path{pointer((name,))}")


def http_of(chosen: SelectedTenant, request: Request) -> HttpRequest:
    """The request that a body describes."""
    vendor, tenant = chosen
    wish = request.body
    headers = {name.lower(): value for name, value in wish.get("headers", {}).items()}
    return HttpRequest(
        operation_id=wish["operation"],
        grant=Grant(tenant.name),
        path=wish.get("path", {}),
        query=urlencode(wish.get("query", {}), doseq=True),
        headers=headers,
        body=dump(wish["body"]) if "body" in wish else b"",
        url=f"/{vendor.provider.name}",
    )


def rehearsed(context: RequestContext) -> JsonObject:
    """What would be answered, and what would become of each record."""
    if isinstance(context.handler, Read):
        return {"answer": verdict(context, execute(context))["answer"]}
    with context.tenant.state.reading() as view:
        stage = Stage(view)
        bound = key_of(context)
        rules, tick = context.request.declared, context.tick
        known = None if bound is None else recall(stage, *bound, rules, tick)
        if isinstance(known, Refusal):
            return verdict(context, known)
        end = rehearse(context, stage)
        explained: JsonObject = {
            **verdict(context, end or context.answer),
            "would_write": end is None,
            "replay": known is not None,
            "changes": {
                name: {
                    record_id: "created" if old is None else "removed" if new is None else "changed"
                    for record_id, (old, new) in rows.items()
                }
                for name, rows in context.trace.changed.items()
            },
        }
        outcome = context.trace.outcome
    if outcome is not None:
        explained["records"] = [
            record_verdict(context.provider, result) for result in outcome.results()
        ]
    return explained


def record_verdict(provider: Provider, result: WriteResult) -> JsonObject:
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
    return {**refusal_as_json(provider, refusal), "rule": rule}


def verdict(context: RequestContext, end: End) -> JsonObject:
    """What would be answered; the rule behind it, when it is a refusal."""
    answer = respond_with(context, end)
    shown: JsonObject = {
        "answer": {"status": answer.status, "body": body_of(Text(answer.body, len(answer.body)))}
    }
    if isinstance(end, Refusal):
        shown["reason"] = norm_of(context.provider, end)
    return shown
