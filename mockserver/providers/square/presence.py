"""
Where an object is: at every location but some, or at some only.
"""

from __future__ import annotations

from mockserver.core.record import JsonObject

EVERYWHERE = "present_at_all_locations"


def listed(body: JsonObject) -> list[str]:
    """The locations that make the exception: where it is not, or where alone it is."""
    name = "absent_at_location_ids" if body[EVERYWHERE] else "present_at_location_ids"
    found: list[str] = body.get(name, [])
    return found


def is_at(body: JsonObject, location: str) -> bool:
    """Whether an object is at a location."""
    everywhere: bool = body[EVERYWHERE]
    return everywhere is not (location in listed(body))


def is_nowhere(body: JsonObject) -> bool:
    """Whether an object is at no location at all."""
    return not body[EVERYWHERE] and not listed(body)


def outside(inner: JsonObject, outer: JsonObject) -> str | None:
    """
    A location where one object is and another is not, ``None`` where there is none.

    Empty text stands for the locations that do not exist yet.
    """
    if inner[EVERYWHERE] and not outer[EVERYWHERE]:
        return ""
    named = (*listed(inner), *listed(outer))
    return next((at for at in named if is_at(inner, at) and not is_at(outer, at)), None)
