"""
How answers are named: by the sandbox, or by a vendor that names its answers itself.
"""

from __future__ import annotations

from dataclasses import replace

from harness import Bench
from miniature import BOOKS, CONTRACT

NAMING = replace(BOOKS, headers=lambda _sent, _tick: {"X-Request-Id": "named-by-the-vendor"})


def test_an_answer_is_named_by_the_sandbox():
    bench = Bench("books", "abc", served=(CONTRACT, BOOKS))
    names = [bench.call("getBook", path={"isbn": "1"}).headers["X-Request-Id"] for _ in range(2)]
    assert [len(name) for name in names] == [32, 32]
    assert names[0] != names[1]


def test_a_vendor_that_names_its_answers_keeps_its_own_names():
    bench = Bench("books", "abc", served=(CONTRACT, NAMING))
    found = bench.call("getBook", path={"isbn": "1"})
    turned_away = bench.call("getBook", path={"isbn": "1"}, credential="revoked-abc")
    assert (found.status, turned_away.status) == (404, 401)
    for reply in (found, turned_away):
        assert reply.headers["X-Request-Id"] == "named-by-the-vendor"
