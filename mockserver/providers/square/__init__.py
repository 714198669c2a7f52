"""
Square: the Catalog API, centred on its batch-upsert.

| file | what it keeps |
|---|---|
| ``catalog`` | the types, their fields and children |
| ``references`` | where objects refer to objects |
| ``shaping``, ``richtext``, ``attributes``, ``server_ids`` | the form that is stored |
| ``constraints``, ``settlement`` | what is demanded of an object, and of a batch |
| ``families``, ``variations``, ``presence`` | ... of a parent and its children |
| ``upserting``, ``changes`` | the operations that write |
| ``rendering``, ``retrieval``, ``listing``, ``searching``, ``item_search`` | those that read |
| ``queries``, ``words``, ``cursors`` | parts of searches |
| ``vendor_errors``, ``schema_errors``, ``refusals`` | refusals in Square's words |
| ``documented_rules`` | the rules behind them |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mockserver.core.tick import Tick
from mockserver.provider import Provider, Request, SeedMapping
from mockserver.providers.square.changes import (
    BATCH_DELETE,
    DELETE,
    UPDATE_MODIFIER_LISTS,
    UPDATE_TAXES,
)
from mockserver.providers.square.documented_rules import NORMS
from mockserver.providers.square.item_search import SEARCH_ITEMS
from mockserver.providers.square.listing import LIST
from mockserver.providers.square.refusals import ERRORS, faults_of, refuse
from mockserver.providers.square.retrieval import BATCH_RETRIEVE, INFO, RETRIEVE
from mockserver.providers.square.searching import SEARCH
from mockserver.providers.square.upserting import BATCH_UPSERT, REFUSED_KEY, UPSERT, spends_key

VERSION: Final = "2026-09-16"
"""The ``Square-Version`` that answers a client that names none."""

DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


EXAMPLE: Final = (
    "curl {url}/v2/catalog/batch-upsert"
    " -H 'Authorization: Bearer my-seller' -H 'Content-Type: application/json' -d '"
    '{"idempotency_key": "first", "batches": [{"objects": [{"type": "TAX", "id": "#vat",'
    ' "tax_data": {"name": "VAT", "percentage": "20"}}]}]}'
    "'"
)
"""A first upsert for the shell."""


def idempotency_key(request: Request) -> str | None:
    """The key of an upsert; a field of its body."""
    key: str | None = request.body.get("idempotency_key") if request.body else None
    return key


def headers(sent: Mapping[str, str], _tick: Tick) -> Mapping[str, str]:
    """The version that answers: the one that was asked for (SQ-04, SQ-06)."""
    asked = sent.get("square-version", "")
    return {"Square-Version": asked if DATE.fullmatch(asked) else VERSION}


SEEDS: Final = {
    "objects": SeedMapping(
        "BatchUpsertCatalogObjects",
        1000,
        lambda rows: {"idempotency_key": "seed", "batches": [{"objects": rows}]},
        ("batches", 0, "objects"),
    )
}
"""The one collection of a seed; temporary ids hold within a thousand rows, one batch."""

PROVIDER: Final = Provider(
    name="square",
    title="Square Catalog",
    operations={
        "BatchUpsertCatalogObjects": BATCH_UPSERT,
        "UpsertCatalogObject": UPSERT,
        "RetrieveCatalogObject": RETRIEVE,
        "DeleteCatalogObject": DELETE,
        "BatchDeleteCatalogObjects": BATCH_DELETE,
        "BatchRetrieveCatalogObjects": BATCH_RETRIEVE,
        "ListCatalog": LIST,
        "SearchCatalogObjects": SEARCH,
        "SearchCatalogItems": SEARCH_ITEMS,
        "CatalogInfo": INFO,
        "UpdateItemTaxes": UPDATE_TAXES,
        "UpdateItemModifierLists": UPDATE_MODIFIER_LISTS,
    },
    errors=ERRORS,
    refuse=refuse,
    credential=re.compile(r"[A-Za-z0-9._~+/=-]{1,512}"),
    example=EXAMPLE,
    sentence=lambda refusal: " ".join(fault.detail for fault in faults_of(refusal)),
    seeds=SEEDS,
    norms=NORMS,
    idempotency_key=idempotency_key,
    spends_key=spends_key,
    readings={REFUSED_KEY: ("free", "spent")},
    headers=headers,
)

__all__ = ["PROVIDER"]
