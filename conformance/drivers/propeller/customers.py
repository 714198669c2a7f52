"""
Customers and addresses to send.
"""

from __future__ import annotations

from typing import Any

from conformance.expectations import JsonDict
from conformance.http.target import Target

UNKNOWN_KEY = "zzUnknown"
"""No page knows it; ``company`` is no such key, for pages disagree on it."""


class CustomerData:
    """Valid customers and addresses of one namespace."""

    def __init__(self, target: Target) -> None:
        self.target = target

    def one(self, **fields: Any) -> JsonDict:
        """A customer under an unused id; the given fields replace the defaults."""
        return {"id": self.target.unique_number(), **self.person(), **fields}

    def paired(self, source: str, source_id: str, **fields: Any) -> JsonDict:
        """A customer for the bulk call by sourceId."""
        return {"source": source, "sourceId": source_id, **self.person(), **fields}

    def person(self) -> JsonDict:
        """The fields that every new customer has."""
        name = self.target.name()
        return {"firstName": "Iris", "lastName": name, "email": f"{name}@example.com"}

    def address(self, **fields: Any) -> JsonDict:
        """A delivery address without a code; the given fields replace the defaults."""
        return {
            "type": "delivery",
            "street": "Havenkade",
            "number": "12",
            "postalCode": "3511 AB",
            "city": "Utrecht",
            "country": "NL",
            **fields,
        }

    def attribute(self, value: str | None) -> JsonDict:
        """A value of the attribute that the profile names; ``None`` deletes it."""
        readings = self.target.profile.readings
        entry = {
            "name": readings.get("attribute", ""),
            "class": readings.get("attribute-class", "customer"),
            "type": readings.get("attribute-type", "text"),
        }
        return entry if value is None else {**entry, "value": value}
