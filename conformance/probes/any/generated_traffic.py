"""Generated requests: one run of Schemathesis, shared by the rules that read its report."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from conformance.catalogue import Mode, contract_of
from conformance.generated.cleanup import note_leftovers
from conformance.generated.registry import traffic_of
from conformance.generated.schemathesis_run import (
    ChildReport,
    Finding,
    NothingTested,
    SchemathesisOrder,
    TookTooLong,
    run_child,
)
from conformance.generated.vendor_traffic import Traffic
from conformance.judging.probe import probe
from conformance.judging.probe_context import ProbeContext
from conformance.outcomes import Untested

SHARES = {
    "GEN-01": ("ST102", "ST103", "ST104", "ST105", "ST106", "ST107", "ST108", "ST109", "ST11"),
    "GEN-02": ("ST201", "ST203", "ST206", "ST207", "ST208"),
    "GEN-03": ("ST202", "GEN-03"),
    "GEN-05": ("ST204", "ST205"),
    "GEN-06": ("ST4",),
    "GEN-07": ("ST3",),
}
"""Rule to the codes, or beginnings of codes, that speak of it; GEN-04 has what is left."""


def rule_of(code: str, own: frozenset[str]) -> str:
    """The rule that a finding violates."""
    if code in own:
        return "GEN-08"
    for rule, codes in SHARES.items():
        if code.startswith(codes):
            return rule
    return "GEN-04"


def unseen(rule: str, report: ChildReport) -> str:
    """Why a report says nothing about a rule, empty when it does."""
    if rule == "GEN-05" and report.safe:
        return "undeclared methods are sent in the mode destructive only"
    if rule == "GEN-07" and "stateful" not in report.phases:
        return "no chain of requests was run: none is known, or the mode destructive is closed"
    return ""


def report_of(context: ProbeContext[Any]) -> ChildReport:
    """
    The report of Schemathesis for the whole run, which the first call starts.

    Raises ``Untested`` when the first call found that there is none.
    """
    memory = context.target.memory
    if "generated" not in memory:
        try:
            memory["generated"] = started(context)
        except Untested as stop:
            memory["generated"] = stop.reason
    known = memory["generated"]
    return known if isinstance(known, ChildReport) else context.untested(known)


def traffic_for(context: ProbeContext[Any]) -> Traffic:
    """The traffic of the vendor that is judged. Raises ``Untested`` where none is known."""
    try:
        return traffic_of(context.rule.vendor)
    except LookupError as error:
        context.untested(str(error))


def started(context: ProbeContext[Any]) -> ChildReport:
    """Run Schemathesis over the vendor's contract, and note in the ledger what it stored."""
    vendor = traffic_for(context)
    presented = context.driver.headers("main")[vendor.header]
    with TemporaryDirectory(prefix="conformance-") as place:
        order = SchemathesisOrder(
            contract=vendor.contract or contract_of(context.rule.vendor),
            url=context.target.wire.url,
            token=presented.removeprefix(vendor.scheme).strip(),
            invalid_token=invalid_of(context),
            namespace=context.target.namespace,
            seed=context.random.randrange(1, 2**31),
            safe=Mode.DESTRUCTIVE not in context.target.wire.modes,
            ledger=Path(place, "stored"),
            operations=context.target.served.chosen,
            seconds=context.target.wire.seconds_left,
        )
        try:
            return run_child(order)
        except (NothingTested, TookTooLong) as stop:
            context.untested(str(stop))
        finally:
            note_leftovers(context.target, order.ledger, vendor.leaves)


def invalid_of(context: ProbeContext[Any]) -> str | None:
    """The credential that must be refused, where the profile names one."""
    return context.target.secret("invalid") if "invalid" in context.profile.credentials else None


@probe("GEN-01", "GEN-02", "GEN-03", "GEN-04", "GEN-05", "GEN-06", "GEN-07", "GEN-08")
def generated_requests_find_nothing(context: ProbeContext[Any]) -> None:
    """
    Judges several rules.

    - GEN-01: Every answer has a status, a media type, headers and a body that the contract
      describes.
    - GEN-02: A request that breaks the contract in one place is refused, or the answer reports the
      refusal of that part.
    - GEN-03: A request that fits the contract and names nothing unknown is accepted.
    - GEN-04: No request, however odd, is answered with 5xx or not at all.
    - GEN-05: A method that a path does not have is answered with 405 and the right Allow, or with
      404 where the documents say so.
    - GEN-06: Each operation that the contract protects refuses a request without credential and one
      with a wrong credential.
    - GEN-07: What one request created the next one finds, and what was deleted stays gone.
    - GEN-08: The vendor's rules that one answer decides hold on every generated answer too.
    """
    report = report_of(context)
    missing = unseen(context.rule.id, report)
    if missing:
        context.untested(missing)
    own = frozenset(rule.id for rule in traffic_for(context).rules)
    mine = [each for each in report.findings if rule_of(each.code, own) == context.rule.id]
    context.note(f"{report.generated} generated cases in {report.seconds:.0f} s")
    for each in mine:
        context.expect(
            f"{each.code} {each.operation}", got=finding_text(each), wanted="nothing to find"
        )


def finding_text(found: Finding) -> str:
    return f"{found.title}\n{found.message}\n{found.reproduction}"
