"""Probes of rules that hold for propeller."""
