"""
How long texts may be, in code points: each at its limit, and one above.
"""

from __future__ import annotations

from collections.abc import Mapping

from conformance.drivers.square.responses import objects_of
from conformance.expectations import JsonDict, at
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused

CLEF = "\N{MUSICAL SYMBOL G CLEF}"
"""One code point, two units of UTF-16, four bytes of UTF-8."""

TEXTS = (
    ("item", "name", 512),
    ("item", "abbreviation", 24),
    ("item", "description", 4096),
    ("item", "description_html", 65535),
    ("category", "name", 255),
    ("tax", "name", 255),
    ("discount", "name", 255),
    ("modifier_list", "name", 255),
    ("modifier_list", "internal_name", 512),
    ("modifier", "name", 255),
    ("variation", "user_data", 255),
)
"""Kind of object, field of its data, and how many code points it takes."""


def text(context: SquareContext, label: str, length: int) -> str:
    """A text of so many code points, with the namespace in front where it fits."""
    start = context.name(label)
    return (start if len(start) < length else "").ljust(length, CLEF)


def with_text(context: SquareContext, place: int, kind: str, field: str, length: int) -> JsonDict:
    """An object with a text of a length, nested in a parent where it needs one."""
    make = context.driver.make
    data: Mapping[str, str] = {field: text(context, f"{place}", length)}
    if kind == "modifier":
        return make.modifier_list(f"#{place}", make.modifier(f"#m{place}", **data))
    if kind == "variation":
        return make.item(f"#{place}", make.variation(f"#v{place}", **data))
    made: JsonDict = getattr(make, kind)(f"#{place}", **data)
    return made


@probe("SQ-148")
def texts_have_their_lengths(context: SquareContext) -> None:
    """
    Texts of items, categories, taxes, discounts, modifier lists and modifiers are accepted at their
    published length in code points and refused one above.
    """
    within = [[with_text(context, place, *row)] for place, row in enumerate(TEXTS)]
    accepted(context, "every text at its limit", context.driver.batches(*within))
    over = [
        [with_text(context, 100 + place, kind, field, length + 1)]
        for place, (kind, field, length) in enumerate(TEXTS)
    ]
    answer = context.driver.batches(*over)
    long = [each.get("type") for each in objects_of(answer)]
    context.expect("stored with a text one above its limit", got=long, wanted=[])
    if not long:
        refused(context, "every text one above", answer, "VALUE_TOO_LONG")


@probe("SQ-149")
def a_variation_has_a_name_of_255(context: SquareContext) -> None:
    """A variation's name is accepted with 255 code points and refused with 256."""
    make = context.driver.make
    fits, longer = (text(context, "v", length) for length in (255, 256))
    answer = context.driver.upsert(make.item("#i", make.variation("#v", name=fits)))
    if accepted(context, "255 code points", answer):
        stored = at(objects_of(answer), 0, "item_data", "variations", 0)
        kept = at(stored, "item_variation_data", "name")
        context.expect("name", got=kept, wanted=fits)
    over = make.item("#j", make.variation("#short"), make.variation("#w", name=longer))
    refused(context, "256 code points", context.driver.upsert(over), "VALUE_TOO_LONG")
