"""Probes of the general rules, for an API that a contract declares."""
