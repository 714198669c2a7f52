"""
Lists: pages, types, what is left out.
"""

from __future__ import annotations

from conformance.drivers.square import LIST
from conformance.drivers.square.responses import objects_of
from conformance.expectations import JsonDict, one_of
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext

PAGE, MANY = 100, 250
NESTED = ("ITEM_VARIATION", "MODIFIER", "ITEM_OPTION_VAL", "IMAGE")


def list_all(context: SquareContext, query: dict[str, str]) -> list[JsonDict]:
    return [value for page in context.driver.pages(query) for value in objects_of(page)]


@probe("SQ-116")
def a_list_has_pages_of_100(context: SquareContext) -> None:
    """A list has pages of 100, a cursor on all but the last, and every object once."""
    periods = [context.driver.make.period(f"#p{n}") for n in range(MANY)]
    mine = set(context.driver.create(*periods).values())
    pages = list(context.driver.pages({"types": "TIME_PERIOD"}))
    sizes = [len(objects_of(page)) for page in pages]
    context.expect("sizes of all pages but the last", got=set(sizes[:-1]), wanted={PAGE})
    context.expect("size of the last page", got=0 <= sizes[-1] <= PAGE, wanted=True)
    context.expect("a cursor on the last page", got=bool(pages[-1].at("cursor")), wanted=False)
    found = [str(value.get("id")) for page in pages for value in objects_of(page)]
    context.expect("objects listed twice", got=len(found) - len(set(found)), wanted=0)
    context.expect("objects left out", got=len(mine - set(found)), wanted=0)


@probe("SQ-117")
def a_list_has_the_types_asked_for(context: SquareContext) -> None:
    """A list returns the types of a comma-separated list in any case, and no others."""
    make = context.driver.make
    ids = context.driver.create(make.tax("#t"), make.item("#i"), make.category("#c"))
    for types, refs in (("tax,Item", ("#i", "#t")), ("CATEGORY", ("#c",))):
        values = list_all(context, {"types": types})
        kinds = {str(each.get("type")) for each in values}
        unexpected = sorted(kinds - set(types.upper().split(",")))
        context.expect(f"{types}: other types", got=unexpected, wanted=[])
        found = {str(each.get("id")) for each in values}
        missing = [ref for ref in refs if ids[ref] not in found]
        context.expect(f"{types}: left out", got=missing, wanted=[])


@probe("SQ-118")
def a_list_leaves_nested_types_out(context: SquareContext) -> None:
    """A list without types leaves out variations, modifiers, images and option values."""
    make = context.driver.make
    ids = context.driver.create(
        make.item("#i"), make.modifier_list("#l"), make.option("#o", "#red")
    )
    values = list_all(context, {})
    unexpected = sorted({str(each.get("type")) for each in values} & set(NESTED))
    context.expect("nested types at the top", got=unexpected, wanted=[])
    found = {str(each.get("id")) for each in values}
    missing = [ref for ref in ("#i", "#l", "#o") if ids[ref] not in found]
    context.expect("left out", got=missing, wanted=[])


@probe("SQ-119")
def a_list_has_no_deleted_objects(context: SquareContext) -> None:
    """A list never returns deleted objects."""
    make = context.driver.make
    ids = context.driver.create(*(make.discount(f"#{n}") for n in "abc"))
    context.given("delete", got=context.driver.delete(ids["#b"]).status, wanted=200)
    values = list_all(context, {"types": "DISCOUNT"})
    found = {str(each.get("id")) for each in values}
    there = [ref for ref, object_id in ids.items() if object_id in found]
    context.expect("listed", got=sorted(there), wanted=["#a", "#c"])
    dead = [each.get("id") for each in values if each.get("is_deleted")]
    context.expect("deleted objects in the list", got=dead, wanted=[])


@probe("SQ-120")
def an_invalid_cursor_is_refused(context: SquareContext) -> None:
    """An invalid cursor is refused with code INVALID_CURSOR and field cursor."""
    answer = context.target.send("GET", LIST, query={"cursor": "Fake"})
    context.expect("status", got=answer.status, wanted=one_of(400, 404))
    error = context.driver.error_body(answer)
    context.expect("code", got=error.code, wanted="INVALID_CURSOR")
    context.expect("field", got=error.place, wanted="cursor")


@probe("SQ-121")
def an_unknown_type_cannot_be_listed(context: SquareContext) -> None:
    """An unknown type in types is refused with status 400."""
    for types in ("FOO", "TAX,FOO"):
        answer = context.target.send("GET", LIST, query={"types": types})
        context.expect(types, got=answer.status, wanted=400)
