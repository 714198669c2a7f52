"""
Filters of a list: fifteen operators, one value or several, several filters.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.shopimind import DefinedRecords, order, stored_value, where
from conformance.drivers.shopimind.bodies import rows_of
from conformance.expectations import number
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, require_stored

OPERATORS: dict[str, tuple[str, Any, str]] = {
    "EQUALS": ("amount", 2, "b"),
    "NOT_EQUALS": ("amount", 2, "acd"),
    "CONTAINS": ("note", "ard", "bd"),
    "NOT_CONTAINS": ("note", "ard", "ac"),
    "STARTS_WITH": ("note", "a", "a"),
    "ENDS_WITH": ("note", "e", "a"),
    "LESS_THAN": ("amount", 10, "ab"),
    "LESS_THAN_OR_EQUAL_TO": ("amount", 10, "abc"),
    "GREATER_THAN": ("amount", 2, "cd"),
    "GREATER_THAN_OR_EQUAL_TO": ("amount", 2, "bcd"),
    "IN": ("amount", [1, 10], "ac"),
    "NOT_IN": ("amount", [1, 10], "bd"),
    "LIKE": ("note", "%arde%", "b"),
    "BETWEEN": ("amount", [1.5, 99], "bc"),
    "NOT_BETWEEN": ("amount", [1.5, 99], "ad"),
}
"""Operator to a field, what to ask for, and the records that it selects."""
FOODS = (("a", 1, "apple"), ("b", 2, "garden"), ("c", 10, "garlic"), ("d", 100, "lard"))


def selected(defined: DefinedRecords, field: str, operator: str, values: Any) -> str:
    """The codes that a filter leaves, or the status that refuses it."""
    answer = defined.definition.list(where(field, operator, values))
    if not answer.ok:
        return f"status {answer.status}"
    return "".join(sorted(str(row.get("code")) for row in rows_of(answer)))


def four_foods(context: ShopiMindContext) -> DefinedRecords:
    """Four records that each operator divides differently."""
    defined = DefinedRecords.made_by(context.driver)
    records = [{"code": code, "amount": amount, "note": note} for code, amount, note in FOODS]
    require_stored(context, defined.definition, records)
    return defined


@probe("SPM-16")
def fifteen_operators(context: ShopiMindContext) -> None:
    """Each of the fifteen filter operators selects the rows that its name says."""
    defined = four_foods(context)
    for operator, (field, values, codes) in OPERATORS.items():
        got = selected(defined, field, operator, values)
        if operator == "LIKE" and got != codes:
            # The documents do not say whether the caller writes the wildcards.
            got = selected(defined, field, operator, values.strip("%"))
        context.expect(operator, got=got, wanted=codes)


@probe("SPM-17")
def one_value_or_several(context: ShopiMindContext) -> None:
    """A filter takes one value with EQUALS and a list of values with IN and BETWEEN."""
    defined = four_foods(context)
    context.expect("EQUALS 10", got=selected(defined, "amount", "EQUALS", 10), wanted="c")
    context.expect("IN 1, 100", got=selected(defined, "amount", "IN", [1, 100]), wanted="ad")
    got = selected(defined, "amount", "BETWEEN", [1.5, 50])
    context.expect("BETWEEN 1.5, 50", got=got, wanted="bc")


@probe("SPM-18")
def filters_add_up(context: ShopiMindContext) -> None:
    """Of several filters all must hold."""
    defined = four_foods(context)
    query = [
        *where("amount", "GREATER_THAN", 1),
        *where("amount", "LESS_THAN", 100, position=1),
        *order("amount"),
    ]
    rows = rows_of(context.accepted(defined.definition.list(query)))
    context.expect(
        "amounts",
        got=[row.get("amount") for row in rows],
        wanted=[stored_value(2), stored_value(10)],
    )


@probe("SPM-21")
def unknown_filters(context: ShopiMindContext) -> None:
    """
    An unknown operator or field in a filter is refused or passed over, and is no failure of the
    server.
    """
    defined = four_foods(context)
    for what, query in (
        ("operator", where("amount", "RESEMBLES", 1)),
        ("field", where("nowhere", "EQUALS", 1)),
    ):
        answer = defined.definition.list(query)
        context.expect(f"status, unknown {what}", got=answer.status, wanted=number(200, 499))
        rows = answer.at("data")
        reading = f"{len(rows)} of 4 rows" if isinstance(rows, list) else "refused"
        context.note(f"unknown {what}: status {answer.status}, {reading}")
