"""HubSpot's contacts, companies, products and property definitions as a client uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.drivers.interface import VendorErrorBody, refusal_text
from conformance.drivers.removal import not_refused, remove_each, remove_together
from conformance.expectations import JsonDict, at, is_list
from conformance.http.exchange import Exchange
from conformance.http.target import Target, path_segment
from conformance.http.write_ledger import LedgerEntry
from conformance.outcomes import Untested

OBJECTS, PROPERTIES = "/crm/v3/objects", "/crm/v3/properties"
CONTACTS, COMPANIES, PRODUCTS = "contacts", "companies", "products"
DEFINITION = "definition/"
"""How the kind of a ledger entry begins that is a property of the type behind it."""

GONE = 404
MOST = 100
NAMED_BY = {CONTACTS: "email", COMPANIES: "name", PRODUCTS: "name"}
"""Type to the property by which a record of a run is known."""


def connect(target: Target) -> HubSpot:
    return HubSpot(target)


def is_id(value: object) -> bool:
    """Whether a value can be the id of a record in a later request."""
    return isinstance(value, str) and value.isprintable() and value != ""


class HubSpot:
    """The driver. What a write could create is in the ledger before the request is sent."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._noted: dict[tuple[str, str, str], LedgerEntry] = {}

    def headers(self, credential: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.target.secret(credential)}"}

    def identification(self) -> str | None:
        """A list of contacts has ``results``, or an error the status "error"."""
        exchange = self.list(limit=1)
        if is_list(exchange.at("results")) or exchange.at("status") == "error":
            return None
        return f"the list of contacts has neither results nor an error, status {exchange.status}"

    def error_body(self, exchange: Exchange) -> VendorErrorBody:
        code, text = (
            said if isinstance(said, str) else ""
            for said in (exchange.at("category"), exchange.at("message"))
        )
        place = exchange.at("errors", 0, "context", "propertyName", 0)
        return VendorErrorBody(exchange.status, code, text, place if isinstance(place, str) else "")

    def remove(self, entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
        """Archive what the ledger names, records before the properties that they have."""
        alone = [each for each in entries if not each.id or each.kind.startswith(DEFINITION)]
        groups: dict[tuple[str, str], list[LedgerEntry]] = {}
        for each in entries:
            if each not in alone:
                groups.setdefault((each.kind, each.credential), []).append(each)
        left = []
        for group in groups.values():
            for start in range(0, len(group), MOST):
                left += remove_together(group[start : start + MOST], self._archived_together)
        ordered = sorted(alone, key=lambda entry: not entry.kind.startswith(DEFINITION))
        return [*left, *remove_each(ordered, self._is_gone)]

    def _archived_together(self, entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
        """Archive records of one type, a batch at a time; those that are still read after it."""
        of, who = entries[0].kind, entries[0].credential
        ids = [{"id": each} for each in dict.fromkeys(entry.id for entry in entries)]
        not_refused(self.batch("archive", ids, of, credential=who))
        found = self.batch("read", ids, of, credential=who)
        results = found.at("results")
        if not is_list(results):
            return [] if found.status == GONE else list(entries)
        there = {str(at(each, "id")) for each in results}
        return [entry for entry in entries if entry.id in there]

    def _is_gone(self, entry: LedgerEntry) -> bool:
        who = entry.credential
        if entry.kind.startswith(DEFINITION):
            of = entry.kind.removeprefix(DEFINITION)
            address = f"{PROPERTIES}/{of}/{path_segment(entry.name)}"
            not_refused(self.target.send("DELETE", address, credential=who))
            return self.target.send("GET", address, credential=who).status == GONE
        for found in [entry.id] if entry.id else self._ids_of(entry):
            not_refused(self.archive(found, of=entry.kind, credential=who))
            if self.read(found, of=entry.kind, credential=who).status != GONE:
                return False
        return True

    def _ids_of(self, entry: LedgerEntry) -> list[str]:
        """The ids of the records that an entry without one may mean."""
        if entry.kind == CONTACTS:
            found = self.read(entry.name, by="email", credential=entry.credential)
            return [str(found.at("id"))] if found.ok and is_id(found.at("id")) else []
        same = {"propertyName": NAMED_BY[entry.kind], "operator": "EQ", "value": entry.name}
        answer = self.search(entry.kind, filterGroups=[{"filters": [same]}])
        found = answer.at("results")
        return [each["id"] for each in found if is_id(at(each, "id"))] if is_list(found) else []

    # --- names

    def email(self, label: str = "") -> str:
        """An address that nobody else uses; with a label, the same one each time."""
        return f"{self.target.name(label)}@example.com"

    def property_name(self) -> str:
        """A name for a property of one's own."""
        return self.target.name().replace("-", "_")

    # --- batches

    def keyed(self, key: str, trace: str | None = None, **properties: Any) -> JsonDict:
        """An input of an upsert by email."""
        own = {} if trace is None else {"objectWriteTraceId": trace}
        return {"id": key, "idProperty": "email", "properties": properties, **own}

    def batch(
        self,
        verb: str,
        inputs: Sequence[Any],
        of: str = CONTACTS,
        *,
        credential: str | None = "main",
        query: Mapping[str, Any] | None = None,
        **members: Any,
    ) -> Exchange:
        """``upsert``, ``create``, ``update``, ``read`` or ``archive`` several records."""
        writes = verb in {"upsert", "create"}
        noted = [self._note(of, each, credential) for each in inputs if writes]
        exchange = self.target.send(
            "POST",
            f"{OBJECTS}/{of}/batch/{verb}",
            {"inputs": list(inputs), **members},
            query=query or {},
            credential=credential,
            writes=len(inputs) if verb in {"upsert", "create", "update"} else 0,
        )
        results = exchange.at("results")
        for entry in filter(None, noted):
            for each in results if is_list(results) else ():
                own = at(each, "properties", NAMED_BY.get(of, ""))
                if own == entry.name and is_id(at(each, "id")):
                    entry.note_id(each["id"])
        return exchange

    def upsert(self, *inputs: Any, of: str = CONTACTS, **sending: Any) -> Exchange:
        return self.batch("upsert", inputs, of, **sending)

    def _note(self, of: str, one: Any, credential: str | None) -> LedgerEntry | None:
        """Note what an input may create; ``None`` for one that can create nothing."""
        properties = one.get("properties") if isinstance(one, dict) else None
        said = properties.get(NAMED_BY.get(of, "")) if isinstance(properties, dict) else None
        if said is None and isinstance(one, dict) and one.get("idProperty") == "email":
            said = one.get("id")
        return None if said is None else self._entry(of, str(said), credential)

    def _entry(self, of: str, name: str, credential: str | None) -> LedgerEntry:
        # If a credential that may not write does write, the main one has to archive it.
        owner = "second" if credential == "second" else "main"
        known = name.lower() if of == CONTACTS else name
        if (of, known, owner) not in self._noted:
            entry = self.target.will_write(of, known, credential=owner)
            self._noted[of, known, owner] = entry
        return self._noted[of, known, owner]

    # --- single records

    def create(
        self, of: str = CONTACTS, *, credential: str = "main", **properties: Any
    ) -> Exchange:
        entry = self._note(of, {"properties": properties}, credential)
        body = {"properties": properties}
        exchange = self.target.send("POST", f"{OBJECTS}/{of}", body, credential=credential)
        if exchange.ok and is_id(exchange.at("id")):
            if entry is None or entry.id not in {"", exchange.at("id")}:
                name = str(exchange.at("id"))
                entry = self.target.will_write(of, name, credential=credential)
            entry.note_id(exchange.at("id"))
        return exchange

    def stored(self, of: str = CONTACTS, **properties: Any) -> str:
        """Create a valid record, by default one with a name of its own; its id."""
        own = {NAMED_BY[of]: self.email() if of == CONTACTS else self.target.name()}
        exchange = self.create(of, **{**own, **properties})
        if exchange.ok and is_id(exchange.at("id")):
            return str(exchange.at("id"))
        text = refusal_text(exchange, self.error_body(exchange))
        raise Untested(f"a valid record was refused: {text}")

    def read(
        self,
        key: object,
        *shown: str,
        of: str = CONTACTS,
        by: str | None = None,
        query: Sequence[tuple[str, Any]] = (),
        **sending: Any,
    ) -> Exchange:
        """Read a record by its id, or by the property ``by``; ``shown`` are its properties."""
        pairs = [("idProperty", by)] if by else []
        pairs += [("properties", name) for name in shown]
        address = f"{OBJECTS}/{of}/{path_segment(key)}"
        return self.target.send("GET", address, query=[*pairs, *query], **sending)

    def update(
        self, key: object, of: str = CONTACTS, *, by: str | None = None, **properties: Any
    ) -> Exchange:
        address, query = f"{OBJECTS}/{of}/{path_segment(key)}", {"idProperty": by} if by else {}
        return self.target.send("PATCH", address, {"properties": properties}, query=query)

    def archive(self, key: object, of: str = CONTACTS, **sending: Any) -> Exchange:
        return self.target.send("DELETE", f"{OBJECTS}/{of}/{path_segment(key)}", **sending)

    def list(self, of: str = CONTACTS, credential: str | None = "main", **query: Any) -> Exchange:
        return self.target.send("GET", f"{OBJECTS}/{of}", query=query, credential=credential)

    def search(self, of: str = CONTACTS, credential: str = "main", **body: Any) -> Exchange:
        address = f"{OBJECTS}/{of}/search"
        return self.target.send("POST", address, body, writes=0, credential=credential)

    # --- definitions

    def define(self, of: str = COMPANIES, **members: Any) -> Exchange:
        """Define a text property of one's own; ``members`` replace those of the definition."""
        name = str(members.get("name") or self.property_name())
        body = {
            "name": name,
            "label": name,
            "type": "string",
            "fieldType": "text",
            "groupName": self.group_of(of),
            **members,
        }
        return self.define_bare(body, of)

    def define_bare(self, body: JsonDict, of: str = COMPANIES) -> Exchange:
        """Send a definition as it is."""
        if "name" in body:
            self.target.will_write(f"{DEFINITION}{of}", str(body["name"]))
        return self.target.send("POST", f"{PROPERTIES}/{of}", body)

    def group_of(self, of: str) -> str:
        """The group that every account has for properties of a type."""
        known = {CONTACTS: "contactinformation", COMPANIES: "companyinformation"}
        return known.get(of, "productinformation")

    def unique(self, of: str = COMPANIES, **members: Any) -> str:
        """Define a unique property and return its name. Raises ``Untested`` when it is refused."""
        exchange = self.define(of, hasUniqueValue=True, **members)
        if not exchange.ok:
            text = refusal_text(exchange, self.error_body(exchange))
            raise Untested(f"a valid definition was refused: {text}")
        return str(exchange.at("name"))

    def definition(self, name: str, of: str = COMPANIES, **query: Any) -> Exchange:
        return self.target.send("GET", f"{PROPERTIES}/{of}/{path_segment(name)}", query=query)

    def change_definition(self, name: str, of: str = COMPANIES, **members: Any) -> Exchange:
        return self.target.send("PATCH", f"{PROPERTIES}/{of}/{path_segment(name)}", members)

    def archive_definition(self, name: str, of: str = COMPANIES) -> Exchange:
        return self.target.send("DELETE", f"{PROPERTIES}/{of}/{path_segment(name)}")
