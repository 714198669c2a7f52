"""
The steps of a request as the table of the Architecture page.

    python tests/step_table.py

prints it, to be pasted between the page's marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mockserver.requests import steps

BEGIN, END = "<!-- steps -->", "<!-- /steps -->"
HEAD = ("| when | step | what it does |", "|---|---|---|")


def groups() -> Iterator[tuple[str, tuple[Callable[..., object], ...]]]:
    """The tuples of steps in the order in which they are taken, with what the page calls them."""
    yield "`ARRIVAL`", steps.ARRIVAL
    for handler, taken in steps.WRITE.items():
        yield f"`WRITE`, {handler.__name__}", taken
    yield "`READ`", steps.READ
    yield "`ANSWER`", steps.ANSWER
    yield "`SEND`", steps.SEND


def sentence_of(step: Callable[..., object]) -> str:
    """The docstring of a step in one line."""
    text = " ".join((step.__doc__ or "").split()).replace("``", "`")
    assert text.endswith("."), f"{step.__name__} says nothing of itself"
    return text


def render() -> str:
    """The whole table; a step that was explained above is only named."""
    lines, explained = list(HEAD), set()
    for group, taken in groups():
        for step in taken:
            text = "as above" if step in explained else sentence_of(step)
            explained.add(step)
            lines.append(f"| {group} | `{step.__name__}` | {text} |")
            group = ""  # noqa: PLW2901 named once
    return "\n".join(lines)


if __name__ == "__main__":
    print(render())
