"""
Lists: pages, types, what is left out.
"""

from __future__ import annotations

from conformance.drivers.square import LIST
from conformance.drivers.square.objects import Json
from conformance.drivers.square.responses import objects_of
from conformance.expectations import one_of
from conformance.judging.probe import probe
from conformance.probes.square.refusing import SquareRun

PAGE, MANY = 100, 250
NESTED = ("ITEM_VARIATION", "MODIFIER", "ITEM_OPTION_VAL", "IMAGE")


def listed(run: SquareRun, query: dict[str, str]) -> list[Json]:
    """Every object of a list."""
    return [value for page in run.driver.pages(query) for value in objects_of(page)]


@probe("SQ-116")
def a_list_has_pages_of_100(run: SquareRun) -> None:
    periods = [run.driver.make.period(f"#p{n}") for n in range(MANY)]
    mine = set(run.driver.create(*periods).values())
    pages = list(run.driver.pages({"types": "TIME_PERIOD"}))
    sizes = [len(objects_of(page)) for page in pages]
    run.expect("sizes of all pages but the last", got=set(sizes[:-1]), wanted={PAGE})
    run.expect("size of the last page", got=0 <= sizes[-1] <= PAGE, wanted=True)
    run.expect("a cursor on the last page", got=bool(pages[-1].at("cursor")), wanted=False)
    found = [str(value.get("id")) for page in pages for value in objects_of(page)]
    run.expect("objects listed twice", got=len(found) - len(set(found)), wanted=0)
    run.expect("objects left out", got=len(mine - set(found)), wanted=0)


@probe("SQ-117")
def a_list_has_the_types_asked_for(run: SquareRun) -> None:
    make = run.driver.make
    ids = run.driver.create(make.tax("#t"), make.item("#i"), make.category("#c"))
    for types, refs in (("tax,Item", ("#i", "#t")), ("CATEGORY", ("#c",))):
        values = listed(run, {"types": types})
        kinds = {str(each.get("type")) for each in values}
        odd = sorted(kinds - set(types.upper().split(",")))
        run.expect(f"{types}: other types", got=odd, wanted=[])
        found = {str(each.get("id")) for each in values}
        missing = [ref for ref in refs if ids[ref] not in found]
        run.expect(f"{types}: left out", got=missing, wanted=[])


@probe("SQ-118")
def a_list_leaves_nested_types_out(run: SquareRun) -> None:
    make = run.driver.make
    ids = run.driver.create(make.item("#i"), make.modifier_list("#l"), make.option("#o", "#red"))
    values = listed(run, {})
    odd = sorted({str(each.get("type")) for each in values} & set(NESTED))
    run.expect("nested types at the top", got=odd, wanted=[])
    found = {str(each.get("id")) for each in values}
    missing = [ref for ref in ("#i", "#l", "#o") if ids[ref] not in found]
    run.expect("left out", got=missing, wanted=[])


@probe("SQ-119")
def a_list_has_no_deleted_objects(run: SquareRun) -> None:
    make = run.driver.make
    ids = run.driver.create(*(make.discount(f"#{n}") for n in "abc"))
    run.given("delete", got=run.driver.delete(ids["#b"]).status, wanted=200)
    values = listed(run, {"types": "DISCOUNT"})
    found = {str(each.get("id")) for each in values}
    there = [ref for ref, object_id in ids.items() if object_id in found]
    run.expect("listed", got=sorted(there), wanted=["#a", "#c"])
    dead = [each.get("id") for each in values if each.get("is_deleted")]
    run.expect("deleted objects in the list", got=dead, wanted=[])


@probe("SQ-120")
def an_invalid_cursor_is_refused(run: SquareRun) -> None:
    answer = run.target.send("GET", LIST, query={"cursor": "Fake"})
    run.expect("status", got=answer.status, wanted=one_of(400, 404))
    problem = run.driver.problem(answer)
    run.expect("code", got=problem.code, wanted="INVALID_CURSOR")
    run.expect("field", got=problem.place, wanted="cursor")


@probe("SQ-121")
def an_unknown_type_cannot_be_listed(run: SquareRun) -> None:
    for types in ("FOO", "TAX,FOO"):
        answer = run.target.send("GET", LIST, query={"types": types})
        run.expect(types, got=answer.status, wanted=400)
