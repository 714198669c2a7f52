"""Probes of rules that hold for shopimind."""
