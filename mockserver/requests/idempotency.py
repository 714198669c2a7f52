"""
Idempotency keys of requests: what a key is bound to, and how a known one is answered.
"""

from __future__ import annotations

from hashlib import blake2b

from mockserver.core.idempotency_ledger import KeptAnswer
from mockserver.core.rules import Presence
from mockserver.json_text import parse
from mockserver.messages import HttpResponse, serialise
from mockserver.provider import Response
from mockserver.requests.context import BoundKey, RequestContext


def key_of(context: RequestContext) -> BoundKey | None:
    """The idempotency key of the request, where its operation takes one."""
    if context.request.declared.idempotency is Presence.NONE:
        return None
    key = context.provider.idempotency_key(context.request)
    return None if key is None else BoundKey(key, fingerprint_of(context))


def fingerprint_of(context: RequestContext) -> str:
    """What a key is bound to: operation, path and canonical body of the request."""
    request = context.request
    path = "\0".join(f"{name}={value}" for name, value in sorted(request.path.items()))
    digest = blake2b(f"{request.operation}\0{path}\0".encode(), digest_size=16)
    digest.update(context.canonical)
    return digest.hexdigest()


def replay(context: RequestContext, known: KeptAnswer) -> HttpResponse:
    """The answer that was given before, marked as the vendor marks it."""
    context.trace.replayed = True
    body = parse(known.text.encode()).value if known.text else None
    response = Response(known.status, body, known.headers)
    return serialise(context.provider.replayed(response))
