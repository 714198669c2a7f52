"""
Form text to values, for operations whose contract asks for a form.

A field is text, and each may be given once: what OAuth asks of its parameters (RFC 6749, 3.2)
does no harm elsewhere, and a field that silently lost a value does.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

import orjson

from mockserver.json_text import Document

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 1000


class NotForm(ValueError):
    """Text that is not an acceptable form; the message names at most a field."""


def parse_form(text: bytes) -> Document:
    """Parse a body into an object of text values. Raises ``NotForm`` with what is wrong."""
    try:
        pairs = parse_qsl(
            text.decode(),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise NotForm("the form is not UTF-8") from error
    except ValueError as error:
        raise NotForm("the body is not a form of name=value pairs") from error
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            raise NotForm(f"the field {name[:80]} is given twice")
        fields[name] = value
    return Document(fields, orjson.dumps(fields, option=orjson.OPT_SORT_KEYS))
