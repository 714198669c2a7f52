"""The functions that the zoo's declaration names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.core.reasons import Refusal, Violation
from mockserver.core.tick import Tick
from mockserver.core.view import Stage, View
from mockserver.provider import Request

_MEMBERS: Mapping[str, Mapping[str, Any]] = {
    "north": {
        "latin": {"type": "string", "unique": True},
        "height": {"type": "number"},
        "colour": {"enum": ["red", "white"]},
        "planted": {"readOnly": True},
    },
    "south": {"latin": {"type": "string"}, "label": {"type": "string", "unique": True}},
}


def members_of_plants(_view: View, scope: str) -> Mapping[str, Any]:
    return _MEMBERS[scope]


def too_tall(
    _view: View, body: dict[str, Any], before: dict[str, Any] | None, _scope: str
) -> str | None:
    shrunk = before is not None and (body.get("height") or 0) < (before.get("height") or 0)
    return "plants do not shrink" if shrunk else None


def as_planted(
    _view: View, body: dict[str, Any], before: dict[str, Any] | None, scope: str
) -> dict[str, Any]:
    return {**body, "planted": f"in the {scope}"} if before is None else body


def sentence(reason: str, refusal: Refusal) -> str | None:
    return f"{refusal.facts['identity']} came twice" if reason == "duplicate" else None


def fault(violation: Violation) -> str | None:
    unknown = violation.keyword == "additionalProperties"
    return f"no member {violation.limit}" if unknown else None


def watered(stage: Stage, request: Request, _tick: Tick) -> tuple[int, Any]:
    stage.serial("waterings")
    return 200, {"garden": request.path["garden"], "times": stage.read_meter("waterings")}
