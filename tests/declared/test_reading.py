"""Reading, listing and removing as a file declares it."""

from __future__ import annotations

from urllib.parse import urlsplit

from declared.conftest import Library


def test_pages_by_offset_are_newest_first_and_every_record_stands_on_one(library: Library):
    for n in range(5):
        library.save({"isbn": str(n)})
    first = library.call("listBooks")
    assert [book["isbn"] for book in first.body["books"]] == ["4", "3"]
    assert (first.body["total"], first.body["more"]) == (5, True)
    seen, query = [], ""
    while True:
        page = library.call("listBooks", query=query).body
        seen += [book["isbn"] for book in page["books"]]
        if not page["more"]:
            break
        query = urlsplit(page["next"]).query
    assert seen == ["4", "3", "2", "1", "0"]
    assert "next" not in page


def test_a_page_size_over_its_maximum_is_capped_where_that_is_declared(library: Library):
    for n in range(4):
        library.save({"isbn": str(n)})
    assert len(library.call("listBooks", query="limit=50").body["books"]) == 3


def test_a_parameter_named_like_a_member_filters_and_several_values_are_any_of(library: Library):
    for n, shelf in enumerate("ABC"):
        library.save({"isbn": str(n), "shelf": shelf})
    found = library.call("listBooks", query="shelf=A&shelf=C").body
    assert [book["shelf"] for book in found["books"]] == ["C", "A"]
    library.call("putAuthors", {"code": "eco"})
    library.save({"isbn": "9", "author": "eco"})
    assert library.call("listBooks", query="by=eco").body["total"] == 1


def test_a_cursor_leads_through_all_pages_and_a_foreign_one_is_refused(library: Library):
    library.save({"isbn": "1"})
    for _ in range(3):
        assert library.call("lend", {"book": 1}).status == 201
    first = library.call("listLoans").body
    second = library.call("listLoans", query=f"after={first['after']}").body
    loans = [*first["loans"], *second["loans"]]
    assert len({loan["id"] for loan in loans}) == 3
    assert all(loan["id"].startswith("loan_") and len(loan["id"]) == 13 for loan in loans)
    assert "after" not in second
    assert library.call("listLoans", query="after=nonsense").status == 400


def test_a_removed_record_is_hidden_and_shown_to_who_asks(library: Library):
    library.save({"isbn": "1"}, {"isbn": "2"})
    answer = library.call("removeBooks", {"ids": [1, 9]})
    assert answer.body == {"removed": 1, "unknown": 1}
    assert library.book(1).status == 404
    gone = library.book(1, "gone=true")
    assert (gone.body["isbn"], gone.body["gone"]) == ("1", True)
    assert [b["id"] for b in library.call("listBooks").body["books"]] == [2]
    assert [b["id"] for b in library.call("listBooks", query="gone=true").body["books"]] == [1]


def test_a_removed_record_frees_its_key(library: Library):
    library.save({"isbn": "1"})
    library.call("removeBooks", {"ids": [1]})
    assert library.save({"isbn": "1"}).body["saved"][0]["id"] == 2


def test_a_record_that_others_refer_to_cannot_be_removed(library: Library):
    library.call("putAuthors", {"code": "eco"})
    library.call("putAuthors", {"code": "unread"})
    library.save({"isbn": "1", "author": "eco"})
    refused = library.call("deleteAuthorsCode", path={"code": "eco"})
    assert (refused.status, refused.body["message"]) == (409, "record eco is used by books 1")
    assert library.call("deleteAuthorsCode", path={"code": "unread"}).status == 204
    assert library.call("getAuthorsCode", path={"code": "eco"}).status == 200


def test_what_refers_goes_with_the_record_where_that_is_declared(library: Library):
    library.save({"isbn": "1"}, {"isbn": "2"})
    library.call("lend", {"book": 1})
    library.call("lend", {"book": 2})
    library.call("removeBooks", {"ids": [1]})
    assert [loan["book"] for loan in library.call("listLoans").body["loans"]] == [2]


def test_a_reference_by_id_must_lead_to_a_record(library: Library):
    answer = library.call("lend", {"book": 7})
    assert (answer.status, answer.body["message"]) == (400, "book: 7 is no record of books")


def test_an_operation_that_declares_nothing_gives_its_example_or_says_what_is_missing(
    library: Library,
):
    assert library.call("hours").body == {"open": 9}
    answer = library.call("stamp")
    assert answer.status == 501
    assert "x-upsert with a verb (create, upsert, update" in str(answer.body)
