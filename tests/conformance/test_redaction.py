"""Reports show no secret, and everything that is needed to repeat a request."""

from __future__ import annotations

import pytest

from conformance.http.exchange import Exchange, Redaction, as_curl


def exchange(**changes):
    values = {
        "method": "POST",
        "path": "/x",
        "url": "http://127.0.0.1/x",
        "headers": {"authorization": "Bearer s3cret"},
        "content": b'{"idempotency_key":"k-1","client_secret":"hush"}',
        "status": 200,
        "answer_headers": {"set-cookie": "id=1"},
        "answer": b'{"access_token": "t0ken", "echo": "s3cret"}',
        "started": 0.0,
        "seconds": 0.1,
    }
    return Exchange(**(values | changes))


def redaction():
    redaction = Redaction()
    redaction.hide("s3cret", "TOKEN")
    redaction.hide("s3cret-too", "SECOND_TOKEN")
    return redaction


def test_a_secret_is_replaced_by_value_wherever_it_stands():
    shown = redaction().exchange(exchange())
    assert shown.headers["authorization"] == "Bearer $TOKEN"
    assert '"echo": "$TOKEN"' in shown.answer


def test_a_secret_that_contains_another_keeps_its_own_name():
    shown = redaction().exchange(exchange(headers={"authorization": "Bearer s3cret-too"}))
    assert shown.headers["authorization"] == "Bearer $SECOND_TOKEN"


def test_members_that_hold_secrets_are_masked_by_name():
    shown = redaction().exchange(exchange())
    assert '"client_secret":"[redacted]"' in shown.body
    assert "t0ken" not in shown.answer


def test_an_idempotency_key_is_never_masked():
    headers = {"idempotency-key": "k-2", "authorization": "Bearer s3cret"}
    shown = redaction().exchange(exchange(headers=headers))
    assert '"idempotency_key":"k-1"' in shown.body
    assert shown.headers["idempotency-key"] == "k-2"


def test_an_unknown_secret_is_masked_by_the_name_of_its_header():
    shown = redaction().exchange(exchange(headers={"authorization": "Bearer unknown"}))
    assert shown.headers["authorization"] == "[redacted]"
    assert shown.answer_headers["set-cookie"] == "[redacted]"


def test_what_a_probe_chose_itself_is_no_secret():
    chosen = exchange(
        headers={"authorization": "nonsense"}, explicit_headers=frozenset({"authorization"})
    )
    assert redaction().exchange(chosen).headers["authorization"] == "nonsense"


def test_a_long_body_is_cut():
    shown = redaction().exchange(exchange(content=b"x" * 9000))
    assert shown.body.endswith("… (9000 characters)")
    assert "use replay" in shown.curl


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        ('{"a":1}', """'{"a":1}'"""),
        ('{"a":"it\'s"}', """'{"a":"it'"'"'s"}'"""),
        ('{"a":"$HOME"}', """'{"a":"$HOME"}'"""),
        ('{"a":"$TOKEN"}', """'{"a":"'"$TOKEN"'"}'"""),
    ],
)
def test_a_curl_line_is_quoted_for_the_shell(body, quoted):
    line = as_curl("PUT", "http://x/y", {"h": "v"}, body)
    assert line == f"curl -sS -X PUT http://x/y -H 'h: v' --data-binary {quoted}"


def test_only_the_token_is_left_to_the_shell():
    line = as_curl("GET", "http://x", {"authorization": "Bearer $TOKEN"}, "")
    assert line == 'curl -sS -X GET http://x -H "authorization: Bearer $TOKEN"'
