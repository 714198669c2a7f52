"""The line that would declare what was seen, with its place in the contract."""

from __future__ import annotations

from conformance.declared.described_operation import DescribedOperation
from conformance.declared.vocabulary_check import WORD, vocabulary


def advice(operation: DescribedOperation, word: str, value: str) -> str:
    """What to write into the contract so that what was seen is demanded from now on."""
    known = vocabulary()["$defs"]["words"].get(word, {})
    if value not in known.get("enum", ()):
        return f"no value of {word} says this"
    return f"declare it at {operation.place}: {WORD}: {{ {word}: {value} }}"


def role_advice(member: str, role: str, value: str) -> str:
    """The same for a role of a member."""
    return f"declare it at the member {member}: {WORD}: {{ {role}: {value} }}"
