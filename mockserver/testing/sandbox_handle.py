"""
One tenant of one vendor: where it is, what opens it, what it holds, what was asked of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack

from mockserver.control.spelling import FaultRule, path_segment, read_readings, read_times, rule_of
from mockserver.testing.control_client import Control
from mockserver.testing.hosting import Hosting, hosted
from mockserver.testing.injected_faults import PlantedFault
from mockserver.testing.setup import Seed, Setup, body_of, seed_of, sizes_of
from mockserver.testing.tenant_clock import TenantClock
from mockserver.testing.tenant_state import State
from mockserver.testing.verification import verify


class Sandbox:
    """
    A tenant of its own, under a random credential, until it is discarded.

    Everything here is about this tenant alone: records, faults, clock, limits, request log. Calls
    raise ``ControlError`` with what is wrong and where.
    """

    def __init__(self, control: Control, opened: Mapping[str, Any]) -> None:
        self.vendor = str(opened["vendor"])
        self.tenant = str(opened["tenant"])
        self.headers: dict[str, str] = dict(opened["headers"])
        self._control = control.about(self.vendor, self.tenant)
        self._numbers = count(1)
        self.state = State(self._control)
        self.clock = TenantClock(self._control)

    @classmethod
    @contextmanager
    def start(
        cls,
        vendor: str,
        *,
        contract: str | Path | None = None,
        overlay: str | Path | None = None,
        hooks: str | Path | None = None,
        **setup: Unpack[Setup],
    ) -> Iterator[Sandbox]:
        """
        A sandbox of one vendor in a thread of this process, and a tenant of it.

        With ``contract`` the vendor is the API that this OpenAPI file declares, with ``overlay``
        beside it and the functions of ``hooks``; it is served under the name given.
        """
        own = () if contract is None else (f"{vendor}={contract}",)
        hosting = Hosting(contract=own, overlay=overlay or (), hooks=hooks or ())
        with hosted(() if own else (vendor,), hosting) as url:
            control = Control(url)
            try:
                with cls.open(control, vendor, **setup) as sandbox:
                    yield sandbox
            finally:
                control.close()

    @classmethod
    def open(cls, control: Control, vendor: str, **setup: Unpack[Setup]) -> Sandbox:
        """A new tenant of a running sandbox."""
        opened = control.about(vendor).call("POST", "/tenants", body_of(setup, vendor))
        sandbox = cls(control, opened)
        try:
            for rule in setup.get("faults", ()):
                sandbox.fault(rule)
        except BaseException:
            sandbox.discard()
            raise
        return sandbox

    @property
    def url(self) -> str:
        """The base URL that the vendor's client is given."""
        return f"{self._control.url}/{self.vendor}"

    @property
    def api_key(self) -> str:
        """The credential that opens the tenant."""
        return self.tenant

    @property
    def env(self) -> dict[str, str]:
        """The same as variables, in the names of ``mockserver env``."""
        name = self.vendor.upper()
        return {
            "MOCKSERVER_URL": self._control.url,
            f"{name}_URL": self.url,
            f"{name}_KEY": self.api_key,
        }

    def history(self, collection: str, key: str) -> list[dict[str, Any]]:
        """Which request created, changed, removed or rejected a record; oldest first."""
        path = f"/state/{path_segment(collection)}/{path_segment(key)}/history"
        events: list[dict[str, Any]] = self._control.call("GET", path)["events"]
        return events

    def requests(self, operation: str | None = None, **filters: Any) -> list[dict[str, Any]]:
        """
        The requests that match, oldest first, each in one line.

        Filters: ``method``, ``status``, ``outcome``, ``target``, ``injected``, ``since``,
        ``where`` (JSON pointer into the body to value), ``items`` (key to what became of it),
        ``limit``.
        """
        wanted = filter_of(operation, filters)
        found: list[dict[str, Any]] = self._control.call("POST", "/requests/find", wanted)[
            "requests"
        ]
        return found[::-1]

    def request(self, request_id: str) -> dict[str, Any]:
        """One request with bodies and results, by the ``X-Request-Id`` of its answer."""
        found: dict[str, Any] = self._control.call("GET", f"/requests/{path_segment(request_id)}")
        return found

    def verify(
        self,
        operation: str | None = None,
        *,
        times: int | Mapping[str, int] | None = None,
        exactly: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        items: Mapping[str, str] | None = None,
        **filters: Any,
    ) -> int:
        """
        How many requests match, if it is as many as expected; filters as in ``requests``.

        ``times=2`` and ``exactly=2`` are the same, as are ``times={"at_least": 1, "at_most": 3}``
        and ``at_least=1, at_most=3``; at least once by default. ``items`` says what became of
        records: created, updated, unchanged, rejected. Raises ``AssertionError`` with what came
        nearest.
        """
        __tracebackhide__ = True
        wanted = filter_of(operation, {**filters, **({"items": dict(items)} if items else {})})
        bounds = read_times(times, exactly=exactly, at_least=at_least, at_most=at_most)
        return verify(self._control, {**wanted, "times": bounds})

    def fault(self, rule: FaultRule | None = None, **fields: Any) -> PlantedFault:
        """
        Fail on purpose: a preset, a status, a rule, or fields of one; behind those that stand.

        A rule may be an object, its JSON text, or ``@FILE``.

        Stands until the tenant is discarded, or until the end of its block.
        """
        written = rule_of(rule, fields)
        if "id" not in written:
            written["id"] = f"{written.get('preset', 'fault')}-{next(self._numbers)}"
        return PlantedFault(self._control, written)

    def limit(self, operation: str, **sizes: Any) -> None:
        """
        Set limits of an operation (``*`` for all together), or go back to what is declared.

        Sizes: ``records_per_batch``, ``records_per_request``, ``bytes``, and ``rate``, which is
        ``"5/requests/1"`` or ``{"unit": "requests", "most": 5, "per_s": 1}``. Without any, what
        was set is taken back.
        """
        if sizes:
            self._control.call("PUT", f"/limits/{path_segment(operation)}", sizes_of(sizes))
        else:
            self._control.call("DELETE", f"/limits/{path_segment(operation)}")

    def read_as(self, *readings: str | Mapping[str, str]) -> dict[str, str]:
        """
        Choose how what the vendor leaves open is read; what is chosen then, by name.

        Each is ``"refused-key=spent"`` or ``{"refused-key": "spent"}``; the rest stays. Without
        any, all go back to their first choice.
        """
        wish = {name: word for one in readings for name, word in read_readings(one).items()}
        if wish:
            self._control.call("PATCH", "/readings", wish)
        else:
            self._control.call("DELETE", "/readings")
        found = self._control.call("GET", "/readings")["readings"][self.vendor]
        return {name: row["chosen"] for name, row in found.items()}

    def snapshot(self, name: str) -> None:
        """Keep the present state under a name."""
        self._control.call("PUT", f"/snapshots/{path_segment(name)}")

    def restore(self, name: str) -> None:
        """Bring the state back to a snapshot; request log, faults, clock, limits stay."""
        self._control.call("POST", f"/snapshots/{path_segment(name)}/restore")

    def diff(self, name: str) -> dict[str, Any]:
        """Per collection, what was created, removed and changed since a snapshot."""
        found: dict[str, Any] = self._control.call("GET", f"/snapshots/{path_segment(name)}/diff")
        collections: dict[str, Any] = found["collections"]
        return collections

    def reset(self, to: str = "seed", only: str | Sequence[str] | None = None) -> None:
        """
        Back to ``seed``, ``empty`` or ``snapshot:NAME``; faults, clock, limits, log too.

        ``only`` names parts: ``state``, ``ledger``, ``journal``, ``faults``, ``clock``, ``limits``.
        """
        self._control.call("POST", "/reset", to=to, only=only)

    def seed(self, seed: Seed) -> None:
        """Bring the state to another seed, which a reset goes back to from now on."""
        self._control.call("POST", "/seeds", {"seed": seed_of(seed, self.vendor)})

    def explain(self, operation: str, body: Any = None, **more: Any) -> dict[str, Any]:
        """
        What would become of a request, record by record; nothing is written.

        ``more``: ``path``, ``query``, ``headers`` of the request.
        """
        wish = {"operation": operation, **more} | ({} if body is None else {"body": body})
        explained: dict[str, Any] = self._control.call("POST", "/explain", wish)
        return explained

    def discard(self) -> None:
        """Forget the tenant and everything that belongs to it; the credential opens a new one."""
        self._control.call("DELETE", "/tenants")

    def __repr__(self) -> str:
        return f"<Sandbox {self.url} {self.tenant}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()


def filter_of(operation: str | None, filters: Mapping[str, Any]) -> dict[str, Any]:
    """A filter of requests, with the operation where one is named."""
    return dict(filters) if operation is None else {"operation": operation, **filters}
