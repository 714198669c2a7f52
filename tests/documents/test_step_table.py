"""
The table of steps: what the code does is what the documentation says.
"""

from __future__ import annotations

import inspect

from pages import ROOT
from step_table import BEGIN, END, groups, render

from mockserver.requests import steps


def test_the_page_shows_the_steps_of_the_code():
    page = (ROOT / "mockserver/ARCHITECTURE.md").read_text(encoding="utf-8")
    shown = page.split(BEGIN)[1].split(END)[0].strip()
    assert shown == render(), "python tests/step_table.py prints the table"


def test_every_step_is_taken_somewhere():
    written = {
        name
        for name, function in vars(steps).items()
        if inspect.isfunction(function)
        and function.__module__ == steps.__name__
        and list(inspect.signature(function).parameters) in [["context"], ["context", "answer"]]
        and inspect.signature(function).return_annotation in {"End | None", "HttpResponse"}
    }
    taken = {step.__name__ for _, group in groups() for step in group}
    assert "spend_request_rate" in written, "the test sees the steps"
    assert written == taken


def test_the_table_has_a_row_for_each_step_and_explains_each_once():
    rows = [line.split(" | ") for line in render().splitlines()[2:]]
    assert rows[0] == [
        "| `ARRIVAL`",
        "`spend_request_rate`",
        "Count the request against the rates that are set; one too many is `rate-limited`. |",
    ]
    explained = [row[1] for row in rows if row[2] != "as above |"]
    assert len(explained) == len(set(explained))
    assert END not in render()
