"""
Profiles: what a target is, what it offers, and what may be done to it. One TOML file each.

| word | means |
|---|---|
| ``vendor`` | whose rules apply |
| ``title`` | a name for people |
| ``base-path`` | put between the address given on the command line and the vendor's paths |
| ``modes`` | what may be done at most: read, write, heavy, lock, destructive, generated |
| ``[credentials.NAME]`` | ``env``, the variable that holds it; ``value``, for sandboxes only |
| ``[capabilities]`` | what the target offers; a rule that needs what is not offered is N/A |
| ``[numbers]`` | limits and seconds; ``patience`` and ``visibility`` are known to all vendors |
| ``[readings]`` | which reading of an ambiguous rule the target promises |

``{run}`` in the value of a credential becomes the id of the run, which makes a tenant of its own.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.catalogue import CREDENTIALS, Mode
from conformance.errors import ProfileError

KEYS = (
    "vendor",
    "title",
    "base-path",
    "modes",
    "credentials",
    "capabilities",
    "numbers",
    "readings",
)
CREDENTIAL_NAMES = ("main", *CREDENTIALS.values())
PATIENCE = 5.0
"""Seconds that a run waits for a busy target when the profile says nothing."""


@dataclass(frozen=True)
class Credential:
    """Where a secret comes from: a variable of the environment, or a fixed value."""

    env: str
    value: str = ""

    def secret(self, run_id: str) -> str | None:
        """The secret, ``None`` when the variable is not set and there is no value."""
        return os.environ.get(self.env) or self.value.replace("{run}", run_id) or None


@dataclass(frozen=True)
class Profile:
    """A profile as parsed; the module describes its words."""

    vendor: str
    title: str = ""
    base_path: str = ""
    modes: frozenset[Mode] = frozenset(Mode)
    credentials: Mapping[str, Credential] = field(default_factory=dict)
    capabilities: Mapping[str, bool] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    def number(self, name: str, default: float) -> float:
        """A number of the profile, the default when it has none of this name."""
        return self.numbers.get(name, default)

    def offers(self, capability: str) -> bool:
        """Whether the target declares a capability; what is not mentioned is not offered."""
        return self.capabilities.get(capability, False)


def read_profile(file: Path) -> Profile:
    """Read a profile from its file. Raises ``ProfileError``."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"cannot read the profile {file}: {error}") from error
    refuse_unknown(f"profile {file}", document, KEYS)
    if not isinstance(document.get("vendor"), str):
        raise ProfileError(f"profile {file}: vendor is missing")
    return Profile(
        vendor=document["vendor"],
        title=document.get("title", ""),
        base_path=document.get("base-path", "").rstrip("/"),
        modes=read_modes(file, document.get("modes", [mode.value for mode in Mode])),
        credentials=read_credentials(file, document.get("credentials", {})),
        capabilities=read_table(file, document, "capabilities", bool),
        numbers=read_table(file, document, "numbers", int | float),
        readings=read_table(file, document, "readings", str),
        file=str(file),
    )


def refuse_unknown(place: str, found: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Raise ``ProfileError`` for a key that is none of the known ones."""
    for key in found:
        if key not in known:
            raise ProfileError(f"{place}: unknown word {key!r}; the words are {', '.join(known)}")


def read_modes(file: Path, names: list[str]) -> frozenset[Mode]:
    """Parse the modes; reading is always allowed."""
    try:
        return frozenset(Mode(name) for name in names) | {Mode.READ}
    except ValueError as error:
        words = ", ".join(Mode)
        raise ProfileError(f"profile {file}: modes: {error}; the words are {words}") from error


def read_credentials(file: Path, table: Mapping[str, Any]) -> dict[str, Credential]:
    """Parse the sources of secrets, by the names of the credentials."""
    refuse_unknown(f"profile {file}: credentials", table, CREDENTIAL_NAMES)
    found = {}
    for name, source in table.items():
        place = f"profile {file}: credentials.{name}"
        if not isinstance(source, dict) or not isinstance(source.get("env"), str):
            raise ProfileError(f"{place}: env is missing")
        refuse_unknown(place, source, ("env", "value"))
        found[name] = Credential(source["env"], source.get("value", ""))
    return found


def read_table(file: Path, document: Mapping[str, Any], name: str, kind: Any) -> dict[str, Any]:
    """Parse a table whose values are all of one type."""
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise ProfileError(f"profile {file}: {name} must be a table")
    for key, value in table.items():
        right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not right:
            raise ProfileError(f"profile {file}: {name}.{key} has the wrong type")
    return dict(table)
