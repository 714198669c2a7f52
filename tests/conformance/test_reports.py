"""One run in every format, and read back."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from specimen import SPECIMEN
from specimen.server import Things, serving

import conformance
from conformance.errors import ReportError
from conformance.reports import write_report
from conformance.reports.html import as_html
from conformance.reports.json_report import as_document, as_json, read_report, validator
from conformance.reports.junit import as_junit
from conformance.reports.markdown import as_markdown
from conformance.reports.sarif import as_sarif


@pytest.fixture(scope="module")
def report():
    things = Things("first-wins", "placeless", "immortal")
    with serving(things) as url:
        return conformance.check(url, vendor=SPECIMEN, skip=["SPC-06"], modes=["write"])


def test_the_json_report_follows_its_schema(report):
    assert list(validator().iter_errors(as_document(report))) == []


def test_the_schema_refuses_what_is_no_report(report):
    document = as_document(report)
    assert not validator().is_valid(document | {"claim": "fine"})
    assert not validator().is_valid(document | {"more": 1})
    assert not validator().is_valid({key: document[key] for key in document if key != "run"})


def test_a_report_that_is_read_back_is_the_same(report, tmp_path):
    write_report(report, "json", tmp_path / "r.json")
    assert read_report(tmp_path / "r.json") == report


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}'])
def test_what_is_no_report_is_refused(tmp_path, text):
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(ReportError, match=r"r\.json"):
        read_report(tmp_path / "r.json")


def test_the_json_report_holds_what_was_asked(report):
    document = json.loads(as_json(report))
    assert document["run"]["modes"] == ["read", "write"]
    assert document["profile"]["credentials"] == {
        "main": "SPECIMEN_TOKEN",
        "second": "SPECIMEN_SECOND",
    }
    assert document["exit_code"] == 1
    assert document["counts"]["FAIL"] == 1


def test_no_report_shows_a_secret(report):
    secret = f"secret-{report.run['id']}"
    for form in (as_json, as_junit, as_html, as_sarif, as_markdown):
        assert secret not in form(report)
        assert "$TOKEN" in form(report) or form in {as_sarif, as_markdown}


def cases_of(report):
    return ET.fromstring(as_junit(report)).iter("testcase")  # noqa: S314 our own text


def test_junit_has_one_case_per_rule(report):
    cases = {case.get("name").split()[0]: case for case in cases_of(report)}
    assert len(cases) == len(report.results)
    inside = {name: [child.tag for child in case][1:] for name, case in cases.items()}
    assert inside == {
        "SPC-01": ["failure"],
        "SPC-02": [],
        "SPC-03": ["skipped"],
        "SPC-04": [],
        "SPC-05": [],
        "SPC-06": ["skipped"],
        "SPC-07": ["skipped"],
        "SPC-08": ["skipped"],
        "SPC-09": ["skipped"],
    }
    assert cases["SPC-01"].get("classname") == "specimen.identity"
    properties = {each.get("name"): each.get("value") for each in cases["SPC-01"].iter("property")}
    assert properties == {"level": "MUST", "verdict": "FAIL", "source": "SPEC: section 1"}


def test_junit_calls_a_must_that_was_not_judged_an_error():
    with serving(Things()) as url:
        report = conformance.check(url, vendor=SPECIMEN, modes=["read"], only=["SPC-01"])
    (case,) = cases_of(report)
    assert case.find("error").get("message") == "needs --mode write"


def test_sarif_points_at_rule_source_and_operation(report):
    document = json.loads(as_sarif(report))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    first = run["results"][0]
    assert (first["ruleId"], first["level"]) == ("SPC-01", "error")
    rule = run["tool"]["driver"]["rules"][first["ruleIndex"]]
    assert (rule["id"], rule["helpUri"]) == ("SPC-01", "https://specimen.example/spec")
    place = first["locations"][0]
    assert place["logicalLocations"][0]["name"] == "PUT /things"
    assert {result["ruleId"] for result in run["results"]} == {"SPC-01", "SPC-03", "SPC-04"}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.addresses, self.options = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "article":
            self.ids.append(attributes["id"])
        self.addresses += [attributes[name] for name in ("src", "href") if name in attributes]
        self.options += ["option"] if tag == "option" else []


def test_the_page_needs_no_network_and_has_an_address_per_rule(report):
    page = Page(as_html(report))
    assert page.ids == [result.rule.id for result in report.results]
    outside = [each for each in page.addresses if not each.startswith("#")]
    assert set(outside) == {"https://specimen.example/spec"}  # links to sources, nothing loaded
    for rule in page.ids:
        assert f"#{rule}" in page.addresses


def test_the_page_escapes_what_servers_say(report):
    report["SPC-01"].reason = "<script>alert(1)</script>"
    assert "<script>alert(1)</script>" not in as_html(report)
    assert "&lt;script&gt;alert(1)" in as_html(report)


def test_markdown_counts_by_family_and_lists_violations(report):
    text = as_markdown(report)
    assert text.startswith("## specimen: not conformant\n")
    assert "| identity |  | 1 |" in text
    assert "- **SPC-03** An error names the member that is wrong." in text


def test_the_committed_schema_is_json():
    schema = Path(conformance.__file__).parent / "reports" / "report.schema.json"
    assert json.loads(schema.read_text())["title"] == "Report of a conformance run"
