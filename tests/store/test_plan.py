"""Which conditions the indexes answer, read off a private attribute of TinyDB."""

import pytest
from store.examples import record
from tinydb import Query, where

from mockserver.store import KeyDatabase
from mockserver.store.query_plan import lookups


def shape_of(condition):
    return condition._hash  # noqa: SLF001 - what plan.py reads, for want of anything public


KIND = where("kind") == "A"
KEYS = where("keys").any(["k1", "k2"])


@pytest.mark.parametrize(
    ("condition", "shape"),
    [
        (KIND, ("==", ("kind",), "A")),
        (Query().body.name == "A", ("==", ("body", "name"), "A")),
        (where("kind") == ["A", "B"], ("==", ("kind",), ("A", "B"))),
        (KEYS, ("any", ("keys",), ("k1", "k2"))),
        (where("kind").one_of(["A", "B"]), ("one_of", ("kind",), ("A", "B"))),
        (KIND & KEYS, ("and", frozenset({shape_of(KIND), shape_of(KEYS)}))),
        (KIND | KEYS, ("or", frozenset({shape_of(KIND), shape_of(KEYS)}))),
        (~KIND, ("not", ("==", ("kind",), "A"))),
        (where("kind").map(str.lower) == "a", None),
    ],
)
def test_tinydb_still_describes_its_conditions_in_this_shape(condition, shape):
    assert shape_of(condition) == shape


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (KIND, [("kind", ("A",))]),
        (where("id") == "A", [("id", ("A",))]),
        (KEYS, [("keys", ("k1", "k2"))]),
        (where("parent").one_of(["A", "B"]), [("parent", ("A", "B"))]),
        (KIND & (where("version") == 1), [("kind", ("A",))]),
        (KIND & (KEYS & (where("version") == 1)), [("kind", ("A",)), ("keys", ("k1", "k2"))]),
    ],
)
def test_equality_on_strings_of_indexed_fields_is_looked_up(condition, wanted):
    assert sorted(lookups(condition), reverse=True) == sorted(wanted, reverse=True)


@pytest.mark.parametrize(
    "condition",
    [
        where("version") == 1,
        where("kind") == 1,
        where("kind") == ["A"],
        where("kind") != "A",
        where("body") == "A",
        Query().was.kind == "A",
        where("kind").one_of("ABC"),
        where("kind").one_of(["A", 1]),
        where("keys").any(["k1", 1]),
        where("keys").any(["k", "k1"]),
        where("keys").any(where("kind") == "A"),
        where("keys").all(["k1"]),
        where("id").any(["k1"]),
        where("kind").map(str.lower) == "a",
        where("kind").test(lambda kind: kind == "A"),
        KIND | KEYS,
        ~KIND,
        Query().noop(),
        lambda document: document["kind"] == "A",
    ],
)
def test_every_other_condition_is_left_to_a_scan(condition):
    assert lookups(condition) == []


class Counted:
    """A condition that counts how often it is asked."""

    def __init__(self, condition):
        self._condition = condition
        self._hash = shape_of(condition)
        self.asked = 0

    def __call__(self, document):
        self.asked += 1
        return self._condition(document)

    def __hash__(self):
        return hash(self._hash)


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        (where("kind") == "K3", 1),
        (where("id") == "R70", 1),
        (where("refs").any(["even", "R3"]), 51),
        ((where("refs").any(["even"])) & (where("kind") == "K5"), 1),
        (where("version") == 1, 100),
    ],
)
@pytest.mark.parametrize(
    "use",
    [
        lambda table, condition: table.search(condition),
        lambda table, condition: table.count(condition),
        lambda table, condition: table.update({"version": 2}, condition),
        lambda table, condition: table.update_multiple([({"version": 2}, condition)]),
        lambda table, condition: table.upsert({"version": 2}, condition),
        lambda table, condition: table.remove(condition),
    ],
)
def test_a_condition_is_asked_about_its_candidates_only(condition, asked, use):
    refs = ["R3"], ["even"]
    table = KeyDatabase().table("objects")
    table.insert_multiple(
        record(f"R{n}", kind=f"K{n}", refs=refs[n % 2 == 0] if n in (3, n - n % 2) else [])
        for n in range(100)
    )
    counted = Counted(condition)
    use(table, counted)
    assert counted.asked == asked


def test_of_several_lookups_the_one_that_finds_least_is_taken():
    table = KeyDatabase().table("objects")
    table.insert_multiple(
        record(f"R{n}", kind="K", keys=[f"k{n}"], refs=["all"]) for n in range(20)
    )
    for number in range(20):
        least = where("keys").any([f"k{number}"])
        counted = Counted((where("kind") == "K") & least & where("refs").any(["all"]))
        table.search(counted)
        assert counted.asked == 1
