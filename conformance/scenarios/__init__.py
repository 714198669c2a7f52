"""
Scenarios: semantics that upsert APIs have in common, written once over ``Resource``.

A probe makes the resource of its vendor and calls a scenario. Prerequisites that other rules judge
are ``given``; what the scenario is about is expected.
"""

from conformance.scenarios.atomicity import one_bad_record
from conformance.scenarios.idempotency import replay, replay_after_a_change
from conformance.scenarios.isolation import unseen_by_the_other_tenant
from conformance.scenarios.limits import at_the_limit, over_the_limit
from conformance.scenarios.updates import create_update_read
from conformance.scenarios.writing import nothing_is_stored, require_record, write_and_require

__all__ = [
    "at_the_limit",
    "create_update_read",
    "nothing_is_stored",
    "one_bad_record",
    "over_the_limit",
    "replay",
    "replay_after_a_change",
    "require_record",
    "unseen_by_the_other_tenant",
    "write_and_require",
]
