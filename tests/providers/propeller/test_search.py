"""Search: conditions, pages, dates."""

import pytest


def ids(reply):
    return [row["id"] for row in reply.body["data"]]


@pytest.fixture
def three(env):
    """Written a minute apart on 21 September 2026, from 14:13:20 on; the first changed last."""
    for number, debtor in ((1, 12345), (2, "9"), (3, 12345)):
        env.bulk({"id": number, "debtorId": debtor})
        if number < 3:
            env.bench.advance(60)
    env.bulk({"id": 1, "lastName": "Smit"})
    return env


def test_debtor_ids_are_compared_as_text(three):
    # 2.5
    assert ids(three.search(debtorIds=["12345"])) == [1, 3]
    assert ids(three.search(debtorIds=["9", "12345"])) == [1, 2, 3]
    assert ids(three.search(debtorIds=[])) == []


def test_a_row_carries_when_it_was_created_and_modified(three):
    # 2.3
    row = three.search().body["data"][0]
    assert row["dateCreated"] == "2026-09-21T14:13:20"
    assert row["dateModified"] == "2026-09-21T14:15:20"
    assert "dateCreated" not in three.customer(1)


@pytest.mark.parametrize(
    ("name", "range_", "found"),
    [
        ("dateCreated", {"from": "2026-09-21T14:14:20"}, [2, 3]),
        ("dateCreated", {"to": "2026-09-21T14:14:20"}, [1, 2]),
        ("dateCreated", {"from": "2026-09-21T14:13:21", "to": "2026-09-21T14:15:19"}, [2]),
        ("dateModified", {"from": "2026-09-21T14:15:20"}, [1, 3]),
        ("dateModified", {"to": "2026-09-21T14:15:19"}, [2]),
        ("dateModified", {}, [1, 2, 3]),
    ],
)
def test_dates_bound_the_search_on_both_ends(three, name, range_, found):
    assert ids(three.search(**{name: range_})) == found


def test_a_bound_takes_in_its_whole_second(env):
    env.bench.advance(0.9)
    env.bulk({"id": 1})
    second = "2026-09-21T14:13:20"
    assert ids(env.search(dateCreated={"from": second, "to": second})) == [1]


def test_all_conditions_must_hold(three):
    asked = {"debtorIds": ["12345"], "dateCreated": {"from": "2026-09-21T14:14:00"}}
    assert ids(three.search(**asked)) == [3]


def test_a_date_that_does_not_exist_is_refused(three, error):
    # 10017
    reply = three.search(dateCreated={"from": "2026-02-30T00:00:00"})
    expected = "#/dateCreated/from: [2026-02-30T00:00:00] is not a date"
    assert error(reply) == (400, 10017, expected)


@pytest.mark.parametrize("text", ["2026-09-21", "2026-09-21T14:14:20Z", "yesterday"])
def test_a_time_is_written_to_the_second_without_a_zone(three, error, text):
    assert error(three.search(dateModified={"to": text}))[:2] == (400, 10007)


def test_a_page_says_where_it_stands(env):
    # 1.5
    env.bulk(*({"id": number} for number in range(1, 31)))
    first = env.search().body
    assert [row["id"] for row in first.pop("data")] == list(range(1, 13))
    assert first == {
        "messages": ["Completed"],
        "start": 1,
        "end": 12,
        "page": 1,
        "pages": 3,
        "total": 12,
        "offset": 12,
        "itemsFound": 30,
    }
    last = env.search(page=3).body
    assert [last[name] for name in ("start", "end", "page", "total")] == [25, 30, 3, 6]
    beyond = env.search(page=4).body
    assert [beyond[name] for name in ("data", "start", "end", "total")] == [[], 0, 0, 0]
    assert ids(env.search(page=2, offset=2)) == [3, 4]


@pytest.mark.parametrize("asked", [{"page": 0}, {"offset": -1}, {"page": "1"}, {"offset": 1.5}])
def test_pages_that_do_not_exist_are_refused(env, error, asked):
    # 10015
    assert error(env.search(**asked))[:2] == (400, 10015)


def test_a_fault_beside_the_page_is_a_fault_of_the_schema(env, error):
    assert error(env.search(page=0, name="x"))[:2] == (400, 10007)


def test_the_largest_page_is_just_empty(env):
    assert env.search(page=2**63 - 1, offset=2**63 - 1).body["data"] == []


def test_searches_expand_too(env):
    env.bulk({"id": 1})
    reply = env.call("searchCustomers", {}, query="expands=sources")
    assert reply.body["data"][0]["sources"] == []
