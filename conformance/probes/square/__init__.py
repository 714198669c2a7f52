"""Probes of Square's rules, a module a topic."""
