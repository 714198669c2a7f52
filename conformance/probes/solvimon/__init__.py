"""Probes of rules that hold for solvimon."""
