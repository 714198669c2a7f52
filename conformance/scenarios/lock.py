"""Writes during a write: each is done, or refused as locked out and stores nothing."""

from __future__ import annotations

from functools import partial
from typing import Any

from conformance.drivers.interface import Resource
from conformance.expectations import ABSENT, one_of, success
from conformance.judging.probe_context import ProbeContext
from conformance.scenarios.writing import require_record

BUSY = 429


def write_during_a_write(
    context: ProbeContext[Any], resource: Resource, *, size: int, writers: int = 4
) -> None:
    """
    Several writers start at once, each with records of its own; some are refused as locked out.

    Untested when none was refused in three rounds: then no two writes overlapped.
    """
    refused = 0
    for round_ in range(3):
        first = [(round_ * writers + writer) * size for writer in range(writers)]
        calls = [
            partial(resource.write, records_from(resource, start, size), wait_when_busy=False)
            for start in first
        ]
        answers = context.target.at_once(*calls)
        for start, answer in zip(first, answers, strict=True):
            context.require("status of a writer", got=answer.status, wanted=one_of(success(), BUSY))
            if answer.status == BUSY:
                refused += 1
                context.expect(f"record {start}", got=resource.read(start), wanted=ABSENT)
            else:
                require_record(context, resource, start)
        if refused:
            return
    context.untested("no two writes overlapped: none was refused")


def records_from(resource: Resource, start: int, size: int) -> list[Any]:
    """``size`` records, the first of identity ``start``."""
    return [resource.record(n) for n in range(start, start + size)]
