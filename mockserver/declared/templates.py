"""
The schema of an answer as its template.

Each property is filled in by the first of these that applies: its role; a constant or the only
value of an enumeration; the member of the record of that name; its default; null where that is
allowed; left out where it is optional. A required property that nothing explains stops the start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from mockserver.contract.words import roles_of
from mockserver.core.reasons import Place, render
from mockserver.core.record import Json, JsonObject
from mockserver.core.tick import moment
from mockserver.declared.error_table import OWN
from mockserver.declared.fillings import ABSENT, LISTS, Fill, Filling, gathered, listed_faults
from mockserver.declared.shapes import (
    ObjectShape,
    effective,
    is_nullable,
    shape_of,
    types_of,
)
from mockserver.errors import ContractError

DEEPEST = 12
"""How deep a template looks into a schema that contains itself."""


class TemplateMaker:
    """
    Compiles the response schemas of a document.

    ``members`` are what records can show, and ``own`` tells whether an object is one: where it is
    open, members that its schema does not name are shown too, but those that the server fills in.
    """

    def __init__(
        self,
        document: JsonObject,
        members: frozenset[str],
        where: str,
        own: Callable[[ObjectShape], bool] = lambda _shape: False,
        filled: frozenset[str] = frozenset(),
    ) -> None:
        self._document = document
        self._members = members
        self._where = where
        self._own = own
        self._filled = filled

    def compile(self, schema: JsonObject, place: Place = ()) -> Fill:
        """The template of a schema. Raises ``ContractError`` for what nothing explains."""
        node = effective(self._document, schema)
        roles = roles_of(node)
        if len(place) > DEEPEST:
            return self.unexplained(node)
        if "items" in node:
            return self.list_of(node, roles, place)
        for role, make in ROLES.items():
            if role in roles:
                return make(roles[role], node)
        fixed = constant_of(node)
        if fixed is not ABSENT:
            return lambda _filling: fixed
        shape = shape_of(self._document, node)
        if shape is None:
            return self.unexplained(node)
        fill = self.object_of(shape.properties, shape.required, place)
        if not (shape.open and self._own(shape)):
            return fill
        return with_the_rest(fill, shape.properties.keys() | self._filled)

    def unexplained(self, node: JsonObject) -> Fill:
        """What stands where the schema says no members: its default, null, or nothing."""
        if "default" in node:
            return lambda _filling: node["default"]
        if is_nullable(node):
            return lambda _filling: None
        return lambda _filling: {} if "object" in types_of(node) else ABSENT

    def object_of(
        self, properties: Mapping[str, JsonObject], required: frozenset[str], place: Place
    ) -> Fill:
        """The template of an object, a member at a time."""
        fills = [
            (name, self.member(name, node, required=name in required, place=(*place, name)))
            for name, node in properties.items()
        ]

        def fill(filling: Filling) -> Json:
            made = {name: make(filling) for name, make in fills}
            return {name: value for name, value in made.items() if value is not ABSENT}

        return fill

    def member(self, name: str, node: JsonObject, *, required: bool, place: Place) -> Fill:
        """The template of a member of an object."""
        roles = roles_of(node)
        if "removed" in roles and (only := constant_of(node)) is not ABSENT:
            return lambda filling: only if (filling.shown or {}).get(name) == only else ABSENT
        is_role = bool(roles.keys() & (ROLES.keys() | LISTS.keys()))
        explained = is_role or constant_of(node) is not ABSENT
        fallback = self.unexplained(node) if "default" in node or is_nullable(node) else None
        if explained:
            inner = self.compile(node, place)
            if required and fallback is not None:
                return lambda filling: otherwise(inner(filling), fallback, filling)
            return inner
        known = name in self._members
        nested = self.nested(node, place, known=known)
        if required and not known and nested is None and fallback is None:
            raise ContractError(
                f"{self._where}: nothing explains {render(place)}, which an answer must have;"
                " give it a role (x-upsert), a const or a default, or make it optional"
            )
        as_text = types_of(node) == {"string"}

        def fill(filling: Filling) -> Json:
            shown = filling.shown
            if shown is not None and known and name in shown and shown[name] is not ABSENT:
                return spelled(shown[name], as_text=as_text)
            if nested is not None and (not known or shown is None):
                made = nested(filling)
                return ABSENT if made in ({}, []) and not required else made
            if fallback is not None and (required or "default" in node):
                return fallback(filling)
            return ABSENT

        return fill

    def nested(self, node: JsonObject, place: Place, *, known: bool) -> Fill | None:
        """
        The template of what stands in a member, ``None`` where nothing does.

        Nor is there one for a known member that only a record can explain: it is shown as stored.
        """
        if not is_structure(self._document, node):
            return None
        try:
            return self.compile(node, place)
        except ContractError:
            if known:
                return None
            raise

    def list_of(self, node: JsonObject, roles: Mapping[str, Json], place: Place) -> Fill:
        """The template of an array: its role says of what, records are meant otherwise."""
        role = next((role for role in LISTS if role in roles), None)
        element = self.compile(node["items"], (*place, 0))
        single = next((ROLES[name] for name in roles if name in ROLES), None)
        if role is None and "ids" in roles:
            return ids_role(True, node)
        if role is None and single is not None:
            one = single(roles[next(name for name in roles if name in ROLES)], node)
            return lambda filling: listed_once(one(filling))
        chosen = LISTS[role or "records"]
        optional = role in {"refused", "errors"}
        if roles.get("errors") == "faults":
            chosen = listed_faults
        if role == "refused" and self.has_role(node["items"], "ids"):
            chosen = gathered

        def fill(filling: Filling) -> Json:
            made = [element(each) for each in chosen(filling)]
            return ABSENT if optional and not made else made

        return fill

    def has_role(self, schema: JsonObject, role: str) -> bool:
        """Whether a member of an object, or of one in it, has a role."""
        shape = shape_of(self._document, effective(self._document, schema))
        nodes = [] if shape is None else list(shape.properties.values())
        return any(
            role in roles_of(node) or ("properties" in node and self.has_role(node, role))
            for node in nodes
        )


def headers_of(document: JsonObject, described: Mapping[str, JsonObject]) -> Mapping[str, Fill]:
    """What fills in the headers of an answer; one without a role or a constant is not sent."""
    found: dict[str, Fill] = {}
    for name, node in described.items():
        header = effective(document, node)
        schema = effective(document, header.get("schema", {}))
        roles = {**roles_of(schema), **roles_of(header)}
        if "version" in roles:
            found[name] = entity_tag_of
        for role in ROLES.keys() & roles.keys():
            found[name] = ROLES[role](roles[role], schema)
        if name not in found and (fixed := constant_of(schema)) is not ABSENT:
            found[name] = constantly(fixed)
    return found


def entity_tag_of(filling: Filling) -> Json:
    """The entity tag of the record that is answered about."""
    version = filling.numbers.get("version")
    return ABSENT if version is None else f'"{version}"'


def constantly(value: Json) -> Fill:
    """The template of what never differs."""
    return lambda _filling: value


def with_the_rest(fill: Fill, named: set[str] | frozenset[str]) -> Fill:
    """The template of a record with those of its members that its schema does not name."""

    def filled(filling: Filling) -> Json:
        shown = {} if filling.shown is None else filling.shown
        return {**fill(filling), **{n: each for n, each in shown.items() if n not in named}}

    return filled


def otherwise(value: Json, fallback: Fill, filling: Filling) -> Json:
    """A value, or what stands in its place where there is none."""
    return fallback(filling) if value is ABSENT else value


def listed_once(value: Json) -> Json:
    """A role in a list: a list of one."""
    return ABSENT if value is ABSENT else [value]


def is_structure(document: JsonObject, node: JsonObject) -> bool:
    """Whether a schema has members or elements of its own to fill in."""
    return "items" in node or shape_of(document, node) is not None


def constant_of(node: JsonObject) -> Json:
    """The only value that a schema allows, ``ABSENT`` where it allows more."""
    if "const" in node:
        return node["const"]
    choices = node.get("enum", ())
    return choices[0] if len(choices) == 1 else ABSENT


def spelled(value: Json, *, as_text: bool) -> Json:
    """A stored scalar as text where an answer knows only text."""
    if as_text and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def timestamp(milliseconds: int) -> str:
    """A moment in RFC 3339, UTC, with milliseconds."""
    return moment(milliseconds).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def outcome_word(said: Json, filling: Filling) -> Json:
    """What stands for the outcome of a record, ``ABSENT`` where nothing was declared for it."""
    if filling.result is None:
        return ABSENT
    status = "refused" if filling.result.refused else filling.result.result.status.value
    if not isinstance(said, dict):
        return "updated" if status == "unchanged" else status
    return said.get(status, said.get("updated", ABSENT) if status == "unchanged" else ABSENT)


def text_role(_said: Json, _node: JsonObject) -> Fill:
    def fill(filling: Filling) -> Json:
        if filling.violation is not None:
            sentences = OWN if filling.words is None else filling.words.sentences
            return sentences.of_fault(filling.violation)
        return ABSENT if filling.words is None else filling.words.text

    return fill


def code_role(_said: Json, _node: JsonObject) -> Fill:
    def fill(filling: Filling) -> Json:
        words = filling.words
        if words is None:
            return ABSENT
        code = words.code if filling.violation is None else words.code_of(filling.violation)
        return words.reason if code is None else code

    return fill


def kind_role(_said: Json, _node: JsonObject) -> Fill:
    def fill(filling: Filling) -> Json:
        return ABSENT if filling.words is None else filling.words.kind or filling.words.reason

    return fill


def status_role(_said: Json, node: JsonObject) -> Fill:
    as_text = types_of(node) == {"string"}

    def fill(filling: Filling) -> Json:
        return ABSENT if filling.words is None else spelled(filling.words.status, as_text=as_text)

    return fill


def place_role(_said: Json, _node: JsonObject) -> Fill:
    def fill(filling: Filling) -> Json:
        place = filling.refusal.place if filling.refusal is not None else ()
        if filling.violation is not None:
            place = filling.violation.place
        if filling.result is not None:
            place = place[len(filling.result.result.item.place) :]
        if filling.refusal is not None and filling.refusal.facts.get("inside") in place:
            place = place[place.index(filling.refusal.facts["inside"]) + 1 :]
        return render(place) or ABSENT

    return fill


def number_role(name: str) -> Callable[[Json, JsonObject], Fill]:
    """The template of a number of a page, or of a count: ``numbers`` has it."""

    def make(_said: Json, node: JsonObject) -> Fill:
        kinds = types_of(node)

        def fill(filling: Filling) -> Json:
            value = filling.numbers.get(name, ABSENT)
            if name not in {"next", "previous"} or value is ABSENT:
                return value
            link, number, cursor = value
            if "boolean" in kinds:
                return number is not None
            if number is None:
                return ABSENT
            if "integer" in kinds:
                return number
            return link if node.get("format") in {"uri", "uri-reference"} else cursor

        return fill

    return make


def count_role(said: Json, _node: JsonObject) -> Fill:
    if said == "errors":
        return lambda filling: len(gathered(filling)) or ABSENT
    return lambda filling: filling.numbers.get(f"count {said}", ABSENT)


def holder_role(_said: Json, _node: JsonObject) -> Fill:
    def fill(filling: Filling) -> Json:
        facts = {} if filling.refusal is None else filling.refusal.facts
        return facts.get("holder", ABSENT)

    return fill


def index_role(_said: Json, _node: JsonObject) -> Fill:
    return lambda filling: ABSENT if filling.result is None else filling.result.index


def request_id_role(_said: Json, node: JsonObject) -> Fill:
    as_uuid = node.get("format") == "uuid"

    def fill(filling: Filling) -> Json:
        number = filling.request_id
        bits = filling.tick.bits(128) if number is None else number
        return str(UUID(int=bits, version=4)) if as_uuid else f"{bits:032x}"

    return fill


def trace_role(_said: Json, _node: JsonObject) -> Fill:
    return lambda filling: ABSENT if filling.result is None else filling.result.trace


def ids_role(_said: Json, _node: JsonObject) -> Fill:
    return lambda filling: [*filling.ids] or ABSENT


def echo_role(_said: Json, _node: JsonObject) -> Fill:
    return lambda filling: ABSENT if filling.result is None else filling.result.result.item.value


ROLES: Mapping[str, Callable[[Json, JsonObject], Fill]] = {
    "outcome": lambda said, _node: lambda filling: outcome_word(said, filling),
    "text": text_role,
    "code": code_role,
    "kind": kind_role,
    "status": status_role,
    "place": place_role,
    "index": index_role,
    "echo": echo_role,
    "holder": holder_role,
    "trace": trace_role,
    "ids": ids_role,
    "now": lambda _said, _node: lambda filling: timestamp(filling.tick.now),
    "request-id": request_id_role,
    "count": count_role,
    **{name: number_role(name) for name in ("page", "size", "offset", "next", "previous")},
}
"""Role to what makes its template."""
