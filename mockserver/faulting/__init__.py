"""Failing on purpose: rules that a user writes, and what they do to requests."""

from mockserver.faulting.book import FaultBook
from mockserver.faulting.presets import PRESETS
from mockserver.faulting.reading import BadFault, read_fault

__all__ = ["PRESETS", "BadFault", "FaultBook", "read_fault"]
