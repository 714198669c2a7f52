"""Probes of ShopiMind's rules, a module a topic."""
