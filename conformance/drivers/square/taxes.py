"""Taxes, the simplest objects of a catalog, as a resource for the shared scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from conformance.drivers.interface import RecordResult
from conformance.drivers.square.objects import data_of, name_of
from conformance.drivers.square.responses import ids_of, objects_of
from conformance.expectations import ABSENT, JsonDict
from conformance.http.exchange import Exchange

if TYPE_CHECKING:
    from conformance.drivers.square import Square

PERCENTAGES = ("5", "7.5")


class Taxes:
    """A ``Resource``: identity ``n`` is a temporary id at first and a permanent one later."""

    def __init__(self, driver: Square) -> None:
        self.driver = driver
        self.ids: dict[int, str] = {}
        self._sent: dict[str, tuple[Sequence[JsonDict], list[JsonDict]]] = {}

    def record(self, n: int, variant: int = 0) -> JsonDict:
        """A tax to create; ``write`` makes it an update once it exists."""
        return self.driver.make.tax(f"#{n}", percentage=PERCENTAGES[variant])

    def bad(self, n: int) -> JsonDict:
        """A tax with ``is_deleted``, which no upsert accepts."""
        return {**self.record(n), "is_deleted": True}

    def shows(self, n: int, variant: int = 0) -> Mapping[str, Any]:
        return {"tax_data": data_of(self.record(n, variant))}

    def write(self, records: Sequence[Any], *, key: str | None = None) -> Exchange:
        """One batch; a body that was sent under the same key before is repeated unchanged."""
        sent, objects = self._sent.get(key or "", (None, []))
        if sent != records:
            objects = [self.current(each) for each in records]
        if key:
            self._sent.setdefault(key, (list(records), objects))
        exchange = self.driver.batches(objects, key=key)
        for ref, object_id in ids_of(exchange).items():
            number = ref.removeprefix("#")
            if number.isdecimal():
                self.ids.setdefault(int(number), object_id)
        return exchange

    def current(self, value: JsonDict) -> JsonDict:
        """An object as it must be sent now: with id and version once it exists."""
        object_id = self.ids.get(int(value["id"].removeprefix("#")))
        if object_id is None:
            return value
        return {**value, "id": object_id, "version": self.driver.get(object_id)["version"]}

    def record_results(self, exchange: Exchange, records: Sequence[Any]) -> Sequence[RecordResult]:
        """Found by name among the objects of the answer."""
        stored = {name_of(each): str(each.get("id")) for each in objects_of(exchange)}
        return [
            RecordResult(name_of(each) in stored, stored.get(name_of(each), "")) for each in records
        ]

    def read(self, n: int, *, credential: str = "main") -> Any:
        object_id = self.ids.get(n)
        if object_id is not None:
            return self.driver.read(object_id, credential=credential).at("object")
        name = self.driver.make.label(f"#{n}")
        found = self.driver.named("TAX", credential=credential)
        return next((each for each in found if name_of(each) == name), ABSENT)

    def count(self) -> int:
        return len(self.driver.names("TAX"))

    def delete(self, n: int) -> Exchange:
        """Delete the tax; record ``n`` can be created again."""
        return self.driver.delete(self.ids.pop(n, "unknown"))
