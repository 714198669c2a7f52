"""
Every contract, with every check, against our own sandbox: nothing to find.

The longest tests of the project, ten to forty seconds a vendor.
"""

from __future__ import annotations

import pytest
from live import serving

from conformance.catalogue import contract_of
from conformance.generated.registry import VENDORS
from conformance.generated.schemathesis_run import SchemathesisOrder, run_child
from mockserver.requests.vendor import load_vendors

TOKEN = "generated-traffic-of-a-run"
REFUSED = "revoked-generated-traffic"


@pytest.mark.parametrize("vendor", VENDORS)
def test_generated_requests_find_nothing_wrong_with_the_sandbox(vendor, tmp_path):
    with serving(load_vendors([vendor])) as live:
        report = run_child(
            SchemathesisOrder(
                contract=contract_of(vendor),
                url=f"{live.url}/{vendor}",
                token=TOKEN,
                invalid_token=REFUSED,
                namespace="st1",
                seed=1,
                safe=False,
                ledger=tmp_path / "stored",
            )
        )
    assert report.findings == ()
    assert report.generated > 800
