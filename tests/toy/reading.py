"""
What the toy API shows: one record, and pages of them. Each defect breaks one sentence of it.
"""

from __future__ import annotations

from typing import Any

from toy.records import Record, Refused, Tenant

SIZES = {"orders": ("limit", 5, 2), "customers": ("size", 4, 3), "labels": ("take", 4, 4)}


class Reading:
    """The reads of the toy API; ``Shop`` has the writes."""

    defects: set[str]
    tenants: dict[str, Tenant]
    clock: int

    def has(self, defect: str) -> bool:
        return defect in self.defects

    def tenant_of(self, authorization: str | None) -> str:
        """Who asks. Raises ``Refused`` for nobody."""
        token = (authorization or "").removeprefix("Bearer ")
        if not token and not self.has("open"):
            raise Refused("a credential is needed", status=401)
        if token.startswith("revoked-") and not self.has("takes-revoked"):
            raise Refused("the credential was revoked", status=401)
        return "all" if self.has("shared") else token

    def rows(self, mine: Tenant, steps: list[str]) -> list[Record]:
        """The records that an address is about, the removed ones among them."""
        if steps[0] == "stores":
            store = "" if self.has("one-scope") else steps[1]
            return [row for row in mine.labels if row["store"] == store]
        return mine.customers if steps[0] == "customers" else mine.orders

    def one(self, mine: Tenant, steps: list[str], *, removed: bool = False) -> Record:
        name = {"customers": "code", "orders": "id", "stores": "name"}[steps[0]]
        for row in self.rows(mine, steps):
            if str(row.get(name)) == steps[-1] and (removed or not row.get("gone")):
                return row
        raise Refused("there is no such record", status=404)

    def by_number(self, mine: Tenant, number: str) -> Record | None:
        """The order that a number means, in any letters."""
        for row in mine.orders:
            same = row["number"].lower() == number.lower()
            if self.has("minds-case"):
                same = row["number"] == number
            if same and (not row.get("gone") or self.has("key-stays-taken")):
                return row
        return None

    def read(self, mine: Tenant, steps: list[str], query: dict[str, list[str]]) -> tuple[int, Any]:
        removed = query.get("removed") == ["true"] and not self.has("never-shows-removed")
        removed = removed or self.has("always-shows-removed")
        try:
            return 200, self.shown(self.one(mine, steps, removed=removed))
        except Refused:
            if self.has("reads-across"):
                for other in self.tenants.values():
                    for row in self.rows(other, steps):
                        if steps[-1] in {str(row.get("id")), row.get("code"), row.get("name")}:
                            return 200, self.shown(row)
            if self.has("finds-nothing-with-200"):
                return 200, {"number": "", "code": "", "name": "none"}
            raise

    def shown(self, row: Record) -> Record:
        """A record as answers show it."""
        found = {name: value for name, value in row.items() if name not in {"at", "store"}}
        if "number" in found:
            found.setdefault("gone", False)
        if self.has("lags") and "number" in found and self.clock - row["at"] < 1:
            found.pop("status", None)
        if self.has("hides-made"):
            found.pop("made", None)
        if self.has("rfc-3339-with-offset") and "made" in found:
            found["made"] = found["made"].replace("Z", "+00:00")
        return found

    def page(self, mine: Tenant, steps: list[str], query: dict[str, list[str]]) -> tuple[int, Any]:
        kind = "labels" if steps[0] == "stores" else steps[0]
        rows = self.rows(mine, steps)
        if self.has("lists-across") and kind == "orders":
            rows = [row for each in self.tenants.values() for row in each.orders]
        asked = query.get("removed") == ["true"]
        if not self.has("always-lists-removed"):
            rows = [row for row in rows if bool(row.get("gone")) == asked]
        rows = self.filtered(rows, query) if kind == "orders" else rows
        rows = self.sorted(kind, rows)
        if self.has("same-page-for-ever"):
            return 200, {kind: [self.shown(row) for row in rows[:1]], "after": "z", "more": True}
        size = self.size(kind, query)
        start = self.start(kind, query, size)
        shown = [self.shown(row) for row in rows[start : start + size]]
        if self.has("repeats-last") and start and kind == "orders":
            shown = [self.shown(rows[start - 1]), *shown][:size]
        if kind == "labels":
            return 200, shown
        ends = start + size >= len(rows)
        if kind == "customers":
            more = {} if ends else {"after": str(start + size - self.has("cursor-slips"))}
            return 200, {"customers": shown, **more}
        total = len(shown) if self.has("counts-the-page") else len(rows)
        return 200, {"orders": shown, "total": total, "more": not ends and not self.has("no-more")}

    def filtered(self, rows: list[Record], query: dict[str, list[str]]) -> list[Record]:
        statuses, of = query.get("status"), query.get("of")
        if self.has("first-status-only") and statuses:
            statuses = statuses[:1]
        if statuses and not self.has("no-filter"):
            rows = [row for row in rows if row.get("status") in statuses]
        if of and not self.has("no-customer-filter"):
            rows = [row for row in rows if row.get("customer") == of[0]]
        return rows

    def sorted(self, kind: str, rows: list[Record]) -> list[Record]:
        if kind == "customers" and not self.has("unsorted"):
            return sorted(rows, key=lambda row: row["code"])
        if (kind == "labels") is not self.has("turned-round"):
            return rows[::-1] if kind != "customers" else rows
        return list(rows)

    def size(self, kind: str, query: dict[str, list[str]]) -> int:
        name, most, default = SIZES[kind]
        if name not in query:
            return default + self.has("default-is-more")
        asked = int(query[name][0])
        if self.has("one-too-few") and asked > 1:
            return asked - 1
        if asked <= most:
            return asked
        if kind == "labels" and not self.has("any-size"):
            raise Refused(f"{name} is too large", name)
        if self.has("any-size"):
            return asked
        return default if (kind == "customers") is not self.has("caps-otherwise") else most

    def start(self, kind: str, query: dict[str, list[str]], size: int) -> int:
        if kind == "customers":
            return int(query.get("after", ["0"])[0])
        if kind == "labels":
            return int(query.get("skip", ["0"])[0])
        page = int(query.get("page", ["1"])[0])
        return (page - 1) * size + (page > 1 and self.has("page-skips"))
