"""
What was derived from a contract, a line for each operation, for whoever wrote it to compare.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.contract import Contract, OperationContract
from mockserver.declared.identities import Identity
from mockserver.declared.read_plans import ReadPlan, RemovePlan
from mockserver.declared.shapes import Every, RecordPath
from mockserver.declared.write_plans import WritePlan
from mockserver.provider import Change, Operation, Provider, Read, Upsert


def derived(contract: Contract, provider: Provider) -> Iterator[str]:
    """What each operation of a declared contract does; nothing for a vendor with a provider."""
    if not any(plan_of(handler) is not None for handler in provider.operations.values()):
        return
    for name, operation in contract.operations.items():
        method = operation.method.upper()
        yield f"{method} {operation.path}: {deed(operation, provider.operations[name])}"


def deed(operation: OperationContract, handler: Operation) -> str:
    """What one operation does, as it was understood."""
    plan = plan_of(handler)
    if isinstance(plan, WritePlan):
        where = place_text(plan.frame.path)
        rules = operation.rules
        group = "" if rules is None else f", {rules.atomicity} by {rules.atomicity}"
        return (
            f"{plan.operation.verb} {plan.operation.collection} {where},"
            f" found by {found_by(plan.identity)}{group}"
        )
    if isinstance(plan, RemovePlan):
        return f"remove {plan.operation.collection}, found by {found_by(plan.identity)}"
    if isinstance(plan, ReadPlan):
        collection = plan.records.collection.name
        if plan.listing is None:
            return f"read {collection}, found by {found_by(plan.identity)}"
        paging = ", ".join(plan.listing.paging.names) or "none"
        filters = ", ".join(plan.listing.filters.values()) or "none"
        return f"list {collection}, paging {paging}, filters {filters}"
    return "declares nothing; answers its example, or 501"


def plan_of(handler: Operation) -> object:
    """The plan behind a handler."""
    match handler:
        case Upsert():
            function: object = handler.decode
        case Change():
            function = handler.apply
        case Read():
            function = handler.answer
    return getattr(function, "__self__", None)


def found_by(identity: Identity) -> str:
    """The identities that are tried, and where they stand."""
    named = identity.spelled or filter(None, [identity.parameter])
    where = " and ".join(f"{{{name}}}" for name in named) or "the body"
    return f"{' or '.join(identity.by)} in {where}"


def place_text(path: RecordPath) -> str:
    """Where the records stand in a body."""
    if not path:
        return "in the body"
    steps = ["[]" if step is Every.ELEMENT else f".{step}" for step in path]
    return f"at {''.join(steps).removeprefix('.')}"
