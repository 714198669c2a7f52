"""The driver: tokens, addresses of resources, and cleaning up whatever was answered."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from defects.planting import Ask, Benign, Forward, Reply, judged, planted
from defects.propeller import RULES

import conformance
from conformance import Mode, Profile
from conformance.catalogue.profile import Credential, read_profile
from conformance.judging.vendors import find_vendor

PROFILE = read_profile(find_vendor("propeller").profile)


class Witness:
    """Passes everything on and remembers it; ``answer`` replaces what it answers."""

    def __init__(self, answer: Reply | None = None, method: str = "", part: str = "") -> None:
        self.answer, self.method, self.part = answer, method, part
        self.asks: list[Ask] = []

    def __call__(self, ask: Ask, forward: Forward) -> Reply:
        self.asks.append(ask.copy())
        reply = forward(ask)
        lost = self.answer and ask.method == self.method and self.part in ask.path
        return self.answer if lost and self.answer else reply

    @property
    def paths(self) -> list[str]:
        return [ask.path for ask in self.asks]


def verdicts(witness: Witness, profile: Profile = PROFILE, *only: str) -> dict[str, str]:
    report = judged("propeller", Benign("witness", wrap=witness), only, profile=profile)
    assert report.left == []
    return {result.rule.id: result.verdict.value for result in report.results}


def as_client(value: str) -> Profile:
    return replace(PROFILE, credentials={"main": Credential("NO_SUCH_VARIABLE", value)})


def test_one_token_is_requested_for_a_run():
    witness = Witness()
    assert verdicts(witness, PROFILE, "PRP-01", "PRP-38") == {"PRP-01": "PASS", "PRP-38": "PASS"}
    assert witness.paths.count("/oauth2/token") == 1


def test_a_secret_without_a_colon_is_a_token():
    witness = Witness()
    assert verdicts(witness, as_client("webshop-{run}"), "PRP-01") == {"PRP-01": "PASS"}
    assert "/oauth2/token" not in witness.paths


def test_a_client_that_gets_no_token_is_an_error_for_the_user():
    with (
        planted("propeller", Benign("sound")) as url,
        pytest.raises(conformance.SuiteError, match="no token for the credential 'main'"),
    ):
        conformance.check(url, vendor="propeller", profile=as_client("revoked-{run}:x"))


def test_resources_lie_below_the_prefix_of_the_profile():
    witness = Witness()
    below = replace(PROFILE, readings={**PROFILE.readings, "resources": "/v2"})
    rules = ("PRP-01", "PRP-30", "PRP-37", "PRP-44", "PRP-47")
    assert set(verdicts(witness, below, *rules).values()) == {"PASS"}
    assert {path.split("/")[1] for path in witness.paths} == {"oauth2", "v2"}


@pytest.mark.parametrize(
    ("rule", "key"), [("PRP-01", "id"), ("PRP-45", "sourceId"), ("PRP-14", "id")]
)
def test_a_customer_whose_answer_was_lost_is_deleted(rule: str, key: str):
    witness = Witness(Reply(502), "POST", f"/customers/bulk/{key}")
    with planted("propeller", Benign("witness", wrap=witness)) as url:
        report = conformance.check(url, vendor="propeller", only=[rule], rerun=False)
        assert report.left == []
        sent = next(ask for ask in witness.asks if "/bulk/" in ask.path and ask.body)
        headers = {"Authorization": sent.headers["authorization"]}
        for customer in sent.json["customers"]:
            if key in customer:
                path = f"{url}/customers/{key}/{customer[key]}"
                assert httpx.get(path, headers=headers, trust_env=False).status_code == 404


def test_what_cannot_be_deleted_is_reported():
    def undeletable(ask: Ask, forward: Forward) -> Reply:
        return Reply(500) if ask.method == "DELETE" else forward(ask)

    quick = replace(PROFILE, numbers={"patience": 0.02, "visibility": 0.02})
    variant = Benign("undeletable", wrap=undeletable)
    report = judged("propeller", variant, ["PRP-01"], profile=quick)
    assert [entry.kind for entry in report.left] == ["customer"]


def test_what_a_token_without_the_scope_wrote_is_deleted():
    def unscoped(ask: Ask, forward: Forward) -> Reply:
        if "/bulk/" in ask.path:
            header = ask.headers["authorization"]
            ask.headers["authorization"] = header.replace("read-only-", "")
        return forward(ask)

    report = judged("propeller", Benign("unscoped", wrap=unscoped), ["PRP-36"])
    assert [result.verdict for result in report.results] == ["WARN"]
    assert report.left == []


def test_rules_of_what_a_target_does_not_offer_do_not_apply():
    plain = replace(PROFILE, capabilities={})
    found = verdicts(Witness(), plain, "PRP-30", "PRP-31", "PRP-48", "PRP-49")
    assert found == dict.fromkeys(("PRP-30", "PRP-31", "PRP-48", "PRP-49"), "N/A")


def test_a_run_that_only_reads_sends_nothing_but_reads():
    witness = Witness()
    found = verdicts(witness, replace(PROFILE, modes=frozenset({Mode.READ})), *RULES)
    judged_rules = [rule for rule, verdict in found.items() if verdict == "PASS"]
    assert judged_rules == ["PRP-15", "PRP-16", "PRP-35", "PRP-38", "PRP-39"]
    assert {ask.method for ask in witness.asks if "/oauth2/" not in ask.path} == {"GET"}


def test_neither_secret_nor_token_is_shown():
    def strange(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        return Reply(202, reply.headers, reply.body) if "/bulk/" in ask.path else reply

    report = judged("propeller", Benign("strange", wrap=strange), ["PRP-01"])
    shown = repr(report.results)
    assert "$TOKEN" in shown
    assert "any-secret" not in shown
    assert "~17" not in shown
