"""Subscription plans, their variations and the phases of these."""

from __future__ import annotations

import re

import pytest

MONTHLY = {"cadence": "MONTHLY"}
TRIAL = {"cadence": "WEEKLY", "periods": 1}


@pytest.fixture
def plan(seller):
    return seller.save(seller.make("SUBSCRIPTION_PLAN", "#p", {"name": "Tea"}))


def variant(seller, plan, *phases, **data):
    fields = {"name": "Each", "phases": list(phases), "subscription_plan_id": plan["id"], **data}
    return seller.make("SUBSCRIPTION_PLAN_VARIATION", "#v", fields)


def phases(stored):
    return stored["subscription_plan_variation_data"]["phases"]


def test_a_plan_variation_has_a_phase(seller, plan, codes):  # SQ-174
    reply = seller.upsert(variant(seller, plan))
    field = "object.subscription_plan_variation_data.phases"
    assert codes(reply) == [("ARRAY_EMPTY", field)]
    assert reply.body["errors"][0]["detail"] == "Repeated field must have at least one value"


@pytest.mark.parametrize(
    ("sent", "sound"),
    [
        ([MONTHLY], True),
        ([TRIAL, MONTHLY], True),
        ([TRIAL, TRIAL, TRIAL], True),
        ([MONTHLY, TRIAL], False),
        ([TRIAL, MONTHLY, MONTHLY], False),
        ([{**MONTHLY, "ordinal": 1}, {**TRIAL, "ordinal": 0}], True),
        ([{**TRIAL, "ordinal": 1}, {**MONTHLY, "ordinal": 0}], False),
    ],
)
def test_only_the_last_phase_is_without_end(seller, plan, codes, sent, sound):  # SQ-175
    reply = seller.upsert(variant(seller, plan, *sent))
    assert codes(reply) == ([] if sound else [("INVALID_VALUE", "")])
    if not sound:
        detail = reply.body["errors"][0]["detail"]
        assert detail.endswith("subscription phase requires period unless it is last phase.")


def test_phases_get_ids_and_positions(seller, plan):  # SQ-182
    stored = phases(seller.save(variant(seller, plan, TRIAL, {**MONTHLY, "uid": "mine"})))
    assert [phase["ordinal"] for phase in stored] == [0, 1]
    uids = [phase["uid"] for phase in stored]
    assert all(re.fullmatch(r"[A-Z2-7]{24}", uid) for uid in uids)
    assert uids[0] != uids[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda found: [*found, {"cadence": "ANNUAL"}],
        lambda found: found[:1],
        lambda found: [found[0], {**found[1], "cadence": "ANNUAL"}],
        lambda found: [{**found[0], "periods": 2}, found[1]],
        lambda found: [{**found[0], "uid": "mine", "cadence": "DAILY"}, found[1]],
    ],
)
def test_phases_of_a_stored_plan_variation_stay(seller, plan, codes, change):  # SQ-176
    stored = seller.save(variant(seller, plan, TRIAL, {**MONTHLY, "periods": 3}))
    changed = variant(seller, plan, *change(phases(stored)))
    changed |= {"id": stored["id"], "version": stored["version"]}
    reply = seller.upsert(changed)
    assert codes(reply) == [("INVALID_VALUE", "phases")]
    assert reply.body["errors"][0]["detail"].endswith(
        f"On existing plan {stored['id']}, phases should not be added, removed, or replaced."
    )
    assert seller.get(stored["id"]) == stored


def test_phases_of_a_stored_plan_variation_can_be_repeated(seller, plan):  # SQ-176
    stored = seller.save(variant(seller, plan, TRIAL, MONTHLY))
    for repeated in (phases(stored), [TRIAL, MONTHLY]):
        again = variant(seller, plan, *repeated, name="All")
        again |= {"id": stored["id"], "version": seller.get(stored["id"])["version"]}
        assert phases(seller.save(again)) == phases(stored)
