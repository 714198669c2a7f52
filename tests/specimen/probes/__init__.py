"""Probes of the specimen vendor."""
