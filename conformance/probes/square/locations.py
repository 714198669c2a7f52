"""
Where variations are, compared with where their items are.
"""

from __future__ import annotations

from conformance.drivers.square.objects import nested_in
from conformance.drivers.square.responses import errors_of
from conformance.expectations import JsonDict, at
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused

LA, LB = "LA", "LB"


def but(*places: str) -> JsonDict:
    return {"present_at_all_locations": True, "absent_at_location_ids": list(places)}


def only(*places: str) -> JsonDict:
    return {"present_at_all_locations": False, "present_at_location_ids": list(places)}


CASES = (
    ("item at LA, variation at LA and LB", only(LA), only(LA, LB)),
    ("item at LA, variation everywhere", only(LA), but()),
    ("item everywhere but LA, variation at LA", but(LA), only(LA)),
    ("item everywhere but LA, variation everywhere", but(LA), but()),
    ("item nowhere, variation at LA", only(), only(LA)),
)
"""What is refused: its words, the locations of the item, those of the variation."""

SOUND = (
    ("both at LA", only(LA), only(LA)),
    ("variation at one of two", only(LA, LB), only(LB)),
    ("item everywhere, variation but LA", but(), but(LA)),
    ("both but LA", but(LA), but(LA)),
)


@probe("SQ-170")
def a_variation_is_nowhere_without_its_item(context: SquareContext) -> None:
    """A variation is at no location at which its item is not, whichever of the two is written."""
    make = context.driver.make
    for place, (what, item, variation) in enumerate(CASES):
        answer = context.driver.upsert(placed(context, f"#r{place}", item, variation))
        blames_the_item(context, what, answer)
    for place, (what, item, variation) in enumerate(SOUND):
        accepted(
            context, what, context.driver.upsert(placed(context, f"#s{place}", item, variation))
        )
    stored = context.driver.save(placed(context, "#i", only(LA, LB), only(LB)))
    blames_the_item(context, "item withdrawn", context.driver.upsert({**stored, **only(LA)}))
    [variation] = nested_in(stored)
    wider = context.driver.upsert({**variation, **only(LB, "LC")})
    blames_the_item(context, "variation extended", wider)
    alone = {**make.variation("#n", item_id=stored["id"]), **only("LC")}
    blames_the_item(context, "variation added", context.driver.upsert(alone))


def placed(context: SquareContext, ref: str, item: JsonDict, variation: JsonDict) -> JsonDict:
    """An item and its one variation at some locations."""
    make = context.driver.make
    nested = {**make.variation(f"{ref}-v"), **variation}
    return {**make.item(ref, nested), **item}


def blames_the_item(context: SquareContext, what: str, answer: Exchange) -> None:
    """Expect a refusal; another field than the one that was observed is noted."""
    field = at(errors_of(answer), 0, "field")
    if refused(context, what, answer, "INVALID_VALUE") and field != "item_id":
        context.note(f"{what}: field {field or 'none'}")
