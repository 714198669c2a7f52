"""
Scopes that never meet: records are stored below some values of a path and looked for below others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mockserver.contract import Contract
from mockserver.contract.words import Verb
from mockserver.declared.read_plans import ReadPlan, RemovePlan
from mockserver.declared.shapes import RecordShape
from mockserver.declared.summary import plan_of
from mockserver.declared.write_plans import WritePlan
from mockserver.errors import ContractError
from mockserver.provider import Provider


def check_scopes(contract: Contract, provider: Provider, shapes: Mapping[str, RecordShape]) -> None:
    """
    Hold each operation to a scope in which some operation stores records.

    The scope of an operation are the parameters of its path that do not name the record; records
    of ``/rooms/{room}/notes/{name}`` are not found at ``/notes/{name}``. A collection that nothing
    is stored in by an operation, or that has given records, is let be. Raises ``ContractError``.
    """
    scopes: dict[str, dict[str, Sequence[str]]] = {}
    stored: dict[str, dict[str, Sequence[str]]] = {}
    for name, operation in contract.operations.items():
        plan = plan_of(provider.operations[name])
        if isinstance(plan, WritePlan | ReadPlan | RemovePlan):
            collection = plan.records.collection.name
            told = {f"{operation.method.upper()} {operation.path}": plan.identity.scope}
            scopes.setdefault(collection, {}).update(told)
            if isinstance(plan, WritePlan) and plan.operation.verb is not Verb.UPDATE:
                stored.setdefault(collection, {}).update(told)
    for collection, writes in stored.items():
        depths = {len(scope) for scope in writes.values()}
        for place, scope in scopes[collection].items():
            if len(scope) not in depths and not shapes[collection].collection.given:
                other, above = next(iter(writes.items()))
                raise ContractError(
                    f"{contract.file.name}: {place} looks for {collection} {below(scope)}, and"
                    f" {other} stores them {below(above)}, so it would find none; where"
                    " parameters of a path are members of the record, declare a key of them"
                )


def below(scope: Sequence[str]) -> str:
    """Where the records of a scope stand."""
    return f"below {' and '.join(f'{{{name}}}' for name in scope)}" if scope else "below nothing"
