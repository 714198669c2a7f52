"""
Where the contracts lie.
"""

from __future__ import annotations

from pathlib import Path

from mockserver.errors import ContractError

FILES = ("openapi", "../openapi")
"""Where contracts are, relative to the package: inside the wheel, or beside it in the project."""


def contracts_folder() -> Path:
    """The folder with the contracts. Raises ``ContractError`` when there is none."""
    package = Path(__file__).resolve().parent.parent
    for candidate in FILES:
        folder = (package / candidate).resolve()
        if folder.is_dir():
            return folder
    raise ContractError("the folder openapi/ with the contracts is missing from this installation")
