"""Probes of rules that hold for square."""
