"""Probes of the rules that every vendor must keep."""
