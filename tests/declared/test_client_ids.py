"""Records whose ids the client chooses, in the path or in the body, and conditional requests."""

from __future__ import annotations

from typing import Any

import pytest
from declared.conftest import HERE
from harness import Bench, Reply

from mockserver.declared import ContractFile, load_declared

NOTES = ContractFile("notes", HERE / "notes.yaml")


class Notes(Bench):
    def __init__(self) -> None:
        super().__init__("notes", "anna", served=load_declared(NOTES), strict=False)

    def put(self, name: str, body: Any, **headers: str) -> Reply:
        return self.call(
            "putNote",
            body,
            path={"id": name},
            headers={each.replace("_", "-"): value for each, value in headers.items()},
        )

    def get(self, name: str) -> Reply:
        return self.call("getNote", path={"id": name})


@pytest.fixture
def notes() -> Notes:
    return Notes()


def test_a_put_creates_the_record_that_its_path_names(notes: Notes):
    assert notes.put("a", {"text": "one"}).status == 201
    assert notes.get("a").body == [{"id": "a", "text": "one"}]
    assert notes.put("a", {"text": "two"}).status == 200
    assert notes.get("a").body == [{"id": "a", "text": "two"}]


def test_a_record_read_in_a_list_of_one_is_not_found_like_any_other(notes: Notes):
    assert notes.get("nothing").status == 404


def test_members_that_the_schema_welcomes_and_does_not_name_are_shown(notes: Notes):
    notes.put("a", {"text": "x", "colour": {"of": ["red"]}})
    assert notes.get("a").body == [{"id": "a", "text": "x", "colour": {"of": ["red"]}}]


def test_an_id_that_is_taken_is_not_created_again(notes: Notes):
    notes.put("a", {"text": "first"})
    answer = notes.call("postNotes", [{"id": "b", "text": "new"}, {"id": "a", "text": "second"}])
    assert answer.status == 409
    assert (notes.get("b").status, notes.get("a").body[0]["text"]) == (404, "first")


def test_one_id_twice_is_refused_where_twice_is(notes: Notes):
    answer = notes.call("postNotes", [{"id": "b", "text": "1"}, {"id": "b", "text": "2"}])
    assert (answer.status, notes.get("b").status) == (400, 404)


def test_what_is_left_of_a_removed_record_is_answered(notes: Notes):
    notes.put("a", {"text": "x"})
    removed = notes.call("deleteNote", path={"id": "a"})
    assert removed.body == {"id": "a", "deleted": True}
    assert notes.get("a").status == 404
    assert notes.put("a", {"text": "again"}).status == 201
    assert notes.get("a").body == [{"id": "a", "text": "again"}]


def test_the_entity_tag_that_was_read_is_accepted_once(notes: Notes):
    tag = notes.put("a", {"text": "1"}).headers["ETag"]
    assert notes.get("a").headers["ETag"] == tag
    assert notes.put("a", {"text": "2"}, If_Match=tag).status == 200
    refused = notes.put("a", {"text": "3"}, If_Match=tag)
    current = notes.get("a")
    assert (refused.status, current.body[0]["text"]) == (412, "2")
    stored = current.headers["ETag"].strip('"')
    assert refused.body["detail"] == f"If-Match: {tag} does not hold, the version is {stored}"
    assert notes.call("deleteNote", path={"id": "a"}, headers={"If-Match": tag}).status == 412
    assert notes.get("a").status == 200


@pytest.mark.parametrize("tag", ['"no such", {}', "W/{}", "*"])
def test_one_of_several_tags_a_weak_one_or_any_matches(notes: Notes, tag: str):
    current = notes.put("a", {"text": "1"}).headers["ETag"]
    assert notes.put("a", {"text": "2"}, If_Match=tag.format(current)).status == 200


def test_create_only_and_update_only_can_be_forced(notes: Notes):
    refused = notes.put("a", {"text": "1"}, If_Match="*")
    assert refused.status == 412
    assert refused.body["detail"] == "If-Match: * does not hold, there is no such record"
    assert notes.get("a").status == 404
    assert notes.put("a", {"text": "1"}, If_None_Match="*").status == 201
    assert notes.put("a", {"text": "2"}, If_None_Match="*").status == 412
    assert notes.get("a").body[0]["text"] == "1"
