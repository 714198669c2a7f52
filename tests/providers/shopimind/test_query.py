"""Bracketed parameters, read without a server."""

import pytest

from mockserver.providers.shopimind.query import Unreadable, names, nested


def test_numbered_entries_come_in_the_order_of_their_numbers():
    # SPM-20
    query = [(f"values[{index}]", str(index)) for index in (10, 2, 0)]
    assert nested(query, "values") == ["0", "2", "10"]


def test_unnumbered_entries_come_in_the_order_in_which_they_were_sent():
    # SPM-20
    assert names([("fields[]", "b"), ("other", "x"), ("fields[]", "a")], "fields") == ["b", "a"]


def test_numbers_and_names_mixed_are_an_object():
    assert nested([("order[0]", "a"), ("order[x]", "b")], "order") == {"0": "a", "x": "b"}


@pytest.mark.parametrize("sent", ["", " , "])
def test_no_name_at_all_asks_for_everything(sent):
    # SPM-19
    assert names([("fields", sent)], "fields") is None


def test_another_parameter_that_begins_alike_is_another_one():
    assert nested([("ordering", "x"), ("order2[0]", "y")], "order") is None


def test_an_unclosed_bracket_is_refused():
    with pytest.raises(Unreadable, match="order is not well-formed"):
        nested([("order[0", "x")], "order")
