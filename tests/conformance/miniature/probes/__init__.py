"""Probes of the miniature vendor."""
