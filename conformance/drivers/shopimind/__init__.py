"""
ShopiMind as a client uses it: requests, definitions, people, and cleaning up.
"""

from conformance.drivers.shopimind.bodies import rejected, stored_value
from conformance.drivers.shopimind.client import ShopiMind, connect
from conformance.drivers.shopimind.definition import DefinitionDriver, field
from conformance.drivers.shopimind.queries import fields, order, where
from conformance.drivers.shopimind.resources import CustomerRecords, DefinedRecords
from conformance.drivers.shopimind.shop import Person

__all__ = [
    "CustomerRecords",
    "DefinedRecords",
    "DefinitionDriver",
    "Person",
    "ShopiMind",
    "connect",
    "field",
    "fields",
    "order",
    "rejected",
    "stored_value",
    "where",
]
