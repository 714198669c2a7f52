"""
ShopiMind as a client uses it: requests, definitions, people, and cleaning up.
"""

from conformance.drivers.shopimind.bodies import kept, rejected
from conformance.drivers.shopimind.client import ShopiMind, connect
from conformance.drivers.shopimind.definition import Definition, field
from conformance.drivers.shopimind.queries import fields, order, where
from conformance.drivers.shopimind.resources import Customers, Shelf
from conformance.drivers.shopimind.shop import Person

__all__ = [
    "Customers",
    "Definition",
    "Person",
    "Shelf",
    "ShopiMind",
    "connect",
    "field",
    "fields",
    "kept",
    "order",
    "rejected",
    "where",
]
