"""
Every call of our programs in a block of a page is one that they understand.
"""

from __future__ import annotations

import re
import shlex
from itertools import takewhile

import click
import pytest
from pages import PAGES

import conformance.cli
import mockserver.cli
from mockserver.cli.serve_commands import serve

PROGRAMS = {"mockserver": mockserver.cli.main, "conformance": conformance.cli.main}
CALL = re.compile(
    r"(?:^|&& |[A-Z_]+=\S+ |\$\(|\.bin/|run: )((?:mockserver|conformance) .+)", re.MULTILINE
)


def calls() -> list[list[str]]:
    """In the order of the pages; what a console prints is left out."""
    found = []
    for page in PAGES:
        for fence in page.fences:
            text = fence.text
            if fence.language == "console":
                text = "\n".join(re.findall(r"^\$ (.*)", text, re.MULTILINE))
            if fence.language in {"console", "sh", "yaml"}:
                found += [words_of(call) for call in CALL.findall(text)]
    return found


def words_of(line: str) -> list[str]:
    """The words of the first command of a line of shell."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return list(takewhile(lambda word: not set(word) <= {*"&|;()"}, lexer))


def test_calls_are_found_on_the_pages():
    assert {words[1] for words in calls()} >= {"serve", "check", "plan", "verify", "faults"}


@pytest.mark.parametrize("call", calls(), ids=" ".join)
def test_a_call_on_a_page_is_one_that_is_understood(call: list[str]):
    program, name, *words = call
    command = PROGRAMS[program].commands[name]
    if name == "up":  # hands the rest on to serve
        command, words = serve, [word for word in words if word != "--detach"]
    if isinstance(command, click.Group):
        command, *words = command.commands[words[0]], *words[1:]
    command.make_parser(click.Context(command)).parse_args(list(words))
