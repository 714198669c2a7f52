"""Conforming variants of Solvimon: where the documents leave room, so does the suite."""

from __future__ import annotations

from defects.planting import Ask, Benign, Forward, Reply, Wrap, fresh
from defects.solvimon_wraps import upserts


def ids_of_another_form() -> Wrap:
    """Ids look like nobody's samples."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        ask.path = ask.path.replace("/x-", "/prod_")
        ask.body = ask.body.replace(b'"x-', b'"prod_')
        reply = forward(ask)
        reply.body = reply.body.replace(b'"prod_', b'"x-')
        return reply

    return wrap


def updates_answer_200() -> Wrap:
    """An update is a 200, a create stays a 201."""
    seen: set[str] = set()

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if upserts(ask) and reply.status == 201:
            product = str(reply.json.get("id"))
            if product in seen:
                reply.status = 200
            seen.add(product)
        return reply

    return wrap


def other_texts(ask: Ask, forward: Forward) -> Reply:
    """Errors speak another language."""
    reply = forward(ask)
    if reply.status >= 400 and isinstance(reply.json, dict) and "message" in reply.json:
        reply.json = reply.json | {"message": "something is not as it should be"}
    return reply


def dangling_ids_are_400(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if upserts(ask) and reply.status == 404:
        reply.status = 400
        reply.json = reply.json | {"code": "BAD_REQUEST"}
    return reply


def more_members(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if isinstance(reply.json, dict):
        reply.json = reply.json | {"created_at": "2026-01-01T00:00:00Z"}
    return reply


def read_only_members_are_refused(ask: Ask, forward: Forward) -> Reply:
    if upserts(ask) and "id" in ask.json and "identifier_field" not in ask.query:
        body = {"type": "INVALID_REQUEST", "code": "INVALID_FIELD", "message": "no", "field": "id"}
        reply = Reply(400, {"x-request-id": "reqr_00000000000000000001"})
        reply.json = body
        return reply
    return forward(ask)


BENIGN = (
    Benign("ids_of_another_form", wrap=fresh(ids_of_another_form)),
    Benign("updates_answer_200", wrap=fresh(updates_answer_200)),
    Benign("other_texts", wrap=other_texts),
    Benign("dangling_ids_are_400", wrap=dangling_ids_are_400),
    Benign("more_members", wrap=more_members),
    Benign("read_only_members_are_refused", wrap=read_only_members_are_refused),
)
