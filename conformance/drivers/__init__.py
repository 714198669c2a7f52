"""Drivers: one package for each vendor."""
