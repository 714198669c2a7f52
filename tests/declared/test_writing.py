"""What sent records become: identities, keys, defaults, members, and refusals one by one."""

from __future__ import annotations

import pytest
from declared.conftest import Library

NOON = "2026-09-21T14:13:20.000Z"
NOON_MS = 1_790_000_000_000


def test_a_batch_stores_what_is_sound_and_names_what_is_not(library: Library):
    answer = library.save(
        {"isbn": "A-1", "pages": 3}, {"isbn": "B", "pages": 0}, {"pages": 1}, {"isbn": "C"}
    )
    assert answer.status == 207
    assert [book["isbn"] for book in answer.body["saved"]] == ["a-1", "c"]
    assert answer.body["failed"] == [
        {"at": 1, "why": "books[1].pages breaks minimum (1)", "code": "invalid-record"}
        | {"field": "pages"},
        {"at": 2, "why": "books[2].isbn is required", "code": "invalid-record", "field": "isbn"},
    ]
    assert library.call("listBooks").body["total"] == 2


def test_a_new_record_has_its_defaults_its_id_and_its_times(library: Library):
    [book] = library.save({"isbn": "X"}).body["saved"]
    assert book == {
        "id": 1,
        "isbn": "x",
        "status": "held",
        "revision": book["revision"],
        "added": NOON,
        "changed": NOON_MS,
        "gone": False,
    }


def test_the_key_finds_the_record_in_any_case_and_what_is_left_out_stays(library: Library):
    library.save({"isbn": "Xy", "pages": 5, "title": "T"})
    answer = library.save({"isbn": "XY", "status": "retired"})
    assert answer.status == 200
    [book] = answer.body["saved"]
    assert (book["id"], book["pages"], book["title"], book["status"]) == (1, 5, "T", "retired")


def test_a_default_is_not_filled_in_on_an_update(library: Library):
    library.save({"isbn": "1", "status": "retired"})
    assert library.save({"isbn": "1", "pages": 2}).body["saved"][0]["status"] == "retired"


def test_one_key_twice_in_a_batch_costs_the_later_record(library: Library):
    answer = library.save({"isbn": "1", "pages": 1}, {"isbn": "1", "pages": 2})
    assert [book["pages"] for book in answer.body["saved"]] == [1]
    assert [failed["at"] for failed in answer.body["failed"]] == [1]


def test_a_key_of_two_members_is_taken_only_as_a_whole(library: Library):
    library.save({"isbn": "1", "shelf": "A", "position": 1})
    answer = library.save(
        {"isbn": "2", "shelf": "A", "position": 2}, {"isbn": "3", "shelf": "A", "position": 1}
    )
    assert [book["isbn"] for book in answer.body["saved"]] == ["2"]
    assert answer.body["failed"] == [
        {"at": 1, "why": "This is taken.", "code": "E_TAKEN", "holder": 1}
    ]


def test_an_update_may_not_take_the_key_of_another_record(library: Library):
    library.save({"isbn": "1"}, {"isbn": "2"})
    answer = library.call("changeBook", {"isbn": "2"}, path={"id": "1"})
    assert (answer.status, answer.body["code"]) == (422, "E_TAKEN")
    assert library.book(1).body["isbn"] == "1"


def test_a_request_none_of_whose_records_is_accepted_is_refused(library: Library):
    answer = library.save({"isbn": "1", "pages": 0}, {"pages": 1})
    assert (answer.status, answer.body["kind"]) == (400, "BAD")
    assert answer.body["message"] == "books[0].pages breaks minimum (1)"


def test_creation_is_whole_or_not_at_all(library: Library):
    library.save({"isbn": "2"})
    answer = library.call("addBooks", [{"isbn": "1"}, {"isbn": "2"}])
    assert (answer.status, answer.body["code"]) == (422, "E_TAKEN")
    assert library.call("listBooks").body["total"] == 1
    added = library.call("addBooks", [{"isbn": "3"}, {"isbn": "4"}])
    assert (added.status, [book["isbn"] for book in added.body]) == (201, ["3", "4"])


def test_creation_refuses_a_key_that_an_earlier_record_of_it_has(library: Library):
    assert library.call("addBooks", [{"isbn": "1"}, {"isbn": "1"}]).status == 422


def test_more_records_than_the_contract_allows_are_refused_before_any_is_written(library: Library):
    answer = library.save(*({"isbn": str(n)} for n in range(5)))
    assert (answer.status, answer.body["message"]) == (
        400,
        "5 records are more than the 4 allowed",
    )
    assert library.call("listBooks").body["total"] == 0


def test_what_only_the_server_writes_is_ignored_and_what_nobody_knows_refused(library: Library):
    answer = library.save({"isbn": "1", "id": 77, "gone": True}, {"isbn": "2", "colour": "red"})
    assert [book["id"] for book in answer.body["saved"]] == [1]
    assert answer.body["failed"][0]["why"] == "books[1].colour is not known here"


def test_a_reference_by_a_key_must_lead_to_a_record(library: Library):
    library.call("putAuthors", {"code": "eco"})
    answer = library.save({"isbn": "1", "author": "eco"}, {"isbn": "2", "author": "nobody"})
    assert [book["author"] for book in answer.body["saved"]] == ["eco"]
    assert answer.body["failed"][0]["why"] == "books[1].author: 'nobody' is no record of authors"


def test_a_fixed_member_stays_what_it_was(library: Library):
    library.save({"isbn": "1", "title": "First"})
    answer = library.call("changeBook", {"title": "Second"}, path={"id": "1"})
    assert (answer.status, answer.body["message"]) == (400, "title cannot be changed")
    assert library.call("changeBook", {"title": "First"}, path={"id": "1"}).status == 200


def test_a_stale_version_is_refused_and_a_current_one_is_not(library: Library):
    [book] = library.save({"isbn": "1"}).body["saved"]
    changed = library.call(
        "changeBook", {"pages": 2, "revision": book["revision"]}, path={"id": "1"}
    )
    assert changed.status == 200
    stale = library.call("changeBook", {"pages": 3, "revision": book["revision"]}, path={"id": "1"})
    assert (stale.status, library.book(1).body["pages"]) == (412, 2)


def test_an_action_without_a_body_sets_what_it_declares(library: Library):
    library.save({"isbn": "1", "pages": 4})
    answer = library.call("retireBook", path={"id": "1"})
    assert (answer.body["status"], answer.body["pages"]) == ("retired", 4)
    assert library.call("retireBook", path={"id": "9"}).status == 404


def test_one_record_answers_201_when_it_is_new_and_200_when_it_is_not(library: Library):
    assert library.call("putAuthors", {"code": "a", "name": "N"}).status == 201
    again = library.call("putAuthors", {"code": "a", "name": None})
    assert (again.status, again.body) == (200, {"code": "a", "name": None, "country": "NL"})


def test_the_same_idempotency_key_answers_as_before_and_writes_once(library: Library):
    headers = {"idempotency-key": "k-1"}
    first = library.save({"isbn": "1"}, headers=headers)
    assert library.save({"isbn": "1"}, headers=headers).body == first.body
    reused = library.save({"isbn": "2"}, headers=headers)
    assert (reused.status, library.call("listBooks").body["total"]) == (422, 1)
    library.clock.advance(25 * 3_600_000)
    assert library.save({"isbn": "2"}, headers=headers).status == 200


def test_a_key_is_unique_within_its_scope_and_the_path_gives_it(library: Library):
    one, two = {"room": "1", "name": "n"}, {"room": "2", "name": "n"}
    assert library.call("putNote", {"text": "first"}, path=one).body == {
        "name": "n",
        "text": "first",
    }
    assert library.call("putNote", {"text": "second"}, path=two).status == 200
    assert library.call("getNote", path=one).body["text"] == "first"
    assert library.call("getNote", path=two).body["text"] == "second"
    other = library.call("putNote", {"name": "m", "text": "x"}, path=one)
    assert other.body["detail" if "detail" in other.body else "message"] == "name breaks const (n)"


def test_put_replaces_what_it_does_not_name(library: Library):
    path = {"room": "1", "name": "n"}
    library.call("putNote", {"text": "first"}, path=path)
    assert library.call("putNote", {}, path=path).body == {"name": "n"}


@pytest.mark.parametrize("body", [7, None, [], {"books": 7}, {"books": []}, {"book": [1]}])
def test_a_body_of_another_shape_is_refused_with_its_place(library: Library, body: object):
    answer = library.call("saveBooks", body)
    assert answer.status == 400
    assert answer.body["message"]
    assert library.call("listBooks").body["total"] == 0


def test_two_credentials_are_two_worlds(library: Library):
    library.save({"isbn": "1"})
    other = Library("reader-two")
    assert other.call("listBooks").body["total"] == 0
    assert library.call("listBooks", credential="reader-two").body["total"] == 0
