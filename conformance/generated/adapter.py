"""
The only file that knows names of Schemathesis outside of its documented interface.

Pinned by ``pyproject.toml`` and held by a contract test: an upgrade that moves one of these
names fails there, with the name, and not in a user's run.

| name | what for |
|---|---|
| ``Failure``, its ``code`` and ``_unique_key`` | our rules under their own ids |
| ``RejectedPositiveData`` | a schema-valid request that was refused |
| ``AcceptedNegativeData`` | a schema-violating request that was not refused |
| ``UnsupportedMethodResponse`` | an undeclared method that was not answered with 405 |
| ``case.meta`` | whether a case is meant to be valid, and which phase made it |
| ``_auth_retry`` | the credential that the stock check sends to see it refused |
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, TypeAlias

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.generation.meta import CoveragePhaseData
from schemathesis.openapi.checks import RejectedPositiveData, UnsupportedMethodResponse
from schemathesis.specs.openapi import _auth_retry

PINNED = "4.32.5"
"""The release that these names were read in."""

NOT_FOUND = HTTPStatus.NOT_FOUND


class RuleFailure(Failure):
    """
    A rule that a response broke, shown under the rule's id.

    Schemathesis counts findings by class, so each rule gets a class of its own from ``failure_of``.
    """

    __slots__ = ()

    @property
    def _unique_key(self) -> str:
        return self.code


FAILURES: dict[str, type[RuleFailure]] = {}
"""Rule id to its class."""


def failure_of(rule: str, sentence: str) -> type[RuleFailure]:
    """The class of a rule's failures: its id is the code, its sentence the title."""
    if rule not in FAILURES:
        members: dict[str, Any] = {"code": rule, "kind_title": sentence, "__slots__": ()}
        FAILURES[rule] = type(f"Rule_{rule.replace('-', '_')}", (RuleFailure,), members)
    return FAILURES[rule]


Case: TypeAlias = schemathesis.Case[Any]
"""A generated request."""


def is_valid(case: Case) -> bool:
    """Whether a case is meant to be acceptable: no part of it breaks the contract on purpose."""
    meta = case.meta
    return meta is not None and meta.generation.mode is schemathesis.GenerationMode.POSITIVE


def scenario_of(case: Case) -> str | None:
    """What a case of the coverage phase is about, ``None`` in the other phases."""
    data = None if case.meta is None else case.meta.phase.data
    return data.scenario.value if isinstance(data, CoveragePhaseData) else None


def is_refused(failure: Exception) -> bool:
    """Whether a finding says that a schema-valid request was refused."""
    return isinstance(failure, RejectedPositiveData)


def is_accepted(failure: Exception) -> bool:
    """Whether a finding says that a schema-violating request was accepted."""
    return isinstance(failure, AcceptedNegativeData)


def is_unknown_address(failure: Exception) -> bool:
    """Whether a finding says that an undeclared method was answered with 404."""
    return isinstance(failure, UnsupportedMethodResponse) and failure.status_code == NOT_FOUND


def refuse_with(credential: str) -> None:
    """Make the stock check of credentials send this one where it sends an invalid one."""
    _auth_retry.INVALID_CREDENTIAL = credential
    _auth_retry.INVALID_AUTH_HEADERS["_bearer_auth"] = f"Bearer {credential}"
