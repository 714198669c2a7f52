"""
Insights: questions about a state that no public operation of the vendor answers.
"""

from __future__ import annotations

from mockserver.admin.context import AdminContext
from mockserver.admin.operations.state_control import of
from mockserver.admin.problems import Problem
from mockserver.admin.selection import one, vendors
from mockserver.core.record import JsonObject
from mockserver.provider import Request


def list_insights(context: AdminContext, request: Request) -> JsonObject:
    """The questions that there are, by vendor."""
    return {
        "insights": {
            vendor.provider.name: {
                name: (insight.__doc__ or "").strip().splitlines()[0]
                for name, insight in vendor.provider.insights.items()
            }
            for vendor in vendors(context, request)
        }
    }


def get_insight(context: AdminContext, request: Request) -> JsonObject:
    """The answer to one question."""
    name = request.path["name"]
    vendor, tenant = chosen = one(context, request)
    insight = vendor.provider.insights.get(name)
    if insight is None:
        known = sorted(vendor.provider.insights)
        raise Problem(404, f"no insight {name!r} here", parameter="name", known=known)
    try:
        with tenant.state.reading() as view:
            answer = insight(view, request.body, context.sandbox.tick(tenant))
    except ValueError as error:
        raise Problem(422, str(error), pointer="") from error
    return {**of(chosen), "insight": name, "answer": answer}
