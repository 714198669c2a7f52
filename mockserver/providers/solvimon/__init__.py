"""
Solvimon: products, and the categories, custom fields, features and billing entities around them.

The rules are those of the fact base, SLV-01 to SLV-74; where the vendor is silent or of two
minds, ``openapi/README.md`` names the reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from mockserver.core.tick import Tick
from mockserver.provider import Operation, Provider, Request, Response, SeedMapping
from mockserver.providers.solvimon.documented_rules import NORMS
from mockserver.providers.solvimon.kinds import (
    BILLING_ENTITY,
    CUSTOM_FIELD,
    FEATURE,
    PRODUCT,
    PRODUCT_CATEGORY,
)
from mockserver.providers.solvimon.lifecycle import delete, move_to
from mockserver.providers.solvimon.product_upsert import create, token, update, upsert
from mockserver.providers.solvimon.reads import read_all, read_one
from mockserver.providers.solvimon.search import search
from mockserver.providers.solvimon.vendor_errors import ERRORS, fault_of, refuse
from mockserver.providers.solvimon.versions import versioned

__all__ = ["PROVIDER"]

EITHER = "resourceIdOrReference"
ID = "resourceId"

OPERATIONS: Mapping[str, Operation] = {
    "getProducts": read_all(PRODUCT),
    "postProducts": create(PRODUCT),
    "putProducts": upsert(PRODUCT),
    "postProductsSearch": search(PRODUCT),
    "getProductsByResourceIdOrReference": read_one(PRODUCT, EITHER),
    "patchProductsByResourceIdOrReference": update(PRODUCT, EITHER),
    "deleteProductsByResourceIdOrReference": delete(PRODUCT, EITHER),
    "postProductsByResourceIdOrReferenceActivate": move_to("ACTIVE"),
    "postProductsByResourceIdOrReferenceDeprecate": move_to("DEPRECATED"),
    "postProductsByResourceIdOrReferenceArchive": move_to("ARCHIVED"),
    "getProductCategories": read_all(PRODUCT_CATEGORY),
    "postProductCategories": create(PRODUCT_CATEGORY),
    "putProductCategories": upsert(PRODUCT_CATEGORY),
    "postProductCategoriesSearch": search(PRODUCT_CATEGORY),
    "getProductCategoriesByResourceIdOrReference": read_one(PRODUCT_CATEGORY, EITHER),
    "patchProductCategoriesByResourceIdOrReference": update(PRODUCT_CATEGORY, EITHER),
    "deleteProductCategoriesByResourceIdOrReference": delete(PRODUCT_CATEGORY, EITHER),
    "getCustomFields": read_all(CUSTOM_FIELD),
    "postCustomFields": create(CUSTOM_FIELD),
    "getCustomFieldsByResourceId": read_one(CUSTOM_FIELD, ID),
    "patchCustomFieldsByResourceId": update(CUSTOM_FIELD, ID),
    "deleteCustomFieldsByResourceId": delete(CUSTOM_FIELD, ID),
    "getFeatures": read_all(FEATURE),
    "postFeatures": create(FEATURE),
    "putFeatures": upsert(FEATURE),
    "getFeaturesByResourceId": read_one(FEATURE, ID),
    "patchFeaturesByResourceId": update(FEATURE, ID),
    "deleteFeaturesByResourceId": delete(FEATURE, ID),
    "getBillingEntities": read_all(BILLING_ENTITY),
    "postBillingEntities": create(BILLING_ENTITY),
    "putBillingEntities": upsert(BILLING_ENTITY),
    "getBillingEntitiesByResourceIdOrReference": read_one(BILLING_ENTITY, EITHER),
    "patchBillingEntitiesByResourceIdOrReference": update(BILLING_ENTITY, EITHER),
}

VERSION = {"version": "1"}

SEEDS = {
    "product-categories": SeedMapping("putProductCategories", path=VERSION),
    "custom-fields": SeedMapping("postCustomFields", path=VERSION),
    "features": SeedMapping("putFeatures", path=VERSION),
    "billing-entities": SeedMapping("putBillingEntities", path=VERSION),
    "products": SeedMapping("putProducts", path=VERSION),
}
"""The collections of a seed, those that others refer to first."""

EXAMPLE = """\
curl -sS -X PUT '{url}/v1/products' \\
  -H 'X-API-KEY: my-first-platform' -H 'Content-Type: application/json' \\
  -d '{"reference": "support-premium", "name": "Premium support", "product_type": "ADDON"}'"""


def idempotency_key(request: Request) -> str | None:
    """The key in its header; an empty one is none (SLV-65)."""
    return request.headers.get("idempotency-key") or None


def request_id(_request_headers: Mapping[str, str], tick: Tick) -> Mapping[str, str]:
    """The name of a request, on every answer (SLV-59)."""
    return {"X-Request-Id": token("reqr", tick)}


def replayed(response: Response) -> Response:
    """A stored answer says that it is one (SLV-65)."""
    return replace(response, headers={**response.headers, "Idempotent-Replayed": "true"})


PROVIDER = Provider(
    name="solvimon",
    title="Solvimon Configuration API",
    operations={name: versioned(operation) for name, operation in OPERATIONS.items()},
    errors=ERRORS,
    refuse=refuse,
    credential=re.compile(r"[A-Za-z0-9._~+/=:-]{8,2048}"),
    example=EXAMPLE,
    sentence=lambda refusal: fault_of(refusal).text,
    seeds=SEEDS,
    norms=NORMS,
    idempotency_key=idempotency_key,
    headers=request_id,
    replayed=replayed,
)
"""The vendor as the sandbox serves it."""
