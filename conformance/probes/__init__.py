"""Probes: one package a vendor, one module a topic."""
