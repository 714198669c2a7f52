"""
Seeds: the state that a tenant begins with, as rows in the API's own shape.

A seed is a folder with one file for each collection, ``<collection>[.<argument>].ndjson``,
``.json`` or ``.yaml``. It is loaded through the engine, with every check that a client would meet.
"""

from mockserver.seeding.seed_catalog import SeedCatalog, seed_all_tenants

__all__ = ["SeedCatalog", "seed_all_tenants"]
