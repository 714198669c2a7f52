"""Fixtures shared by every room of the tests."""
