"""
Proposing a declaration for somebody's OpenAPI file, from the conventions of REST APIs.

Guesses are made here and nowhere else: what is proposed is an overlay that a person reads, with the
reason beside each line and the questions that no document answers. Serving never guesses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mockserver.contract.navigation import resolve, walk
from mockserver.contract.words import Verb
from mockserver.core.record import Json, JsonObject
from mockserver.declared.contract_files import read_document
from mockserver.declared.shapes import ObjectShape, effective, shape_of, types_of

BULK = {
    "batch": Verb.UPSERT,
    "bulk": Verb.UPSERT,
    "upsert": Verb.UPSERT,
    "import": Verb.UPSERT,
    "sync": Verb.UPSERT,
    "create": Verb.CREATE,
    "insert": Verb.CREATE,
    "update": Verb.UPDATE,
    "delete": Verb.REMOVE,
    "remove": Verb.REMOVE,
    "archive": Verb.REMOVE,
    "search": Verb.LIST,
    "list": Verb.LIST,
    "read": Verb.READ,
}
"""Last segment of a path to what it does; of several, the more particular one decides."""

ITEM_VERBS = {"get": Verb.READ, "put": Verb.UPSERT, "patch": Verb.UPDATE, "delete": Verb.REMOVE}
KEY_NAMES = ("sku", "code", "reference", "email", "external_id", "externalId", "number", "slug")
TIMES = {
    "created": ("created", "created_at", "createdAt", "date_created"),
    "updated": ("updated", "updated_at", "updatedAt", "modified", "last_modified", "date_updated"),
    "version": ("version", "revision", "etag"),
}
PAGING = {
    "page": ("page", "page_number", "pageNumber"),
    "size": ("limit", "per_page", "perPage", "size", "page_size", "pageSize"),
    "offset": ("offset", "skip", "start", "startIndex"),
    "cursor": ("cursor", "after", "page_token", "pageToken", "starting_after"),
    "idempotency-key": ("Idempotency-Key", "X-Idempotency-Key", "idempotency_key"),
}
ANSWERS = {
    "next": ("next", "next_page", "nextPage", "next_cursor", "nextCursor", "has_more", "hasMore"),
    "outcome": ("outcome", "result", "action"),
    "text": ("message", "error", "detail"),
    "code": ("code", "error_code", "errorCode"),
    "index": ("index", "position"),
}

OUTCOMES = {
    "created": ("created", "inserted", "new"),
    "updated": ("updated", "replaced", "modified"),
    "refused": ("refused", "rejected", "failed", "error", "invalid"),
}
"""Outcome to what is often written for it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal: where it goes, what it says, and why."""

    target: str
    said: Json
    why: str


@dataclass
class Proposal:
    """What was found in a document so far; ``collections`` with their keys, and their members."""

    document: JsonObject
    collections: dict[str, dict[str, Sequence[str]]] = field(default_factory=dict)
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)

    def say(self, target: str, said: Json, why: str) -> None:
        """Propose something for a place, once."""
        self.lines.setdefault((target, json.dumps(said)), Line(target, said, why))


def propose(file: Path) -> str:
    """
    The overlay that is proposed for a file, as YAML with comments.

    Raises ``ContractError`` for a file that is no OpenAPI 3.0 or 3.1.
    """
    document = read_document(file)
    proposal = Proposal(document)
    for method, path, item in walk(document):
        propose_operation(proposal, method, path, item)
    return written(proposal, file)


def propose_operation(proposal: Proposal, method: str, path: str, item: JsonObject) -> None:
    """Propose a verb and a collection for one operation, and the roles in it."""
    segments = [step for step in path.split("/") if step]
    nouns = [s for s in segments if "{" not in s and not is_version(s) and word_of(s) not in BULK]
    if not nouns:
        proposal.questions.append(f"{method.upper()} {path}: which collection is it about?")
        return
    collection = re.sub(r"[^a-z0-9]+", "-", nouns[-1].lower()).strip("-") or "records"
    definition = item[method]
    verb, why = verb_of(proposal, method, segments, definition)
    if verb is None:
        proposal.questions.append(f"{method.upper()} {path}: what does it do with {collection}?")
        return
    keys = proposal.collections.setdefault(collection, {})
    target = f"$.paths['{path}'].{method}"
    proposal.say(target, {verb.value: collection}, why)
    parameters = [*item.get("parameters", ()), *definition.get("parameters", ())]
    own = f"$.paths['{path}']"
    for parameter in parameters:
        place = own if parameter in item.get("parameters", ()) else target
        propose_parameter(proposal, parameter, place)
    records = record_shapes(proposal.document, definition, target)
    for where, shape in records:
        named = [name for name in named_last(segments) if name in shape.properties]
        if named and named != ["id"]:
            keys.setdefault("-".join(named), named)
        propose_members(proposal, where, shape)
    if verb in {Verb.UPSERT, Verb.CREATE, Verb.UPDATE}:
        propose_results(proposal, definition, target)
    if verb in {Verb.UPSERT, Verb.CREATE, Verb.UPDATE} and holds_array(proposal, definition):
        proposal.questions.append(
            f"{method.upper()} {path}: what does one bad record cost? group: record (default),"
            " batch or request; and one identity sent twice: twice: in-order (default) or refuse"
        )


def named_last(segments: Sequence[str]) -> Sequence[str]:
    """The parameters with which a path ends, one after another."""
    found: list[str] = []
    for segment in reversed(segments):
        parameter = re.fullmatch(r"\{([^}]+)\}", segment)
        if parameter is None:
            break
        found.insert(0, parameter[1])
    return found


def propose_results(proposal: Proposal, definition: JsonObject, target: str) -> None:
    """Propose that an array in an answer has an element for each record sent."""
    for status, answer in definition.get("responses", {}).items():
        content = resolve(proposal.document, answer).get("content") or {}
        for media, described in content.items():
            schema = described.get("schema", {})
            node = effective(proposal.document, schema)
            place = f"{target}.responses['{status}'].content['{media}'].schema"
            if isinstance(schema, dict) and "$ref" in schema:
                place = f"$.components.schemas['{component_of(schema)}']"
            arrays = {
                place: node,
                **{
                    f"{place}.properties['{name}']": inner
                    for name, inner in node.get("properties", {}).items()
                    if isinstance(inner, dict)
                },
            }
            for where, array in arrays.items():
                items = array.get("items")
                shape = shape_of(proposal.document, items) if isinstance(items, dict) else None
                if shape is not None and is_result(shape) and "$ref" not in answer:
                    proposal.say(where, "results", "an array of outcomes in the answer to a write")


def verb_of(
    proposal: Proposal, method: str, segments: Sequence[str], definition: JsonObject
) -> tuple[Verb | None, str]:
    """What an operation does by its method and the end of its path, and why that is thought."""
    last = word_of(segments[-1])
    if last in BULK and method in {"post", "put", "delete", "patch"}:
        before = word_of(segments[-2]) if len(segments) > 1 else ""
        plain = last in {"batch", "bulk"}
        deed = (
            Verb.REMOVE
            if method == "delete"
            else BULK[before if plain and before in BULK else last]
        )
        return deed, f"the path ends in {last}"
    if "{" in segments[-1]:
        return ITEM_VERBS.get(method), f"{method.upper()} of one item"
    if method == "get" and holds_array(proposal, definition, answer=True):
        return Verb.LIST, "GET of a collection"
    if method == "post" and definition.get("requestBody"):
        many = holds_array(proposal, definition)
        return (Verb.UPSERT, "POST of an array") if many else (Verb.CREATE, "POST of one record")
    if method == "put":
        return Verb.UPSERT, "PUT of a collection"
    return None, ""


def word_of(segment: str) -> str:
    """The last word of a segment of a path: ``batch-upsert`` is ``upsert``."""
    words = re.findall(r"[a-z]+", segment.lower())
    return words[-1] if words else ""


def is_version(segment: str) -> bool:
    """Whether a segment is the version of an API, or a step that names nothing."""
    return re.fullmatch(r"v\d+(\.\d+)?|api|rest|-", segment) is not None


def holds_array(proposal: Proposal, definition: JsonObject, *, answer: bool = False) -> bool:
    """Whether the body of an operation, or its answer, is or has an array of objects."""
    bodies = (
        {"responses": definition.get("responses", {})}
        if answer
        else {"requestBody": definition.get("requestBody")}
    )
    for _, node in body_schemas(proposal.document, bodies):
        schema = effective(proposal.document, node)
        shape = shape_of(proposal.document, schema)
        inner = [] if shape is None else list(shape.properties.values())
        for each in [schema, *inner]:
            items = each.get("items")
            if items is not None and shape_of(proposal.document, items) is not None:
                return True
    return False


def body_schemas(
    document: JsonObject, definition: JsonObject, target: str = ""
) -> Iterator[tuple[str, JsonObject]]:
    """The schemas of an operation's bodies, each with its place below the operation's."""
    bodies = {f"{target}.requestBody": definition.get("requestBody")}
    for status, answer in definition.get("responses", {}).items():
        bodies[f"{target}.responses['{status}']"] = answer
    for own, body in bodies.items():
        if not body:
            continue
        steps = body["$ref"].split("/")[1:] if "$ref" in body else []
        place = "$" + "".join(f"['{step}']" for step in steps) if steps else own
        content = resolve(document, body).get("content") or {}
        for media, described in content.items():
            if "json" in media and isinstance(described.get("schema"), dict):
                yield f"{place}.content['{media}'].schema", described["schema"]


def component_of(schema: JsonObject) -> str:
    """The component that a schema refers to, empty where it is written in place."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def record_shapes(
    document: JsonObject, definition: JsonObject, target: str
) -> Iterator[tuple[str, ObjectShape]]:
    """The objects of an operation's bodies, each with the place that an overlay can name."""
    stack = list(body_schemas(document, definition, target))
    seen: set[str] = set()
    while stack:
        place, schema = stack.pop(0)
        name = component_of(schema)
        place = f"$.components.schemas['{name}']" if name else place
        if place in seen:
            continue
        seen.add(place)
        node = effective(document, schema)
        if "items" in node:
            stack.append((f"{place}.items", node["items"]))
            continue
        shape = shape_of(document, schema)
        if shape is None:
            continue
        if "properties" in node:
            yield place, shape
        stack += [
            (f"{place}.properties['{member}']", each)
            for member, each in node.get("properties", {}).items()
            if isinstance(each, dict)
        ]


def propose_parameter(proposal: Proposal, parameter: JsonObject, place: str) -> None:
    """Propose the role of a parameter by its name."""
    described = resolve(proposal.document, parameter)
    for role, names in PAGING.items():
        if described.get("name") not in names:
            continue
        target = f"{place}.parameters[?@.name=='{described['name']}']"
        if "$ref" in parameter:
            target = f"$.components.parameters['{component_of(parameter)}']"
        proposal.say(target, role, f"a parameter called {described['name']}")


def propose_members(proposal: Proposal, where: str, shape: ObjectShape) -> None:
    """Propose the roles of the members of one schema."""
    for name, node in shape.properties.items():
        target = f"{where}.properties['{name}']"
        for role, names in TIMES.items():
            if name in names and (node.get("readOnly") or node.get("format") == "date-time"):
                proposal.say(target, role, f"a member called {name}")
        plain = bool(types_of(node) & {"string", "integer", "boolean"}) or "enum" in node
        for role, names in ANSWERS.items():
            if name in names and plain and (role == "next" or is_result(shape)):
                proposal.say(target, role, f"a member of an answer called {name}")
        outcomes = outcomes_in(node)
        if is_result(shape) and name not in ANSWERS["outcome"] and "created" in outcomes:
            proposal.say(target, {"outcome": outcomes}, "its values are outcomes")
        holds = any("items" in other for other in shape.properties.values())
        if name in {"total", "total_count", "totalCount"} and holds:
            proposal.say(target, {"count": "found"}, f"a member of an answer called {name}")


def outcomes_in(node: JsonObject) -> JsonObject:
    """Outcome to the value of an enumeration that is written for it."""
    values = [value for value in node.get("enum", ()) if isinstance(value, str)]
    return {
        outcome: value
        for outcome, words in OUTCOMES.items()
        for value in values
        if value.lower() in words
    }


def is_result(shape: ObjectShape) -> bool:
    """Whether an object is a result or an error rather than a record."""
    return bool(shape.properties.keys() & {"error", "errors", "outcome", "message"})


def written(proposal: Proposal, file: Path) -> str:
    """A proposal as the text of an overlay."""
    lines = [
        f"# What the writes of {file.name} mean. Read it, answer the questions, then:",
        f"#   mockserver validate {file.name} --overlay overlay.yaml",
        "overlay: 1.0.0",
        f"info: {{ title: What {file.stem} means, version: '1' }}",
        f"extends: {file.name}",
        "actions:",
        "  - target: $",
        "    update:",
        "      x-upsert:",
        "        collections:",
    ]
    for name, keys in proposal.collections.items():
        candidates = [] if keys else candidate_keys(proposal, name)
        lines += [
            f"          # which of {', '.join(candidates)} names one record?"
            for _ in candidates[:1]
        ]
        said = f"{{ keys: {json.dumps(keys_said(keys))} }}" if keys else "{}"
        lines.append(f"          {name}: {said}")
    for line in proposal.lines.values():
        lines += [
            f"  - target: {json.dumps(line.target)}  # {line.why}",
            f"    update: {{ x-upsert: {json.dumps(line.said)} }}",
        ]
    if proposal.questions:
        lines += ["# Questions that the document does not answer:"]
        lines += [f"# - {question}" for question in dict.fromkeys(proposal.questions)]
    return "\n".join(lines) + "\n"


def keys_said(keys: Mapping[str, Sequence[str]]) -> Json:
    """Keys as a declaration says them: their names, with their members where they have several."""
    if all(len(members) == 1 for members in keys.values()):
        return list(keys)
    return {
        name: {"of": list(members)} if len(members) > 1 else {} for name, members in keys.items()
    }


def candidate_keys(proposal: Proposal, collection: str) -> list[str]:
    """Members that often are natural keys, of the schemas that a collection's operations use."""
    found: dict[str, None] = {}
    for method, path, item in walk(proposal.document):
        if collection in path.lower():
            for _, shape in record_shapes(proposal.document, item[method], ""):
                names = () if is_result(shape) else KEY_NAMES
                found |= {name: None for name in names if name in shape.properties}
    return list(found)
