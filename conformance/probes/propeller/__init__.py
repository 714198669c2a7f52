"""Probes of Propeller's rules, a module a topic."""
