"""Generated traffic for the specimen vendor: requests are sent as generated."""

from __future__ import annotations

from conformance.generated.vendor_traffic import Traffic

TRAFFIC = Traffic(
    title="Specimen things",
    header="Authorization",
    scheme="Bearer",
    make_valid=lambda _request, _memory: None,
    unmet_precondition=lambda _request, _memory: False,
    remember=lambda _request, _reply, _memory: None,
    reports=lambda _reply: False,
    leaves={},
    collection="specimen.driver:connect",
)
