"""A contract that cannot be served stops the start with one sentence: file, place, and cure."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from declared.conftest import LIBRARY

from mockserver.cli import main

SCHEMA = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
THINGS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "x-upsert": {"collections": {"things": {"keys": ["code"]}}},
    "paths": {
        "/things": {
            "post": {
                "operationId": "save",
                "x-upsert": {"upsert": "things"},
                "requestBody": {"content": {"application/json": {"schema": SCHEMA}}},
                "responses": {"200": {"description": "Saved."}},
            }
        }
    },
    "components": {
        "schemas": {"Thing": {"type": "object", "properties": {"code": {"type": "string"}}}}
    },
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The contract of things with another value at a path of dots."""
    document = copy.deepcopy(THINGS)
    node: Any = document
    *steps, last = path.split(".")
    for step in steps:
        node = node[step]
    node[last] = value
    return document


def validate(tmp_path: Path, document: Any, *more: str) -> tuple[int, str]:
    file = tmp_path / "things.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    ran = CliRunner().invoke(main, ["validate", str(file), *more])
    assert "Traceback" not in ran.output
    return ran.exit_code, ran.output.strip()


def nested(schema: Any, depth: int) -> Any:
    """A schema as a member of a member, and so on."""
    for _ in range(depth):
        schema = {"type": "object", "properties": {"in": schema}}
    return schema


OK = {"200": {"description": "Fine."}}
OPERATION = "paths./things.post"
SAVE = f"{OPERATION}.x-upsert"
MISTAKES = {
    "no OpenAPI": ([1, 2], "things.json: no OpenAPI document that can be served: openapi must be"),
    "no YAML": ("{", "things.json: not YAML"),
    "another version": (
        changed("openapi", "2.0"),
        "things.json: no OpenAPI document that can be served: openapi must be",
    ),
    "a reference to nothing": (
        changed("components.schemas.Thing", {"$ref": "#/components/schemas/Other"}),
        "things.json: $ref #/components/schemas/Other leads nowhere in this file",
    ),
    "a reference to itself": (
        changed("components.schemas.Thing", {"$ref": "#/components/schemas/Thing"}),
        "things.json: $ref #/components/schemas/Thing leads nowhere in this file",
    ),
    "a reference to another place": (
        changed("components.schemas.Thing", {"$ref": "https://example.com/thing.yaml"}),
        "things.json: $ref https://example.com/thing.yaml leads out of this file",
    ),
    "nothing declared": (
        {key: value for key, value in THINGS.items() if key != "x-upsert"},
        "things.json: declares nothing; x-upsert at the root must name its collections",
    ),
    "an unknown word": (
        changed(SAVE, {"upsert": "things", "mergee": "patch"}),
        "things.json: POST /things: x-upsert knows no mergee; did you mean merge",
    ),
    "an unknown value": (
        changed(SAVE, {"upsert": "things", "merge": "all"}),
        "things.json: POST /things: x-upsert.merge must be one of patch, replace",
    ),
    "two verbs": (
        changed(SAVE, {"upsert": "things", "remove": "things"}),
        "things.json: POST /things: x-upsert: says one verb",
    ),
    "an unknown collection": (
        changed(SAVE, {"upsert": "thing"}),
        "things.json: POST /things: x-upsert: no collection thing; there are: things",
    ),
    "an unknown key": (
        changed(SAVE, {"upsert": "things", "by": "name"}),
        "things.json: POST /things: x-upsert.by: things has no key name; there are: id, code",
    ),
    "an unknown role": (
        changed("components.schemas.Thing.properties.code.x-upsert", "idd"),
        "things.json: $.components.schemas.Thing.properties.code.x-upsert: idd is no role here",
    ),
    "a reference to no collection": (
        changed("components.schemas.Thing.properties.code.x-upsert", {"refers-to": "shops"}),
        "things.json: $.components.schemas.Thing.properties.code.x-upsert: no collection shops",
    ),
    "an unexplained member of an answer": (
        changed(
            f"{OPERATION}.responses.200.content",
            {
                "application/json": {
                    "schema": {"required": ["took"], "properties": {"took": {"type": "number"}}}
                }
            },
        ),
        "things.json: save 200: nothing explains took, which an answer must have",
    ),
    "one id twice": (
        changed("paths./others", {"get": {"operationId": "save", "responses": OK}}),
        "things.json: GET /others: operationId save is used twice, by POST /things as well",
    ),
    "an operation that is none": (
        changed("paths./things.post", "text"),
        'things.json: paths./things.post: "text" is not of type "object"',
    ),
    "a parameter that is none": (
        changed("paths./things.parameters", [5]),
        'things.json: paths./things.parameters[0]: 5 is not of type "object"',
    ),
    "a schema that is none": (
        changed("components.schemas.Thing.properties", ["code"]),
        'things.json: components.schemas.Thing.properties: ["code"] is not of type "object"',
    ),
    "a schema that is composed of itself": (
        changed("components.schemas.Thing.allOf", [{"$ref": "#/components/schemas/Thing"}]),
        "things.json: $ref #/components/schemas/Thing leads to a schema that is composed of itself",
    ),
    "an empty file": ("", "things.json: no OpenAPI document that can be served: openapi must be"),
    "nesting without end": ("[" * 100_000, "things.json: not YAML"),
    "much nesting": (
        changed("components.schemas.Thing", nested({"type": "string"}, 60)),
        "things.json: objects and arrays stand more than 100 deep in each other",
    ),
    "an alias to itself": (
        "openapi: 3.1.0\ninfo: &info\n  title: T\n  more: *info\n",
        "things.json: objects and arrays stand more than 100 deep in each other, or contain",
    ),
    "aliases of aliases": (
        "\n".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]" for n in range(9)).replace(
            "a1: &a1 [*a0", "a0: &a0 [1]\na1: &a1 [*a0", 1
        ),
        "things.json: has more than 1,000,000 values",
    ),
    "a key that no record has": (
        changed("x-upsert.collections.things.keys", ["code", "name"]),
        "things.json: x-upsert.collections.things.keys: no record has name; its members are code",
    ),
    "a reference by no key": (
        changed(
            "components.schemas.Thing.properties.code.x-upsert",
            {"refers-to": "things", "by": "name"},
        ),
        "things.json: code of things refers by name, which is no key of things; there are",
    ),
    "a pattern that is none": (
        changed("components.schemas.Thing.properties.code.pattern", "["),
        'things.json: components.schemas.Thing.properties.code.pattern: "[" is not a "regex"',
    ),
    "a type that is none": (
        {
            **changed("components.schemas.Thing.properties.code.type", ["string"]),
            "openapi": "3.0.3",
        },
        "things.json: components.schemas.Thing.properties.code.type: ",
    ),
    "a GET that writes": (
        changed(
            "paths./others",
            {"get": {"operationId": "b", "x-upsert": {"remove": "things"}, "responses": OK}},
        ),
        "things.json: GET /others: x-upsert: a GET writes nothing, so it cannot remove",
    ),
    "a word that says nothing of the verb": (
        changed(SAVE, {"upsert": "things", "sorted": "newest"}),
        "things.json: POST /things: x-upsert.sorted says nothing of upsert; the words are by, ",
    ),
    "a value for another verb": (
        changed(SAVE, {"upsert": "things", "missing": "skip"}),
        "things.json: POST /things: x-upsert.missing: skip is for remove only",
    ),
    "a version that nothing holds": (
        changed(SAVE, {"upsert": "things", "version": "required"}),
        "things.json: POST /things: x-upsert.version: required, but no member has the role version",
    ),
    "a key that nothing names": (
        changed(SAVE, {"upsert": "things", "by": "named"}),
        "things.json: POST /things: x-upsert.by: named, but nothing has the role key-name",
    ),
    "traces that nothing carries": (
        changed(SAVE, {"upsert": "things", "modes": {"traced": {"group": "record"}}}),
        "things.json: POST /things: x-upsert.modes: traced, but no member of a record has the role",
    ),
    "a mode that nothing chooses": (
        changed(SAVE, {"upsert": "things", "modes": {"strict": {"group": "record"}}}),
        "things.json: POST /things: x-upsert.modes: strict is no parameter and no member",
    ),
    "two places of a page": (
        changed(
            "paths./others",
            {
                "get": {
                    "operationId": "b",
                    "x-upsert": {"list": "things"},
                    "parameters": [
                        {"name": name, "in": "query", "schema": {}, "x-upsert": "page"}
                        for name in ("p", "q")
                    ],
                    "responses": OK,
                }
            },
        ),
        "things.json: GET /others: x-upsert: 2 parameters have the role page",
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_one_sentence_and_exit_code_3(tmp_path: Path, what: str):
    document, message = MISTAKES[what]
    code, said = validate(tmp_path, document)
    assert (code, said.startswith(f"mockserver: {message}")) == (3, True), said
    assert "\n" not in said


def test_a_schema_that_contains_itself_is_served(tmp_path: Path):
    thing = {
        "type": "object",
        "properties": {
            "code": {"type": "string"},
            "inner": {"$ref": "#/components/schemas/Thing"},
            "list": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
        },
    }
    response = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    document = changed("components.schemas.Thing", thing)
    document["paths"]["/things"]["post"]["responses"]["200"]["content"] = response
    code, said = validate(tmp_path, document)
    assert (code, said.splitlines()[0]) == (0, "things.json: 1 operations, valid")


OVERLAYS = {
    "no overlay": ({"actions": []}, "over.yaml: overlay must be 1.0.x"),
    "no action": ({"overlay": "1.0.0", "actions": []}, "over.yaml: actions must be a list"),
    "a target that is nothing": (
        {"overlay": "1.0.0", "actions": [{"target": "$.paths['/x']", "update": {}}]},
        "over.yaml: actions[0]: $.paths['/x'] is nothing in the contract",
    ),
    "a target that is no path": (
        {"overlay": "1.0.0", "actions": [{"target": "paths[", "update": {}}]},
        "over.yaml: actions[0]: paths[ is no JSONPath",
    ),
    "no target": (
        {"overlay": "1.0.0", "actions": [{"update": {}}]},
        "over.yaml: actions[0]: needs a target",
    ),
}


@pytest.mark.parametrize("what", OVERLAYS)
def test_a_mistake_in_an_overlay_names_its_action(tmp_path: Path, what: str):
    overlay, message = OVERLAYS[what]
    file = tmp_path / "over.yaml"
    file.write_text(yaml.safe_dump(overlay))
    code, said = validate(tmp_path, THINGS, "--overlay", str(file))
    assert (code, said.startswith(f"mockserver: {message}")) == (3, True), said


def test_an_overlay_leaves_the_file_as_it_is_and_declares_beside_it(tmp_path: Path):
    bare = {key: value for key, value in THINGS.items() if key != "x-upsert"}
    bare = copy.deepcopy(bare)
    del bare["paths"]["/things"]["post"]["x-upsert"]
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": "What things mean", "version": "1"},
        "actions": [
            {"target": "$", "update": {"x-upsert": THINGS["x-upsert"]}},
            {
                "target": "$.paths['/things'].post",
                "update": {"x-upsert": {"upsert": "things", "group": "request"}},
            },
        ],
    }
    file = tmp_path / "over.yaml"
    file.write_text(yaml.safe_dump(overlay))
    code, said = validate(tmp_path, bare, "--overlay", str(file))
    assert code == 0
    assert said.splitlines() == [
        "things.json: 1 operations, valid",
        "  POST /things: upsert things at [], found by code in the body, request by request",
    ]
    assert json.loads((tmp_path / "things.json").read_text()) == bare


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--contract", "{file}", "--contract", "{file}"], "library is taken"),
        (["--contract", "Big Name={file}"], "'Big Name' cannot be a name"),
        (["square", "--contract", "square={file}"], "square is a vendor that is served as well"),
        (["--contract", "{file}", "--root", "other"], "--root other: not among the served vendors"),
    ],
)
def test_a_name_that_cannot_be_is_a_usage_error(arguments: list[str], message: str):
    ran = CliRunner().invoke(main, ["serve", *(each.format(file=LIBRARY) for each in arguments)])
    assert (ran.exit_code, message in ran.output) == (2, True), ran.output


def test_a_file_that_is_not_there_is_said(tmp_path: Path):
    ran = CliRunner().invoke(main, ["validate", str(tmp_path / "none.yaml")])
    assert (ran.exit_code, ran.output.strip()) == (
        3,
        "mockserver: none.yaml: cannot be read: No such file or directory",
    )


def test_a_schema_that_allows_anything_or_nothing_is_served_and_proposed_for(tmp_path: Path):
    properties = {"code": {"type": "string"}, "any": True, "none": False}
    document = changed("components.schemas.Thing.properties", properties)
    answer = {"application/json": {"schema": True}}
    document["paths"]["/things"]["post"]["responses"]["200"]["content"] = answer
    assert validate(tmp_path, document)[0] == 0
    ran = CliRunner().invoke(main, ["init", str(tmp_path / "things.json")])
    assert ran.exit_code == 0, ran.output


def test_a_folder_is_no_contract(tmp_path: Path):
    (tmp_path / "things.json").mkdir()
    ran = CliRunner().invoke(main, ["validate", str(tmp_path / "things.json")])
    assert (ran.exit_code, "things.json: cannot be read: " in ran.output) == (3, True)


def test_the_whole_contract_cannot_be_removed_by_an_overlay(tmp_path: Path):
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("overlay: 1.0.0\nactions: [{ target: $, remove: true }]\n")
    code, said = validate(tmp_path, THINGS, "--overlay", str(overlay))
    assert (code, "which cannot be removed" in said) == (3, True)


def test_what_an_overlay_makes_of_a_contract_is_held_to_the_standard(tmp_path: Path):
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("overlay: 1.0.0\nactions: [{ target: $.info, update: [1] }]\n")
    code, said = validate(tmp_path, THINGS, "--overlay", str(overlay))
    assert (code, said) == (3, 'mockserver: things.json: info: [1] is not of type "object"')
