"""
Propeller: customers in bulk, their addresses and attributes, and the tokens that open them.

The rules are those of the fact base, PRP-01 to PRP-50; where the vendor is silent or of two
minds, ``openapi/README.md`` names the reading.
"""

from __future__ import annotations

from mockserver.provider import Provider, Read, SeedMapping, bare
from mockserver.providers.propeller import addresses, attributes, bulk, search, single, tokens
from mockserver.providers.propeller.documented_rules import NORMS
from mockserver.providers.propeller.vendor_errors import ERRORS, messages, refuse

__all__ = ["PROVIDER"]

EXAMPLE = """\
curl -sS '{url}/customers/bulk/id' \\
  -H 'Authorization: Bearer webshop-one' -H 'Content-Type: application/json' \\
  -d '{"customers": [{"id": 25494, "firstName": "Iris", "lastName": "de Wit",
        "source": "SHOP", "sourceId": "3002196"}]}'"""

SEEDS = {
    "customers": SeedMapping(
        "bulkCustomersById", 100, lambda rows: {"customers": rows}, ("customers",)
    ),
    "addresses": SeedMapping(
        "bulkAddresses",
        100,
        lambda rows: {"addresses": rows},
        ("addresses",),
        path={"lookupKey": "id", "lookupValue": "{0}"},
        argument="customer",
    ),
    "attributes": SeedMapping(
        "setCustomerAttributes",
        100,
        bare,
        path={"lookupKey": "id", "lookupValue": "{0}"},
        argument="customer",
    ),
}
"""The collections of a seed; addresses and attributes name their customer in the file's name."""

PROVIDER = Provider(
    name="propeller",
    title="Propeller customers",
    operations={
        "createToken": tokens.CREATE,
        "bulkCustomersById": bulk.BULK_BY_ID,
        "bulkCustomersBySourceId": bulk.BULK_BY_SOURCE_ID,
        "bulkCustomersByOtherKey": Read(bulk.refuse_other_key),
        "createCustomer": single.CREATE,
        "getCustomer": single.GET,
        "updateCustomer": single.UPDATE,
        "deleteCustomer": single.DELETE,
        "searchCustomers": search.SEARCH,
        "listAddresses": addresses.LIST,
        "createAddress": addresses.CREATE,
        "bulkAddresses": bulk.BULK_ADDRESSES,
        "updateAddress": addresses.UPDATE,
        "deleteAddress": addresses.DELETE,
        "listCustomerAttributes": attributes.LIST,
        "setCustomerAttributes": attributes.SET,
        "listResourceAttributes": attributes.LIST,
    },
    errors=ERRORS,
    refuse=refuse,
    credential=tokens.TOKEN,
    holder=tokens.holder,
    claimant=tokens.claimant,
    example=EXAMPLE,
    sentence=lambda refusal: "; ".join(messages(refusal)),
    seeds=SEEDS,
    norms=NORMS,
    aliases=("/v2",),
)
"""The vendor as the sandbox serves it."""
