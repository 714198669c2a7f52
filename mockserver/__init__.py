"""A stateful sandbox for bulk-upsert APIs."""

__version__ = "0.1.0"
