"""
The shipped configurations, run as a user runs them, against servers that keep what they get.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from conformance.catalogue import contract_of
from conformance.generated.schemathesis_run import (
    SANDBOX,
    STAGING,
    NothingTested,
    SchemathesisOrder,
    run_child,
)

SECRET = "sq0atp-do-not-show-me"


class Recorder:
    """Answers everything alike and keeps what came."""

    def __init__(self, status: int, body: object) -> None:
        self.status, self.body = status, json.dumps(body).encode()
        self.seen: list[tuple[str, str, bytes]] = []
        self.url = ""

    @property
    def methods(self) -> set[str]:
        return {method for method, path, _ in self.seen if path != "/" and "probe" not in path}


@pytest.fixture
def recorder() -> Iterator[Callable[[int, object], Recorder]]:
    servers: list[ThreadingHTTPServer] = []

    def start(status: int, body: object) -> Recorder:
        kept = Recorder(status, body)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16  # one packet an answer

            def answer(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                kept.seen.append((self.command, self.path, sent))
                self.send_response(kept.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(kept.body)))
                self.end_headers()
                self.wfile.write(kept.body)

            def log_message(self, *_words: object) -> None:
                """Print nothing."""

        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "QUERY"):
            setattr(Handler, f"do_{method}", Handler.answer)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        kept.url = f"http://127.0.0.1:{server.server_port}"
        return kept

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def schemathesis(configuration: Path, vendor: str, url: str, place: Path, *words: str) -> str:
    """What the plain command prints, and its reports."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "run"),
            *(str(contract_of(vendor)), "--url", url, "--report", "json,ndjson"),
            *("--report-dir", str(place / "reports"), *words),
        ],
        env={**os.environ, "CONFORMANCE_TOKEN": SECRET, "NO_COLOR": "1"},
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    reports = "".join(file.read_text() for file in (place / "reports").glob("*"))
    return done.stdout + done.stderr + reports


def test_staging_gets_no_deletion_and_no_undeclared_method(recorder, tmp_path):
    refused = recorder(404, {"statusCode": 404, "message": "Not found", "error": "Not Found"})
    words = ("--rate-limit", "1000/s", "--max-examples", "2")
    schemathesis(STAGING, "shopimind", refused.url, tmp_path, *words)
    assert refused.methods == {"GET", "POST", "PUT", "PATCH"}
    asked = {path.split("?")[0] for _, path, _ in refused.seen}
    assert not any("delete" in path for path in asked)
    puts = {path.split("?")[0] for method, path, _ in refused.seen if method == "PUT"}
    assert puts == {"/v1/customers", "/v1/products"}


def test_a_sandbox_gets_both(recorder, tmp_path):
    refused = recorder(404, {"statusCode": 404, "message": "Not found", "error": "Not Found"})
    words = ("--include-operation-id", "deleteProduct", "--include-operation-id", "listProducts")
    schemathesis(SANDBOX, "shopimind", refused.url, tmp_path, *words)
    assert {"GET", "DELETE", "TRACE", "PATCH"} <= refused.methods


def test_secrets_are_masked_and_idempotency_keys_are_not(recorder, tmp_path):
    broken = recorder(500, {"errors": [{"category": "API_ERROR", "code": "X"}]})
    words = ("--include-operation-id", "UpsertCatalogObject", "--phases", "examples")
    output = schemathesis(SANDBOX, "square", broken.url, tmp_path, *words)
    assert "ST101 Server error" in output
    assert SECRET not in output
    assert '"idempotency_key": "st' in output


def order(vendor: str, url: str, place: Path, *operations: str) -> SchemathesisOrder:
    return SchemathesisOrder(
        contract=contract_of(vendor),
        url=url,
        token=SECRET,
        invalid_token=None,
        namespace="st1",
        seed=1,
        safe=False,
        ledger=place / "stored",
        operations=operations,
    )


def test_our_rules_are_reported_under_their_own_ids(recorder, tmp_path):
    wrong = recorder(400, {"errors": [{"category": "RATE_LIMIT_ERROR", "code": "RATE_LIMITED"}]})
    report = run_child(order("square", wrong.url, tmp_path, "CatalogInfo"))
    found = {each.code: each for each in report.findings}
    assert found["SQ-08"].title == "The status fits the first error"
    assert found["SQ-08"].message == "status: 400 does not fit RATE_LIMIT_ERROR"
    assert found["SQ-08"].operation == "GET /v2/catalog/info"
    assert found["SQ-08"].reproduction.startswith("curl -X GET http://127.0.0.1:")
    assert "$TOKEN" in found["SQ-08"].reproduction
    assert report.generated > 5


def test_a_run_without_an_accepted_write_is_not_clean(recorder, tmp_path):
    closed = recorder(403, {"errors": [{"category": "AUTHENTICATION_ERROR", "code": "FORBIDDEN"}]})
    report = run_child(order("square", closed.url, tmp_path, "UpdateItemTaxes"))
    assert "GEN-03" in {each.code for each in report.findings}


def test_what_was_stored_is_noted_for_the_ledger(recorder, tmp_path):
    answer = {"statusCode": 201, "data": {"id_definition": 7}}
    stored = recorder(201, answer)
    run_child(order("shopimind", stored.url, tmp_path, "createCustomDataDefinition"))
    lines = (tmp_path / "stored").read_text().splitlines()
    assert lines == ['["definition", "7"]', '["active", "7"]']


def test_a_target_that_does_not_answer_was_not_tested(tmp_path):
    with pytest.raises(NothingTested, match="no operation could be tested"):
        run_child(order("square", "http://127.0.0.1:9", tmp_path, "CatalogInfo"))
