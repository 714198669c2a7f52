"""Probes: one package for each vendor, one module for each topic."""
