"""A contract that cannot be judged by stops the run with one sentence: file, place, and cure."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conformance.cli import main

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
SAVE = "paths./things.post"


def changed(path: str, value: Any) -> dict[str, Any]:
    """The contract of things with another value at a path of dots."""
    document = copy.deepcopy(THINGS)
    node: Any = document
    *steps, last = path.split(".")
    for step in steps:
        node = node[step]
    node[last] = value
    return document


MISTAKES = {
    "no OpenAPI": ([1, 2], "things.json: openapi must be 3.0.x or 3.1.x"),
    "no YAML": ("{", "things.json: not YAML: "),
    "another version": (changed("openapi", "2.0"), "things.json: openapi must be"),
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
        "things.json: declares nothing; x-upsert at the root names its collections",
    ),
    "no paths": (changed("paths", {}), "things.json: paths describes no operation"),
    "an unknown word": (
        changed(f"{SAVE}.x-upsert", {"upsert": "things", "mergee": "patch"}),
        "things.json: POST /things: x-upsert knows no mergee; did you mean merge",
    ),
    "an unknown value": (
        changed(f"{SAVE}.x-upsert", {"upsert": "things", "merge": "all"}),
        "things.json: POST /things: x-upsert.merge must be one of patch, replace",
    ),
    "two verbs": (
        changed(f"{SAVE}.x-upsert", {"upsert": "things", "remove": "things"}),
        "things.json: POST /things: x-upsert: says one verb",
    ),
    "an unknown collection": (
        changed(f"{SAVE}.x-upsert", {"upsert": "thing"}),
        "things.json: POST /things: x-upsert: no collection thing; there are: things",
    ),
    "an unknown key": (
        changed(f"{SAVE}.x-upsert", {"upsert": "things", "by": "name"}),
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
    "an operation that is none": (
        changed(SAVE, "text"),
        "things.json: ",
    ),
    "a schema that is none": (
        changed("components.schemas.Thing.properties", ["code"]),
        "things.json: properties: ['code'] is not of type 'object'",
    ),
    "a schema that is composed of itself": (
        changed("components.schemas.Thing.allOf", [{"$ref": "#/components/schemas/Thing"}]),
        "things.json: a schema is composed of itself without end, by $ref and allOf",
    ),
    "an empty file": ("", "things.json: openapi must be"),
    "nesting without end": ("[" * 100_000, "things.json: not YAML"),
    "an alias to itself": (
        "openapi: 3.1.0\ninfo: &info\n  title: T\n  more: *info\n",
        "things.json: has more than 1,000,000 values, or objects and arrays stand more than 100",
    ),
    "one id twice": (
        changed("paths./others", {"post": {**THINGS["paths"]["/things"]["post"]}}),
        "things.json: the document: Operation ID 'save' for 'post' in '/others' is not unique",
    ),
}


def check(tmp_path: Path, document: Any, *more: str) -> tuple[int, str]:
    file = tmp_path / "things.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    words = ["check", "http://127.0.0.1:9", "--contract", str(file), *more]
    ran = CliRunner().invoke(main, words)
    return ran.exit_code, ran.output.strip()


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_one_sentence_and_exit_code_3(tmp_path: Path, what: str):
    document, message = MISTAKES[what]
    code, said = check(tmp_path, document)
    assert (code, said.startswith(f"conformance: {message}")) == (3, True), said
    assert "\n" not in said


OVERLAYS = {
    "no overlay": ({"actions": []}, "over.json: overlay must be 1.0.x"),
    "no actions": ({"overlay": "1.0.0"}, "over.json: actions must be a list"),
    "nothing hit": (
        {"overlay": "1.0.0", "actions": [{"target": "$.paths['/none']", "update": {}}]},
        "over.json: actions[0]: $.paths['/none'] is nothing in the contract",
    ),
    "no path": (
        {"overlay": "1.0.0", "actions": [{"target": "paths", "update": {}}]},
        "over.json: actions[0]: paths is no JSONPath",
    ),
}


@pytest.mark.parametrize("what", OVERLAYS)
def test_an_overlay_that_does_nothing_is_a_mistake(tmp_path: Path, what: str):
    document, message = OVERLAYS[what]
    overlay = tmp_path / "over.json"
    overlay.write_text(json.dumps(document))
    code, said = check(tmp_path, THINGS, "--overlay", str(overlay))
    assert (code, said.startswith(f"conformance: {message}")) == (3, True), said


def test_a_schema_that_contains_itself_is_read(tmp_path: Path):
    thing = {
        "type": "object",
        "properties": {
            "code": {"type": "string"},
            "inner": {"$ref": "#/components/schemas/Thing"},
            "list": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
        },
    }
    code, said = check(tmp_path, changed("components.schemas.Thing", thing))
    assert (code, "cannot be reached" in said) == (2, True), said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "either --vendor NAME or --contract FILE"),
        (["--vendor", "square", "--contract", "x.yaml"], "either --vendor NAME or --contract FILE"),
        (["--vendor", "square", "--overlay", "x.yaml"], "--overlay needs --contract FILE"),
    ],
)
def test_options_that_contradict_each_other_are_a_usage_error(words: list[str], sentence: str):
    ran = CliRunner().invoke(main, ["check", "http://127.0.0.1:9", *words])
    assert (ran.exit_code, sentence in ran.output) == (2, True)
