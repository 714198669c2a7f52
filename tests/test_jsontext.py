from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.json_text import NotJson, dump, parse

leaves = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=8)
leaves |= st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values)
def test_what_json_can_say_is_parsed_and_written_back(value: object):
    assert parse(json.dumps(value).encode()).value == value
    assert json.loads(dump(value)) == value


@given(values)
def test_spacing_and_order_do_not_change_the_canonical_text(value: object):
    loose = json.dumps({"b": value, "a": 1}, indent=3).encode()
    tight = json.dumps({"a": 1, "b": value}, separators=(",", ":")).encode()
    assert parse(loose).canonical == parse(tight).canonical


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "EOF while parsing a value (line 1, column 0)"),
        (b"{", "EOF while parsing an object (line 1, column 1)"),
        (b'{"a": 1,\n "a": 2}', 'Detected duplicate key "a" (line 2, column 6)'),
        (b"[NaN]", "expected value (line 1, column 2)"),
        (b'{"a": [1, 1e400]}', "a number is too large at a[1]"),
        (b'{"a": {"b": 123456789012345678901}}', "a number does not fit into 64 bits at a.b"),
        (b'"\xff"', "invalid unicode code point (line 1, column 2)"),
        (b'"\\ud800"', "unexpected end of hex escape (line 1, column 8)"),
        (b"[" * 10_000, "recursion limit exceeded (line 1, column 202)"),
        (b"{} x", "trailing characters (line 1, column 4)"),
        (b"\xef\xbb\xbf{}", "expected value (line 1, column 1)"),
    ],
)
def test_what_cannot_be_stored_exactly_is_refused_with_its_place(text: bytes, message: str):
    with pytest.raises(NotJson) as caught:
        parse(text)
    assert str(caught.value) == message


def test_a_text_that_says_null_does_not_hide_a_number_that_is_too_large():
    with pytest.raises(NotJson):
        parse(b'{"a": "null", "b": -1e999, "c": null}')
    assert parse(b'{"a": "\\u006eull"}').value == {"a": "null"}


def test_a_very_long_duplicate_name_is_cut():
    with pytest.raises(NotJson) as caught:
        parse(b'{"%s": 1, "%s": 2}' % (b"x" * 5000, b"x" * 5000))
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (b"7.0", b"7"),
        (b'{"limit":97.0}', b'{"limit":97}'),
        (b'[1e3,[-2.0],{"a":0.0}]', b'[1000,[-2],{"a":0}]'),
        (b"[7.5,1e30]", b"[7.5,1e+30]"),
        (b'["7.0]",true,7.25]', b'["7.0]",true,7.25]'),
    ],
)
def test_a_number_without_a_fraction_is_an_integer_however_it_is_written(text, canonical):
    document = parse(text)
    assert (document.canonical, dump(document.value)) == (canonical, canonical)
