"""
Schemathesis as a part of our own run: a process of its own, whose reports are read back.

Only the public interface is used: the command line, a configuration file, the variables that
``environment`` describes, and the two reports ``json`` (how the run ended) and ``ndjson`` (what it
found). A run that tested nothing is an error, never a clean run.
"""

from __future__ import annotations

import base64
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).resolve().parent
SANDBOX, STAGING = HERE / "sandbox.toml", HERE / "staging.toml"

LONGEST = 600
"""Seconds after which the process is ended."""

UNANSWERED = "Network Error"
"""The title that the report gives to requests without an answer."""

LONGEST_BODY = 2000
"""Characters of a body that a finding shows."""


class ChildFailed(RuntimeError):
    """The process did not finish; the message holds the end of its output."""


class TookTooLong(ChildFailed):
    """The process was ended before it finished: the target answers too slowly, or without end."""


class NothingTested(ChildFailed):
    """The target answered no request at all."""


@dataclass(frozen=True)
class SchemathesisOrder:
    """
    What to run.

    - ``safe``: with the staging configuration: no deletion, no undeclared method
    - ``ledger``: where the process notes what it stored, a line of ``[kind, id]`` each
    - ``operations``: only these, by their ids; all when empty
    - ``seconds``: after which the process is ended, at most ``LONGEST``
    """

    contract: Path
    url: str
    token: str
    invalid_token: str | None
    namespace: str
    seed: int
    safe: bool
    ledger: Path
    operations: tuple[str, ...] = ()
    seconds: float = LONGEST


@dataclass(frozen=True)
class Finding:
    """One violation: its code, where it was found, a message, and the request as a command."""

    code: str
    title: str
    operation: str
    message: str
    reproduction: str


@dataclass(frozen=True)
class ChildReport:
    """
    What a run did and found.

    ``phases`` are those that were run; ``safe`` is as in ``SchemathesisOrder``.
    """

    generated: int
    seconds: float
    findings: tuple[Finding, ...]
    phases: frozenset[str]
    safe: bool


def run_child(order: SchemathesisOrder) -> ChildReport:
    """Run Schemathesis to its end. Raises ``ChildFailed``."""
    with TemporaryDirectory(prefix="schemathesis-") as place:
        summary, events = Path(place, "run.json"), Path(place, "run.ndjson")
        process = ended(order, command(order, summary, events), place)
        if not summary.exists():
            raise ChildFailed(last_words(process.stdout + process.stderr))
        report = json.loads(summary.read_text(encoding="utf-8"))
        if not report["operations"]["tested"]:
            raise NothingTested(f"no operation could be tested: {last_words(process.stdout)}")
        broken = [each["title"] for each in report["errors"] if each["title"] != UNANSWERED]
        if broken or not report["complete"]:
            raise ChildFailed(last_words(process.stdout))
        with events.open(encoding="utf-8") as lines:
            findings = tuple(distinct(findings_in(map(json.loads, lines))))
        findings += tuple(unshown(report["failures"], {each.code for each in findings}))
        findings += tuple(unanswered(report["errors"]))
        return ChildReport(
            generated=report["test_cases"]["generated"],
            seconds=report["running_time"],
            findings=findings,
            phases=frozenset(
                name for name, phase in report["phases"].items() if phase["status"] != "skip"
            ),
            safe=order.safe,
        )


def ended(
    order: SchemathesisOrder, words: list[str], place: str
) -> subprocess.CompletedProcess[str]:
    """The process once it has ended. Raises ``TookTooLong`` when it had to be."""
    seconds = min(order.seconds, LONGEST)
    try:
        return subprocess.run(  # noqa: S603 our own interpreter and arguments
            words,
            env=environment(order),
            cwd=place,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TookTooLong(f"generated requests took more than {seconds:.0f} seconds") from error


def command(order: SchemathesisOrder, summary: Path, events: Path) -> list[str]:
    configuration = STAGING if order.safe else SANDBOX
    only = [word for each in order.operations for word in ("--include-operation-id", each)]
    return [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration)),
        *("run", str(order.contract), "--url", order.url, "--seed", str(order.seed)),
        *("--report", "json,ndjson", "--report-json-path", str(summary)),
        *("--report-ndjson-path", str(events)),
        *only,
    ]


def environment(order: SchemathesisOrder) -> dict[str, str]:
    """The variables of the process; secrets travel here so that no list of processes shows them."""
    package = str(HERE.parent.parent)
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    variables = {
        "PYTHONPATH": os.pathsep.join(paths),
        "NO_COLOR": "1",
        "CONFORMANCE_TOKEN": order.token,
        "CONFORMANCE_NAMESPACE": order.namespace,
        "CONFORMANCE_LEDGER": str(order.ledger),
    }
    if order.invalid_token:
        variables["CONFORMANCE_INVALID_TOKEN"] = order.invalid_token
    return {**os.environ, **variables}


def last_words(output: str) -> str:
    """The last lines that a process printed, as one line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return " / ".join(lines[-8:]) or "it printed nothing"


def findings_in(events: Iterator[Mapping[str, Any]]) -> Iterator[Finding]:
    """The failed checks of the events of a run."""
    for event in events:
        recorder = event.get("ScenarioFinished", {}).get("recorder", {})
        for case, checks in recorder.get("checks", {}).items():
            for check in checks:
                if "failure_info" in check:
                    yield finding(
                        check["failure_info"]["failure"], recorder["interactions"].get(case)
                    )


def unshown(failures: list[Mapping[str, Any]], shown: set[str]) -> Iterator[Finding]:
    """Findings that no single request shows: those of checks that report at the end of a run."""
    for failure in failures:
        if failure["code"] not in shown:
            where = ", ".join(failure["operations"])
            yield Finding(failure["code"], failure["title"], where, "", "")


def unanswered(errors: list[Mapping[str, Any]]) -> Iterator[Finding]:
    """Requests that got no answer, as a finding without a code of Schemathesis."""
    for error in errors:
        message = f"{error['count']} requests got no answer"
        yield Finding("NETWORK", error["title"], "", message, "")


def finding(failure: Mapping[str, Any], interaction: Mapping[str, Any] | None) -> Finding:
    """One failed check and the request that showed it."""
    return Finding(
        code=failure["code"],
        title=failure["title"],
        operation=failure["operation"] or "",
        message=failure["message"],
        reproduction="" if interaction is None else as_command(interaction["request"]),
    )


def as_command(request: Mapping[str, Any]) -> str:
    """A request as a command; secrets are masked already."""
    words = ["curl", "-X", request["method"], request["uri"]]
    for name, values in request["headers"].items():
        if name.lower() in {"content-type", "authorization"} or values == ["[Filtered]"]:
            shown = "$TOKEN" if values == ["[Filtered]"] else values[0]
            words += ["-H", f"{name}: {shown}"]
    if request.get("body"):
        sent = base64.b64decode(request["body"]["$base64"]).decode("utf-8", "replace")
        words += ["-d", sent[:LONGEST_BODY]]
    return shlex.join(words)


def distinct(findings: Iterator[Finding]) -> list[Finding]:
    """The first finding for each code and operation."""
    found: dict[tuple[str, str], Finding] = {}
    for each in findings:
        found.setdefault((each.code, each.operation), each)
    return list(found.values())
