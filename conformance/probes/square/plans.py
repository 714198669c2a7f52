"""
Subscription plans: the phases of their variations.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.square.objects import data_of
from conformance.drivers.square.responses import errors_of
from conformance.expectations import JsonDict, at
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused
from conformance.probes.square.versions import changed

PRICE = {"type": "STATIC", "price_money": {"amount": 500, "currency": "USD"}}
MONTHLY = {"cadence": "MONTHLY", "pricing": PRICE}
TRIAL = {"cadence": "WEEKLY", "periods": 1, "pricing": PRICE}


def plan_variation(context: SquareContext, ref: str, *phases: JsonDict, **data: Any) -> JsonDict:
    """A variation of a plan that is stored for it."""
    return context.driver.make.plan_variation(ref, phases=list(phases), **data)


def plan(context: SquareContext) -> str:
    """The id of a stored plan."""
    stored = context.driver.save(context.driver.make.plan("#plan"))
    return str(stored["id"])


@probe("SQ-174")
def a_plan_variation_has_a_phase(context: SquareContext) -> None:
    """A subscription plan variation without a phase is refused."""
    empty = plan_variation(context, "#v", subscription_plan_id=plan(context))
    answer = context.driver.upsert(empty)
    field = str(at(errors_of(answer), 0, "field"))
    if refused(context, "no phases", answer, "ARRAY_EMPTY") and not field.endswith(".phases"):
        context.note(f"field: {field}")


@probe("SQ-175")
def every_phase_but_the_last_ends(context: SquareContext) -> None:
    """Every phase of a subscription plan variation but the last needs periods."""
    own = {"subscription_plan_id": plan(context)}
    fits = plan_variation(context, "#fits", TRIAL, MONTHLY, **own)
    accepted(context, "the last phase without end", context.driver.upsert(fits))
    endless = plan_variation(context, "#v", TRIAL, MONTHLY, TRIAL, **own)
    refused(
        context, "a phase without end before it", context.driver.upsert(endless), "INVALID_VALUE"
    )


@probe("SQ-176")
def stored_phases_stay(context: SquareContext) -> None:
    """
    The phases of a stored subscription plan variation cannot be added to, removed or replaced, but
    repeated.
    """
    made = plan_variation(context, "#v", TRIAL, MONTHLY, subscription_plan_id=plan(context))
    stored = context.driver.save(made)
    phases: list[JsonDict] = data_of(stored)["phases"]
    for what, other in (
        ("added to", [*phases, MONTHLY]),
        ("removed", phases[1:]),
        ("replaced", [phases[0], {**phases[1], "cadence": "ANNUAL"}]),
        ("lengthened", [{**phases[0], "periods": 2}, phases[1]]),
    ):
        answer = context.driver.upsert(changed(stored, phases=other))
        refused(context, what, answer, "INVALID_VALUE")
    kept = data_of(context.driver.get(stored["id"]))["phases"]
    context.expect("phases", got=kept, wanted=phases)
    accepted(context, "repeated", context.driver.upsert(changed(stored, phases=phases)))


@probe("SQ-177")
def a_plan_variation_names_its_plan(context: SquareContext) -> None:
    """A subscription plan variation without subscription_plan_id is refused."""
    answer = context.driver.upsert(plan_variation(context, "#v", MONTHLY))
    refused(context, "no plan", answer, "MISSING_REQUIRED_PARAMETER")
