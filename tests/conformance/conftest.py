"""The specimen vendor, on which the suite itself is tested, and ways to judge it."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from click.testing import CliRunner
from specimen import SPECIMEN
from specimen.server import Things, serving

import conformance
from conformance.cli import main
from conformance.judging.vendors import VENDORS


@pytest.fixture
def serve():
    """Starts a specimen server with defects, none unless given; returns its address."""
    with ExitStack() as servers:
        yield lambda *defects, things=None: servers.enter_context(
            serving(things or Things(*defects))
        )


@pytest.fixture
def check(serve):
    """Judges a specimen server with defects."""

    def run(*defects, things=None, **more):
        return conformance.check(serve(*defects, things=things), vendor=SPECIMEN, **more)

    return run


@pytest.fixture
def command(monkeypatch, tmp_path):
    """Runs the command line in an empty folder, the specimen vendor among the others."""
    monkeypatch.setitem(VENDORS, "specimen", SPECIMEN)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)

    return run
