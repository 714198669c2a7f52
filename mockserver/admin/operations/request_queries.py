"""
The request log as it is shown: list, look at one, find, count, verify, forget.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mockserver.admin.context import AdminContext
from mockserver.admin.problems import Problem
from mockserver.admin.redaction import (
    REDACTED,
    SECRET_NAME,
    body_without,
    secrets_of,
    target_without,
    without,
)
from mockserver.admin.request_matching import (
    RequestDifference,
    as_json,
    body_of,
    differences_from,
    keys_of,
    outcome_of,
    results_of,
)
from mockserver.admin.selection import check_operation, named, tenants, vendors
from mockserver.core.reasons import Refusal, render
from mockserver.core.record import JsonObject
from mockserver.core.tick import moment
from mockserver.provider import Provider, Request, Response
from mockserver.tenants.request_log import LoggedRequest, Text

MOST_SHOWN = 100
NEAREST = 3
LONGEST_TEXT = 1000
"""Characters of what is said of one record."""
FILTERS = ("operation", "method", "status", "outcome", "target", "injected", "since")


def list_requests(context: AdminContext, request: Request) -> JsonObject:
    """The last requests that match the parameters, newest first."""
    wanted = {name: request.parameters[name] for name in FILTERS if name in request.parameters}
    check_filter(context, request, wanted, parameter="operation")
    return found(context, request, wanted, request.parameters.get("limit", MOST_SHOWN))


def find_requests(context: AdminContext, request: Request) -> JsonObject:
    """The last requests that match a body, newest first."""
    check_filter(context, request, request.body)
    return found(context, request, request.body, request.body.get("limit", MOST_SHOWN))


def check_filter(context: AdminContext, request: Request, wanted: JsonObject, **place: str) -> None:
    """Refuse a filter that nothing could match, because there is no such operation."""
    if "operation" in wanted:
        where = place or {"pointer": "/operation"}
        check_operation(context, request, wanted["operation"], **where)


def found(context: AdminContext, request: Request, wanted: JsonObject, limit: int) -> JsonObject:
    """Matching requests, and how many there are in all."""
    matching = [e for e in entries(context, request) if not list(differences_from(e, wanted))]
    newest = matching[::-1][:limit]
    return {"total": len(matching), "requests": [summary(context, entry) for entry in newest]}


def count_requests(context: AdminContext, request: Request) -> JsonObject:
    """How many requests match a body."""
    wanted = request.body or {}
    check_filter(context, request, wanted)
    return {"count": sum(not list(differences_from(e, wanted)) for e in entries(context, request))}


def get_request(context: AdminContext, request: Request) -> JsonObject:
    """One request by its id, with bodies, results and changed records."""
    for entry in entries(context, request):
        if entry.id == request.path["id"]:
            return detail(context, entry)
    raise Problem(404, "no such request is kept", parameter="id")


def clear_requests(context: AdminContext, request: Request) -> JsonObject:
    """Forget what was asked."""
    count = len(list(entries(context, request)))
    for _, tenant in tenants(context, request):
        tenant.request_log.clear()
    if named(request) is None:
        for vendor in vendors(context, request):
            vendor.unrouted_log.clear()
    return {"cleared": count}


def verify_requests(context: AdminContext, request: Request) -> JsonObject | Response:
    """Whether as many requests match as were expected; if not, which came closest, and why not."""
    wanted = {name: value for name, value in request.body.items() if name != "times"}
    check_filter(context, request, wanted)
    times = request.body.get("times", {"at_least": 1})
    compared = [(list(differences_from(e, wanted)), e) for e in entries(context, request)]
    count = sum(not differences for differences, _ in compared)
    body: JsonObject = {"verified": is_expected(count, times), "count": count, "times": times}
    if body["verified"]:
        return body
    missed = sorted((pair for pair in compared if pair[0]), key=lambda pair: len(pair[0]))
    body["nearest"] = [nearest(context, entry, found) for found, entry in missed[:NEAREST]]
    matching = [entry for differences, entry in compared if not differences]
    body["matching"] = [summary(context, entry) for entry in matching[-NEAREST:]]
    spelled = ", ".join(f"{word.replace('_', ' ')} {number}" for word, number in times.items())
    raise Problem(422, f"{count} requests match, expected {spelled}", **body)


def is_expected(count: int, times: JsonObject) -> bool:
    """Whether a count is what was expected."""
    exactly = times.get("exactly", count)
    return bool(
        count == exactly and times.get("at_least", 0) <= count <= times.get("at_most", count)
    )


def entries(context: AdminContext, request: Request) -> Iterator[LoggedRequest]:
    """Everything that is kept of the chosen tenants, oldest first."""
    kept = [
        entry for _, tenant in tenants(context, request) for entry in tenant.request_log.entries()
    ]
    if named(request) is None:
        for vendor in vendors(context, request):
            kept += vendor.unrouted_log.entries()
            nameless = vendor.tenants.peek("")
            kept += [] if nameless is None else nameless.request_log.entries()
    yield from sorted(kept, key=lambda entry: entry.number)


def summary(context: AdminContext, entry: LoggedRequest) -> JsonObject:
    """A request in one line, secrets taken out."""
    secrets = secrets_of(entry, body_of(entry.body), body_of(entry.answer))
    return summary_without(context, entry, secrets)


def summary_without(context: AdminContext, entry: LoggedRequest, secrets: list[str]) -> JsonObject:
    """A request in one line, without some secrets."""
    shown: JsonObject = without(raw_summary(context, entry), secrets)
    return {**shown, "target": target_without(entry.target, secrets), "tenant": entry.tenant}


def nearest(
    context: AdminContext, entry: LoggedRequest, differences: list[RequestDifference]
) -> JsonObject:
    """A request that does not match, in one line, and why, secrets taken out."""
    secrets = secrets_of(entry, body_of(entry.body), body_of(entry.answer))
    found = [without(difference_as_json(difference), secrets) for difference in differences]
    return {**summary_without(context, entry, secrets), "differences": found}


def difference_as_json(found: RequestDifference) -> JsonObject:
    """A difference; what the request had under a name that tells is not shown."""
    got = target_without(str(found.got), []) if found.where == "target" else found.got
    hidden = got is not None and SECRET_NAME.search(found.where)
    return as_json(found._replace(got=REDACTED if hidden else got))


def raw_summary(context: AdminContext, entry: LoggedRequest) -> JsonObject:
    """A request in one line, as it is."""
    counts = Counter(result.status.value for result in results_of(entry))
    shown: JsonObject = {
        "id": entry.id,
        "number": entry.number,
        "at": moment(entry.at).isoformat(timespec="milliseconds"),
        "vendor": entry.vendor,
        "tenant": entry.tenant,
        "operation": entry.operation,
        "method": entry.method,
        "target": entry.target,
        "status": entry.status,
        "outcome": outcome_of(entry),
        "records": dict(counts),
        "took_ms": entry.took / 1000,
    }
    if entry.trace.refusal is not None:
        provider = context.sandbox.vendors[entry.vendor].provider
        shown["reason"] = refusal_as_json(provider, entry.trace.refusal)
    if entry.trace.fault is not None:
        shown["fault"] = entry.trace.fault
    return shown


def detail(context: AdminContext, entry: LoggedRequest) -> JsonObject:
    """A request with everything that is kept of it, secrets taken out."""
    provider = context.sandbox.vendors[entry.vendor].provider
    sent, answered = body_of(entry.body), body_of(entry.answer)
    secrets = secrets_of(entry, sent, answered)
    shown = {
        **raw_summary(context, entry),
        "idempotency_key": entry.trace.key,
        "request": {
            "headers": dict(entry.headers),
            "body": sent,
            **sizes(entry.body),
        },
        "answer": {
            "headers": dict(entry.answer_headers),
            "body": answered,
            **sizes(entry.answer),
        },
        "results": [
            {
                "place": render(result.item.place),
                "status": result.status.value,
                "ids": [write.id for write in result.writes],
                "keys": sorted(keys_of(result)),
                "reasons": [refusal_as_json(provider, refusal) for refusal in result.refusals],
            }
            for result in results_of(entry)
        ],
        "changed": {
            name: {
                key: "created" if old is None else "removed" if new is None else "changed"
                for key, (old, new) in rows.items()
            }
            for name, rows in entry.trace.changed.items()
        },
        "detailed": entry.detailed,
    }
    hidden: JsonObject = without(shown, secrets)
    hidden["request"]["body"] = body_without(sent, secrets)
    hidden["answer"]["body"] = body_without(answered, secrets)
    return {**hidden, **summary_without(context, entry, secrets)}


def sizes(text: Text) -> JsonObject:
    """How long a body was, and whether all of it is kept."""
    return {"size": text.size, "truncated": len(text.start) < text.size}


def refusal_as_json(provider: Provider, refusal: Refusal) -> JsonObject:
    """A refusal as the request log shows it; ``text`` is what the vendor says of it."""
    return {
        "reason": refusal.reason.value,
        "text": provider.sentence(refusal)[:LONGEST_TEXT],
        "place": render(refusal.place),
        "facts": {name: str(value)[:200] for name, value in refusal.facts.items()},
        "violations": [
            {"place": render(v.place), "keyword": v.keyword, "limit": v.limit, "value": v.value}
            for v in refusal.violations
        ],
    }
