"""
The banner: what a person needs to see once the sandbox answers, with one command that works.
"""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from mockserver.contract import Contract
from mockserver.provider import Provider


def banner(base: str, served: list[tuple[Contract, Provider]], root: str | None) -> None:
    """Print it on standard error; ``root`` is the vendor that is served at ``/`` as well."""
    console = Console(file=sys.stderr, highlight=False, soft_wrap=True)
    table = Table(box=None, show_header=False, pad_edge=False)
    for contract, provider in served:
        url = f"{base}/{provider.name}" + (f"  and  {base}/" if provider.name == root else "")
        operations = f"{len(contract.operations)} operations"
        table.add_row(f"[bold]{provider.title}[/bold]", url, operations)
    console.print(table)
    console.print("[dim]contracts and Swagger UI below each address: /openapi.json, /ui/[/dim]")
    console.print("Try it:")
    first = served[0][1]
    console.print("  " + first.example.replace("{url}", f"{base}/{first.name}"), markup=False)
