"""Tenants, and what each has of its own: credential, clock, limits, request log."""
