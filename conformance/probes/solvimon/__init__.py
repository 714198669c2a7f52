"""Probes of Solvimon's rules, a module a topic."""
