"""
What the toy API does. Each defect is a word in ``defects`` that breaks one sentence of it.
"""

from __future__ import annotations

import copy
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from toy.reading import Reading
from toy.records import CUSTOMER, LABEL, ORDER, SERVERS, Record, Refused, Tenant, same_number


class Shop(Reading):
    """The toy API."""

    def __init__(self, *defects: str) -> None:
        self.defects = set(defects)
        self.tenants: dict[str, Tenant] = {}
        self.lock, self.writing = threading.Lock(), threading.Lock()
        self.shared = Tenant()
        self.clock = 0
        self.refused_one = False

    def answer(  # noqa: C901 each address is a branch
        self,
        tenant: str,
        method: str,
        steps: list[str],
        query: dict[str, list[str]],
        content: bytes,
        key: str | None,
    ) -> tuple[int, Any]:
        with self.lock:
            mine = self.tenants.setdefault(tenant, Tenant())
        if self.has("answers-500") or self.has("answers-null"):
            return (500, {"error": "broken"}) if self.has("answers-500") else (200, None)
        body = json.loads(content) if content else {}
        if steps[0] == "orders" and method == "POST" and not isinstance(body.get("orders"), list):
            raise Refused("orders is missing", "orders")
        match method, steps:
            case "PUT", ["customers", code]:
                return self.put(mine, "customers", {"code": code}, body)
            case "PUT", ["stores", store, "labels", name]:
                store = "" if self.has("one-scope") else store
                return self.put(mine, "labels", {"store": store, "name": name}, body)
            case "POST", ["orders"]:
                return self.save(mine, body, content, key)
            case "POST", ["orders", "all"]:
                return self.add(mine, body)
            case "PATCH", ["orders", number]:
                return self.change(mine, number, body)
            case "DELETE", _:
                return self.remove(mine, steps)
            case "GET", ["orders" | "customers"] | ["stores", _, "labels"]:
                return self.page(mine, steps, query)
            case "GET", _:
                return self.read(mine, steps, query)
        raise Refused("there is nothing here", status=404)

    # Checking

    def check_order(  # noqa: C901, PLR0912 each defect is a branch
        self, mine: Tenant, order: Record, old: Record | None
    ) -> None:
        """Raises ``Refused`` for what an order may not be."""
        updating = old is not None
        for name in order:
            if name not in ORDER and not self.has("takes-unknown"):
                raise Refused(f"{name} is not known", name)
        for name, right in ORDER.items():
            if self.has("unchecked-updates") and updating:
                continue
            wrong = name in order and not right(order[name])
            if wrong and not self.has(f"unchecked-{name}"):
                raise Refused(f"{name} is wrong", "" if self.has("placeless") else name)
        if self.has("requires-note") and order.get("note") is None:
            raise Refused("note is missing", "note")
        for name in ("number", "total"):
            if name not in order and not updating and not self.has("requires-nothing"):
                raise Refused(f"{name} is missing", name)
        for name in ("customer", "payer", "agent"):
            if order.get(name) is not None and not self.has("dangling"):
                pool = mine.customers
                if self.has("refers-across"):
                    pool = [row for each in self.tenants.values() for row in each.customers]
                if all(row["code"] != order[name] for row in pool):
                    raise Refused(f"{name} does not exist", name)
        known = (old or {}).get("origin")
        if known is not None and order.get("origin", known) != known:
            if self.has("origin-is-ignored"):
                order.pop("origin")
            elif not self.has("origin-changes"):
                raise Refused("origin is written once", "origin")
        slip = order.get("slip")
        for row in mine.orders:
            rival = slip is not None and row is not old and row.get("slip") == slip
            if rival and not row.get("gone") and not self.has("slips-are-shared"):
                raise Refused("slip is taken", "slip", 409)

    # Writing

    def put(self, mine: Tenant, kind: str, identity: Record, body: Record) -> tuple[int, Any]:
        """Create or replace a customer or a label."""
        rows: list[Record] = getattr(mine, kind)
        with self.lock:
            old = next((row for row in rows if identity.items() <= row.items()), None)
            checks = CUSTOMER if kind == "customers" else LABEL
            for name, right in checks.items():
                if name in body and not right(body[name]):
                    raise Refused(f"{name} is wrong", name)
            if self.has("put-refuses") and old is None:
                raise Refused("there is no such record", status=404)
            kept = dict(old or {}) if self.has("put-patches") else {}
            tags = (old or {}).get("tags", [])
            new = {**kept, **body, **identity}
            if self.has("tags-grow") and "tags" in body:
                new["tags"] = [*tags, *(tag for tag in body["tags"] if tag not in tags)]
            if old is None or self.has("put-twins"):
                rows.append(new)
            else:
                old.clear()
                old.update(new)
            return (200 if old or kind == "labels" else 201), new

    def save(  # noqa: C901 each defect is a branch
        self, mine: Tenant, body: Record, content: bytes, key: str | None
    ) -> tuple[int, Any]:
        """Create or update orders, each for itself."""
        if len(content) > 20_000 and not self.has("any-bytes"):
            raise Refused("too many bytes", status=413)
        if len(body["orders"]) > 10 - self.has("one-fewer") and not self.has("any-number"):
            if self.has("stores-too-many"):
                for order in body["orders"][:10]:
                    self.write(mine, order, update=True)
            raise Refused("too many orders", "orders")
        owner = self.shared if self.has("keys-are-shared") else mine
        if key is not None and not self.has("forgets-keys"):
            known = owner.keys.get(key)
            if known is not None:
                if known[0] != content and not self.has("any-reuse"):
                    raise Refused("the key was used for another request", status=422)
                if self.has("replays-again"):
                    self.results(mine, body["orders"])
                return known[1]
            with self.lock:
                if key in owner.running and not self.has("runs-twice"):
                    raise Refused("the first request is running", status=409)
                owner.running.add(key)
        answer = self.one_writer(lambda: self.results(mine, body["orders"]))
        if key is not None:
            if self.has("runs-twice"):
                time.sleep(0.01)
            owner.keys[key] = (content, answer)
            owner.running.discard(key)
        return answer

    def one_writer(self, write: Callable[[], tuple[int, Any]]) -> tuple[int, Any]:
        """Write, unless somebody else does."""
        waits = self.has("writers-wait") or self.has("runs-twice")
        if not self.writing.acquire(blocking=waits):
            self.refused_one = True
            if self.has("leaves-half"):
                write()
            if self.has("lock-answers-500"):
                raise Refused("busy", status=500)
            raise Refused("another write is running", status=429)
        try:
            time.sleep(0.002)  # a real store takes its time
            return write()
        finally:
            if not (self.has("keeps-lock") and self.refused_one):
                self.writing.release()

    def results(self, mine: Tenant, orders: list[Record]) -> tuple[int, Any]:
        results: list[Record] = []
        before = copy.deepcopy(mine.orders)
        for index, order in enumerate(orders):
            first = next((o for o in orders[:index] if same_number(o, order)), None)
            if self.has("first-wins") and first is not None:
                results.append({**results[orders.index(first)], "index": index})
                continue
            if self.has("skips-last") and index == len(orders) - 1 and index > 0:
                results.append(
                    {"number": order.get("number"), "index": index, "outcome": "updated"}
                )
                continue
            if self.has("twice-twins") and first is not None:
                mine.orders.append(self.fresh(mine, dict(order)))
                results.append({"number": order["number"], "index": index, "outcome": "created"})
                continue
            results.append(self.result(mine, order, index))
        refused = sum(row["outcome"] == "refused" for row in results)
        if self.has("all-or-none") and refused:
            mine.orders[:] = before
        if self.has("bad-last-sinks-all") and results[-1]["outcome"] == "refused":
            mine.orders[:] = before
        if refused == len(results) and self.has("refuses-refusals"):
            raise Refused("nothing was accepted")
        if self.has("hides-refused"):
            results = [row for row in results if row["outcome"] != "refused"]
        if self.has("reversed-results"):
            results = results[::-1]
        status = 207 if refused and not self.has("always-200") else 200
        counted = 0 if self.has("miscounts") else refused
        return status, {"results": results, "refused": counted}

    def result(self, mine: Tenant, order: Record, index: int) -> Record:
        """What became of one order."""
        own = {"number": order.get("number"), "index": index + self.has("index-from-one")}
        try:
            row, created = self.write(mine, order, update=True)
        except Refused as refused:
            if self.has("says-accepted"):
                return {**own, "outcome": "updated"}
            return {**own, "outcome": "refused", "error": refused.text, "member": refused.member}
        outcome = "created" if created or self.has("always-created") else "updated"
        if self.has("spells-numbers-in-capitals"):
            own["number"] = own["number"].upper()
        return {"id": row["id"], **own, "outcome": outcome}

    def write(self, mine: Tenant, order: Record, *, update: bool) -> tuple[Record, bool]:
        """Store one order; whether it is new. Raises ``Refused``."""
        if not isinstance(order.get("number"), str):
            raise Refused("number is wrong", "number")
        old = self.by_number(mine, order["number"])
        sent = order.get("revision")
        if old is not None and sent not in {None, old["revision"]} and not self.has("any-version"):
            raise Refused("revision is not the current one", "revision", 412)
        order = {name: value for name, value in order.items() if name != "revision"}
        if old is not None and self.has("slow-lookup"):
            old = None
        if old is None and self.has("never-creates"):
            raise Refused("there is no such order", "number", 404)
        own = [name for name in SERVERS if name in order]
        if own and not self.has("takes-read-only"):
            raise Refused(f"{own[0]} is the server's", own[0])
        if self.has("writes-before-checks") and old is not None:
            old.update({name: order[name] for name in ("status",) if name in order})
        if self.has("keeps-refused") and old is None:
            self.fresh_into(mine, order)
        self.check_order(mine, order, old)
        if old is not None and not update:
            raise Refused("number is taken", "number", 409)
        if old is None or self.has("upsert-twins"):
            row = self.fresh(mine, order)
            mine.orders.append(row)
            return row, True
        self.merge(mine, old, order)
        return old, False

    def fresh_into(self, mine: Tenant, order: Record) -> None:
        row = self.fresh(mine, order)
        mine.orders.append(row)

    def fresh(self, mine: Tenant, order: Record) -> Record:
        """A new order with what the server writes."""
        mine.ids += 1
        defaults = {} if self.has("no-default") else {"status": "open"}
        return {**defaults, **self.cleared(order), "id": mine.ids, "revision": 1, **self.times()}

    def times(self) -> Record:
        self.clock += 1
        moment = f"2026-12-01T10:00:00.{self.clock % 1000:03d}Z"
        return {"made": moment, "changed": moment, "at": self.clock}

    def cleared(self, order: Record) -> Record:
        """Empty texts as nulls."""
        if self.has("stores-empty"):
            return dict(order)
        return {name: None if value == "" else value for name, value in order.items()}

    def merge(  # noqa: C901 each defect is a branch
        self, mine: Tenant, old: Record, order: Record
    ) -> None:
        """Write an order over what is stored."""
        sent = self.cleared(order)
        if self.has("ignores-null"):
            sent = {name: value for name, value in sent.items() if value is not None}
        if self.has("replaces"):
            for name in set(old) - {*SERVERS, "number", "revision", "at"}:
                old.pop(name)
        if self.has("resets-default"):
            sent = {"status": "open", **sent}
        if self.has("new-id"):
            mine.ids += 1
            old["id"] = mine.ids
        if self.has("touches-neighbour"):
            for row in mine.orders:
                if row is not old:
                    row["note"] = sent.get("note")
        keep = {"status"} if self.has("keeps-status") else set()
        old.update({name: value for name, value in sent.items() if name not in keep})
        if not self.has("version-stands"):
            old["revision"] += 1
        if self.has("made-moves"):
            old["made"] = "2027-01-01T00:00:00.000Z"
        if not self.has("changed-goes-back"):
            old["changed"] = "2026-12-02T10:00:00.000Z"
        else:
            old["changed"] = "2020-01-01T00:00:00.000Z"

    def add(self, mine: Tenant, body: Record) -> tuple[int, Any]:
        """Create orders, all or none."""
        if len(body["orders"]) > 10:
            raise Refused("too many orders", "orders")
        before, made = copy.deepcopy(mine.orders), []
        numbers = [str(order.get("number")).lower() for order in body["orders"]]
        if len(set(numbers)) < len(numbers) and not self.has("adds-twice"):
            raise Refused("a number is there twice", "number")
        renews = self.has("add-updates") or self.has("adds-twice")
        try:
            for order in body["orders"]:
                own = {n: v for n, v in order.items() if n not in SERVERS}
                made.append(self.write(mine, own, update=renews)[0])
        except Refused:
            if not self.has("adds-some"):
                mine.orders[:] = before
            raise
        results = [
            {"id": row["id"], "number": row["number"], "index": index, "outcome": "created"}
            for index, row in enumerate(made)
        ]
        return 201, {"results": results, "refused": 0}

    def change(self, mine: Tenant, number: str, body: Record) -> tuple[int, Any]:
        """Change one order whose version is known."""
        old = self.one(mine, ["orders", number])
        sent = body.get("revision")
        if sent is None and not self.has("version-optional"):
            raise Refused("revision is missing", "revision", 412)
        stale = sent is not None and sent != old["revision"]
        if self.has("older-wins"):
            stale = sent is not None and sent > old["revision"]
        if stale and not self.has("any-version"):
            raise Refused("revision is not the current one", "revision", 412)
        if self.has("racy"):
            time.sleep(0.01)
        own = {n: v for n, v in body.items() if n not in {*SERVERS, "revision"}}
        with self.lock:
            lenient = any(map(self.has, ("racy", "any-version", "older-wins")))
            if not lenient and sent not in {None, old["revision"]}:
                raise Refused("revision is not the current one", "revision", 412)
            other = self.by_number(mine, str(own.get("number", old["number"])))
            if other is not None and other is not old and not self.has("slips-are-shared"):
                raise Refused("number is taken", "number", 409)
            self.check_order(mine, own, old)
            if self.has("takes-read-only"):
                own = {**body, "revision": old["revision"]}
            self.merge(mine, old, own)
        return 200, self.shown(old)

    # Removing and reading

    def remove(  # noqa: C901 each defect is a branch
        self, mine: Tenant, steps: list[str]
    ) -> tuple[int, Any]:
        if self.has("never-removes"):
            return 204, None
        try:
            row = self.one(mine, steps)
        except Refused:
            if steps[0] == "customers" and not self.has("missing-is-refused"):
                return 204, None
            if self.has("missing-is-skipped"):
                return 204, None
            raise
        if steps[0] == "customers":
            self.let_go(mine, row["code"])
        if self.has("removes-the-next"):
            rows = self.rows(mine, steps)
            following = rows.index(row) + 1
            if following < len(rows) and steps[0] == "customers":
                rows.pop(following)
        if steps[0] == "orders":
            if self.has("forgets-removed"):
                mine.orders.remove(row)
            row["gone"] = True
        elif steps[0] == "stores":
            mine.labels.remove(row)
        else:
            mine.customers.remove(row)
        return 204, None

    def let_go(self, mine: Tenant, code: str) -> None:
        """What becomes of the orders that refer to a customer. Raises ``Refused``."""
        held = [row for row in mine.orders if not row.get("gone")]
        if any(row.get("agent") == code for row in held) and not self.has("agent-can-go"):
            raise Refused("an order refers to this customer", "agent", 409)
        for row in held:
            if row.get("payer") == code and not self.has("no-cascade"):
                row["gone"] = True
            if row.get("customer") == code:
                row.pop("customer") if not self.has("no-unlink") else None
                if self.has("unlink-removes"):
                    row["gone"] = True
