"""
The control plane under ``/__admin``: health and reset.

Never part of a vendor; errors are problem details (RFC 9457) that name the parameter.
"""

from __future__ import annotations

import time

import flask

from mockserver import __version__
from mockserver.core.record import JsonObject
from mockserver.jsontext import dump
from mockserver.sandbox import Sandbox

PREFIX = "/__admin"


class BadAdminRequest(Exception):
    """An admin request that cannot be carried out: which parameter, and what would be right."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail)
        self.parameter = parameter
        self.detail = detail


def add_admin(app: flask.Flask, sandbox: Sandbox) -> None:
    """Add the control plane to the Flask application."""
    admin = flask.Blueprint("admin", __name__, url_prefix=PREFIX)
    admin.add_url_rule("/health", "health", lambda: answer(health(sandbox)))
    admin.add_url_rule("/reset", "reset", lambda: answer(reset(sandbox)), methods=["POST"])
    admin.register_error_handler(BadAdminRequest, refuse)
    app.register_blueprint(admin)


def health(sandbox: Sandbox) -> JsonObject:
    """Whether the sandbox answers, what it serves, and for how long (seconds)."""
    return {
        "status": "ok",
        "version": __version__,
        "uptime_s": round(time.monotonic() - sandbox.started, 3),
        "vendors": {
            name: {
                "contract_sha256": vendor.contract.digest,
                "operations": len(vendor.contract.operations),
                "tenants": len(vendor.tenants.names()),
            }
            for name, vendor in sandbox.vendors.items()
        },
    }


def reset(sandbox: Sandbox) -> JsonObject:
    """
    Empty every tenant, or those that ``vendor`` and ``tenant`` name; each one atomically.

    Raises ``BadAdminRequest`` for a vendor that is not served and for an unknown parameter.
    """
    args = flask.request.args
    for name in args:
        if name not in {"vendor", "tenant"}:
            raise BadAdminRequest(name, f"unknown parameter {name!r}; use vendor and tenant")
    chosen = args.getlist("vendor") or list(sandbox.vendors)
    for name in chosen:
        if name not in sandbox.vendors:
            served = ", ".join(sandbox.vendors)
            raise BadAdminRequest("vendor", f"no vendor {name!r} here; served are {served}")
    count = 0
    for name in chosen:
        tenants = sandbox.vendors[name].tenants
        known = set(tenants.names())
        wanted = known & set(args.getlist("tenant")) if "tenant" in args else known
        for tenant in wanted:
            tenants.reset(tenant)
        count += len(wanted)
    return {"reset": {"vendors": chosen, "tenants": count}}


def answer(body: JsonObject) -> flask.Response:
    """An answer of the control plane."""
    return flask.Response(dump(body), mimetype="application/json")


def refuse(error: BadAdminRequest) -> flask.Response:
    """A problem that names the parameter."""
    body = {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": error.detail,
        "parameter": error.parameter,
    }
    return flask.Response(dump(body), 422, content_type="application/problem+json")
