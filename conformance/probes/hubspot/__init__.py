"""Probes of HubSpot's rules, a module a topic."""
