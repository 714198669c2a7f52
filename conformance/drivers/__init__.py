"""Drivers: one module a vendor."""
