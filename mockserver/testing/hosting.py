"""
A sandbox in a thread of this process, put together as ``mockserver serve`` does it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Hosting:
    """
    What a sandbox of one's own is told; the options of ``mockserver serve`` of the same names.

    - ``seed``: what every tenant begins with: a name, or a folder
    - ``seed_dir``: a folder of seeds, found by the names of its folders
    - ``random_seed``: makes generated ids repeat
    - ``async_delay``: seconds for which an asynchronously processed write stays hidden
    - ``contract``: contracts of one's own, each ``FILE`` or ``NAME=FILE``; ``overlay``: overlays;
      ``hooks``: the files of the functions that they name
    - ``state``: a folder that keeps the state; without it, it ends with the sandbox
    """

    seed: str | Path | None = None
    seed_dir: str | Path | None = None
    random_seed: int | None = None
    async_delay: float = 0
    state: str | Path | None = None
    contract: str | Path | Sequence[str | Path] = ()
    overlay: str | Path | Sequence[str | Path] = ()
    hooks: str | Path | Sequence[str | Path] = ()


@contextmanager
def hosted(vendors: tuple[str, ...], hosting: Hosting) -> Iterator[str]:
    """
    The address of a new sandbox of these vendors, of all when none is named.

    Raises ``SandboxError`` of the kind that tells why it cannot be served.
    """
    # Imported here, so that whoever only attaches does not wait for the server's libraries.
    from mockserver.declared import contract_files  # noqa: PLC0415
    from mockserver.providers import VENDORS  # noqa: PLC0415
    from mockserver.requests.service import SandboxService, SandboxSettings  # noqa: PLC0415
    from mockserver.requests.sweeping import sweeping  # noqa: PLC0415
    from mockserver.requests.vendor import load_vendors  # noqa: PLC0415
    from mockserver.seeding import SeedCatalog, seed_all_tenants  # noqa: PLC0415
    from mockserver.store import open_store  # noqa: PLC0415
    from mockserver.transport.application import build_application  # noqa: PLC0415
    from mockserver.transport.threaded_server import served_in_thread  # noqa: PLC0415

    files = contract_files(
        [str(each) for each in several(hosting.contract)],
        [*map(Path, several(hosting.overlay))],
        [str(each) for each in several(hosting.hooks)],
    )
    loaded = load_vendors(vendors or (() if files else VENDORS), files)
    settings = SandboxSettings(
        visibility_delay=round(hosting.async_delay * 1000), seed=hosting.random_seed
    )
    seed_catalog = SeedCatalog(None if hosting.seed_dir is None else Path(hosting.seed_dir))
    store = open_store(None if hosting.state is None else Path(hosting.state))
    try:
        sandbox = SandboxService(loaded, store, settings=settings)
        if hosting.seed is not None:
            seed_all_tenants(sandbox, seed_catalog, str(hosting.seed))
        app = build_application(sandbox, seed_catalog=seed_catalog)
        with served_in_thread(app) as url, sweeping(sandbox.sweep):
            yield url
    finally:
        store.close()


def several(value: str | Path | Sequence[str | Path]) -> Sequence[str | Path]:
    """One value or several, as several."""
    return (value,) if isinstance(value, str | Path) else value
