"""Parts of Propeller's answers: rows and errors."""

from __future__ import annotations

from typing import Any

from conformance.expectations import JsonDict, is_list
from conformance.http.exchange import Exchange

DONE, REFUSED, FAILED = "stored", "refused with 400", "a failed row"
"""The outcomes of a customer in a bulk call."""


def error_of(exchange: Exchange) -> JsonDict:
    """The error of an answer, empty when there is none."""
    found = exchange.at("error")
    return found if isinstance(found, dict) else {}


def texts_of(exchange: Exchange) -> list[str]:
    """The messages of an error."""
    said: Any = error_of(exchange).get("messages")
    return [str(each) for each in said] if is_list(said) else []


def entries_of(exchange: Exchange) -> list[JsonDict]:
    """The members of ``data`` that are objects; empty when it is no list."""
    found = exchange.at("data")
    return [each for each in found if isinstance(each, dict)] if is_list(found) else []


def row_of(exchange: Exchange, key: object) -> JsonDict:
    """The row with a key, as a number or as text; the order of rows is not promised."""
    found = [row for row in entries_of(exchange) if str(row.get("key")) == str(key)]
    return found[0] if found else {}


def customer_outcome(exchange: Exchange, key: object) -> str:
    """
    ``DONE``, ``REFUSED`` or ``FAILED`` for a customer of a bulk call, else the status in words.
    """
    if exchange.ok:
        return DONE if row_of(exchange, key).get("success") is True else FAILED
    bad_request = 400
    return REFUSED if exchange.status == bad_request else f"status {exchange.status}"
