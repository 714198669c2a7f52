"""
The application: every vendor mounted on Connexion, and what Connexion itself refuses.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Generator, Mapping
from typing import Any

import flask
from connexion import FlaskApp, Resolver
from connexion.datastructures import MediaTypeDict
from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from connexion.middleware import ConnexionMiddleware
from connexion.middleware.routing import RoutingMiddleware
from connexion.middleware.swagger_ui import SwaggerUIMiddleware
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Scope

from mockserver.admin import Admin, AdminContext
from mockserver.admin.access import PREFIX
from mockserver.admin.operation_table import OPERATIONS
from mockserver.admin.problems import as_problem, problem_of
from mockserver.contract import Contract, routing_view
from mockserver.core.reasons import Reason, Refusal
from mockserver.messages import ANYONE, Delay, Grant, HttpRequest, HttpResponse
from mockserver.requests.service import SandboxService
from mockserver.requests.vendor import ServedVendor
from mockserver.seeding import SeedCatalog
from mockserver.transport.addressing import (
    AddressMiddleware,
    contract_at,
    contracts_by_mount,
    vendor_of,
)
from mockserver.transport.body_reader import BODY, MOST_BYTES, BodyReader
from mockserver.transport.delays import DelayedAnswers, proceed
from mockserver.transport.direct_answers import ADMISSION, DirectAnswers, admission_of
from mockserver.transport.pages import add_pages
from mockserver.transport.route_table import RouteTable
from mockserver.transport.security import NoSecurity, RequestRefused, security_map

logger = logging.getLogger("mockserver")

REASONS = {
    401: Reason.UNAUTHENTICATED,
    403: Reason.FORBIDDEN,
    308: Reason.NO_ROUTE,  # Flask would add or take a slash; the vendors do not
    404: Reason.NO_ROUTE,
    405: Reason.WRONG_METHOD,
    413: Reason.TOO_LARGE,
    415: Reason.MEDIA_TYPE,
}
"""What Connexion and Flask refuse by status; anything else of theirs is a bug of ours."""


MIDDLEWARES = tuple(
    RouteTable if each is RoutingMiddleware else each
    for each in ConnexionMiddleware.default_middlewares
    if each is not SwaggerUIMiddleware
)
"""
Connexion's layers, with a table in front of its router, and without the layer for its own page:
even switched off it routes each request once more.
"""


class SkipParameterValidation:
    """Connexion's place for a parameter check; parameters are checked with the contract."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        return

    def validate(self, _scope: Mapping[str, Any]) -> None:
        """Accept everything."""


def build_application(
    sandbox: SandboxService,
    root: str | None = None,
    *,
    seed_catalog: SeedCatalog | None = None,
    admin_token: str | None = None,
    through_flask: bool = False,
) -> ASGIApp:
    """
    The ASGI application of a sandbox.

    ``root`` names the vendor that ``/`` serves as well; ``seed_catalog`` holds the seeds; with
    ``admin_token`` the control plane is open to whoever has it, else to this machine only;
    ``through_flask`` sends operations of vendors through Flask instead of the short way.
    """
    admin = Admin(AdminContext(sandbox, seed_catalog or SeedCatalog()), OPERATIONS)
    app = FlaskApp("mockserver", middlewares=list(MIDDLEWARES))
    for name, vendor in sandbox.vendors.items():
        app.add_api(
            routing_view(vendor.contract),
            base_path=f"/{name}",
            name=name,
            resolver=Resolver(view_maker(sandbox, name)),
            security_map=security_map(admission(vendor)),
            validator_map={"parameter": SkipParameterValidation, "body": MediaTypeDict({})},
        )
    app.add_api(
        routing_view(admin.contract),
        base_path=PREFIX,
        name="admin",
        resolver=Resolver(admin_views(admin)),
        security_map={"bearer": NoSecurity},
        validator_map={"parameter": SkipParameterValidation, "body": MediaTypeDict({})},
    )
    add_pages(app, sandbox, admin.contract)
    app.add_middleware(BodyReader, limit_of=body_limits(sandbox))
    if through_flask:
        app.add_middleware(DelayedAnswers)
    else:
        app.add_middleware(DirectAnswers, sandbox=sandbox)
    handler = refusal_handler(sandbox, contracts_by_mount(sandbox, admin.contract))
    for kind in (RequestRefused, ProblemException, HTTPException, Exception):
        app.add_error_handler(kind, handler)
    return AddressMiddleware(app, sandbox, admin.contract, root, admin_token)


def view_maker(
    sandbox: SandboxService, vendor: str
) -> Callable[[str], Callable[..., flask.Response]]:
    """What Connexion's resolver asks: the view of an operation."""

    def view_of(operation: str) -> Callable[..., flask.Response]:
        def begin(scope: Scope) -> Generator[Delay, None, HttpResponse]:
            admission = admission_of(sandbox, vendor, operation, scope)
            http = http_request(operation, admission.grant, f"{flask.request.host_url}{vendor}")
            return sandbox.respond(vendor, http, admission.limits)

        def view(**_path: str) -> flask.Response:
            scope: Scope = flask.request.environ["asgi.scope"]
            answer = proceed(scope["extensions"], lambda: begin(scope))
            return flask.Response() if answer is None else as_flask(answer)

        # Connexion passes what a signature asks for, and warns of what it does not; we take it raw.
        view.__signature__ = inspect.Signature()  # type: ignore[attr-defined]
        return view

    return view_of


def admin_views(admin: Admin) -> Callable[[str], Callable[..., flask.Response]]:
    """What Connexion's resolver asks: the view of an operation of the control plane."""

    def view_of(operation: str) -> Callable[..., flask.Response]:
        def view(**_path: str) -> flask.Response:
            return as_flask(admin.answer(http_request(operation, ANYONE)))

        view.__signature__ = inspect.Signature()  # type: ignore[attr-defined]
        return view

    return view_of


def http_request(operation_id: str, grant: Grant, url: str = "") -> HttpRequest:
    """The request that Flask is about to answer; ``url`` is where its vendor is mounted."""
    scope: Scope = flask.request.environ["asgi.scope"]
    return HttpRequest(
        operation_id=operation_id,
        grant=grant,
        path=flask.request.view_args or {},
        query=scope["query_string"].decode("latin-1"),
        headers={name.lower(): value for name, value in flask.request.headers.items()},
        body=scope["extensions"].get(BODY, b""),
        url=url,
        method=flask.request.method,
        target=target_of(scope),
    )


def as_flask(answer: HttpResponse) -> flask.Response:
    made = flask.Response(answer.body, answer.status, dict(answer.headers))
    if "Content-Type" not in answer.headers:  # Flask says HTML where nobody says anything
        del made.headers["Content-Type"]
    return made


def target_of(scope: Mapping[str, Any]) -> str:
    """Path and query of a request; the path is the canonical one."""
    query = scope["query_string"].decode("latin-1")
    path: str = scope["path"]
    return f"{path}?{query}" if query else path


def admission(served: ServedVendor) -> Callable[[str, str | None], Mapping[str, Any]]:
    """Admission to one vendor, as the security handlers call it."""

    def admit(operation: str, credential: str | None) -> Mapping[str, Any]:
        admitted = served.admit(operation, credential)
        if isinstance(admitted, Refusal):
            raise RequestRefused(admitted)
        return {"sub": "tenant", "admission": admitted}

    return admit


def body_limits(sandbox: SandboxService) -> Callable[[Scope], int]:
    """The limit of bytes of a routed request; its admission is kept in the scope."""

    def limit_of(scope: Scope) -> int:
        routing = scope["extensions"]["connexion_routing"]
        vendor = sandbox.vendors.get(routing["api_base_path"].strip("/"))
        if vendor is None:
            return MOST_BYTES
        token = scope["extensions"].get("connexion_context", {}).get("token_info", {})
        admission = token.get("admission") or vendor.admit_anyone(routing["operation_id"])
        scope["extensions"][ADMISSION] = admission
        rules = admission.limits.operation.rules
        return MOST_BYTES if rules is None else rules.limits.bytes or MOST_BYTES

    return limit_of


def refusal_handler(
    sandbox: SandboxService, contracts: Mapping[str, Contract]
) -> Callable[[ConnexionRequest, Exception], ConnexionResponse]:
    """The handler of everything that does not reach a view."""

    def handle(request: ConnexionRequest, error: Exception) -> ConnexionResponse:
        refusal = refusal_of(error)
        headers = {name.lower(): value for name, value in request.headers.items()}
        vendor = vendor_of(sandbox, request.scope["path"])
        line = f"{request.scope['method']} {target_of(request.scope)}"
        answer = (
            as_problem(problem_of(refusal))
            if vendor is None
            else sandbox.refuse(vendor, refusal, headers, line)
        )
        extra = dict(answer.headers)
        contract, path = contract_at(contracts, request.scope["path"])
        if contract is not None and refusal.reason is Reason.WRONG_METHOD:
            extra["Allow"] = ", ".join(contract.methods_of(path))
        return ConnexionResponse(status_code=answer.status, body=answer.body, headers=extra)

    return handle


def refusal_of(error: Exception) -> Refusal:
    """What an exception of the frameworks means."""
    if isinstance(error, RequestRefused):
        return error.refusal
    status = getattr(error, "status_code", None) or getattr(error, "status", None)
    reason = REASONS.get(status or 0)
    if reason is None:
        logger.error("a request failed before it reached an operation", exc_info=error)
        return Refusal(Reason.INTERNAL)
    facts = {"missing": True} if reason is Reason.UNAUTHENTICATED else {}
    return Refusal(reason, facts=facts)
