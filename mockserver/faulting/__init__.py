"""Failing on purpose: rules that a user writes, and what they do to requests."""

from mockserver.faulting.fault_book import FaultBook
from mockserver.faulting.parsing import BadFault, read_fault
from mockserver.faulting.presets import PRESETS

__all__ = ["PRESETS", "BadFault", "FaultBook", "read_fault"]
