"""
The driver of a declared API: credentials, errors, and the removal of what a run wrote.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from conformance.declared.answer_reading import AnswerReader
from conformance.declared.collection_resource import DeclaredResource
from conformance.declared.declared_api import DeclaredApi, json_of
from conformance.declared.described_operation import DescribedOperation
from conformance.declared.object_schema import resolved
from conformance.declared.record_finding import NOT_FOUND
from conformance.declared.record_reading import texts_of
from conformance.declared.request_making import PARAMETER, RequestMaker, UnsentRecord
from conformance.declared.vocabulary_check import walk
from conformance.drivers.interface import VendorErrorBody
from conformance.drivers.removal import not_refused, remove_each
from conformance.expectations import JsonDict
from conformance.http.exchange import Exchange
from conformance.http.target import Target
from conformance.http.write_ledger import LedgerEntry
from conformance.outcomes import Untested

SEVERAL = 10
"""Records from which on they are removed together, where the contract allows that."""

PLAIN = {"code": ("code",), "text": ("detail", "message", "title", "error"), "place": ("place",)}
"""Members of an error that nothing describes: those of RFC 9457, and the usual ones."""


class DeclaredDriver:
    """What the suite needs of a driver, from the contract."""

    def __init__(self, api: DeclaredApi, target: Target) -> None:
        self.api, self.target = api, target
        self.scheme = scheme_of(api.document)
        if self.scheme.get("type") == "apiKey" and self.scheme.get("in") == "query":
            target.authorise_query = self.query

    def headers(self, credential: str) -> Mapping[str, str]:
        """The header that presents a credential, as the first security scheme wants it."""
        kind, name = self.scheme.get("type"), str(self.scheme.get("name", ""))
        if not self.scheme or self.scheme.get("in") == "query":
            return {}
        secret = self.target.secret(credential)
        if kind == "apiKey":
            cookie = self.scheme.get("in") == "cookie"
            return {"cookie": f"{name}={secret}"} if cookie else {name: secret}
        if self.scheme.get("scheme") == "basic":
            pair = secret if ":" in secret else f"{secret}:"
            encoded = b64encode(pair.encode()).decode()
            self.target.hide_secret(encoded, credential)
            return {"authorization": f"Basic {encoded}"}
        return {"authorization": f"Bearer {secret}"}

    def query(self, credential: str) -> Mapping[str, str]:
        """The parameter that presents a credential."""
        return {str(self.scheme["name"]): self.target.secret(credential)}

    def resource(self, operation: DescribedOperation, *, scope: int = 0) -> DeclaredResource:
        """The collection of an operation that writes, as a resource that uses it."""
        return DeclaredResource(self.api, operation, self.target, scope=scope)

    def identification(self) -> str | None:
        """A list answers with records, or a read of nothing with an error in JSON."""
        above = [each for each in self.api.operations.values() if not each.parents]
        known = sorted(above, key=lambda each: each.verb != "list")
        asked = next((each for each in known if each.verb in {"list", "read"}), None)
        if asked is None or asked.body is not None:
            self.target.send("GET", f"/{self.target.name('none')}")
            return None
        resource = self.resource(asked)
        if asked.verb == "list":
            walker = resource.caller.walker(asked)
            exchange = walker.ask()
            if exchange.ok and isinstance(exchange.json, dict | list):
                return None
            return f"{asked.id} lists nothing in JSON, status {exchange.status}"
        scope = dict.fromkeys(PARAMETER.findall(asked.path), self.target.name("none"))
        path = RequestMaker(self.api, asked, resource.sampler, scope).path()
        exchange = self.target.send("GET", path)
        if exchange.status in NOT_FOUND or (exchange.ok and isinstance(exchange.json, dict)):
            return None
        return f"{asked.id} of a record that does not exist answers {exchange.status}"

    def error_body(self, exchange: Exchange) -> VendorErrorBody:
        """The error in an answer, by its roles; without roles by the usual names."""
        operation = self.api.api_operations.called_by(exchange.method, exchange.path)
        declared = self.api.operations.get(operation.id) if operation else None
        said: dict[str, Any] = {}
        if declared is not None:
            reader = AnswerReader(self.api.document, declared)
            said = reader.roles(error_schema(self.api, declared, exchange.status), exchange.json)
        words = {
            name: next(
                (str(value) for value in said.get(name, ()) if value is not None),
                next((str(exchange.at(p)) for p in plain if isinstance(exchange.at(p), str)), ""),
            )
            for name, plain in PLAIN.items()
        }
        return VendorErrorBody(exchange.status, **words)

    def remove(self, entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
        """Delete what the ledger names; what the contract cannot remove is left."""
        listed: dict[tuple[str, str], list[JsonDict]] = {}
        lasting = [entry for entry in entries if not self.api.of(entry.kind, "remove")]
        passing = [entry for entry in entries if self.api.of(entry.kind, "remove")]
        together = self._remove_together(passing)
        left = passing
        for _pass in range(2):  # what was refused because of a reference can go once that is gone
            left = remove_each(left, lambda entry: self._is_gone(entry, listed, together))
        # What nothing removes may have gone with what it refers to, or was never stored.
        left += [entry for entry in lasting if not self._is_missing(entry)]
        return left

    def _remove_together(self, entries: Sequence[LedgerEntry]) -> set[int]:
        """Remove what has an id in as few requests as the contract allows; which entries."""
        removed: set[int] = set()
        for operation in self.api.operations.values():
            several = operation.verb == "remove" and operation.parameter is None
            mine = [e for e in entries if e.kind == operation.collection.name and e.id]
            if not several or "id" not in operation.by or len(mine) < SEVERAL:
                continue
            found = [NamedRecord(self, entry) for entry in mine]
            groups: dict[tuple[str, str], list[NamedRecord]] = {}
            for each in found:
                groups.setdefault((each.entry.credential, str(each.scope)), []).append(each)
            for group in groups.values():
                size = operation.most(self.api.document) or 50
                for place in range(0, len(group), size):
                    part = group[place : place + size]
                    if part[0].send(operation, part).ok:
                        removed |= {id(each.entry) for each in part}
        return removed

    def _is_missing(self, entry: LedgerEntry) -> bool:
        """Whether a record is not there; nothing that can be read of it says that it is."""
        found = NamedRecord(self, entry)
        try:
            found.look_up({})
        except Untested:
            return False
        return found.missing

    def _is_gone(
        self,
        entry: LedgerEntry,
        listed: dict[tuple[str, str], list[JsonDict]],
        together: set[int],
    ) -> bool:
        known = self.api.of(entry.kind, "remove")
        found = NamedRecord(self, entry)
        if id(entry) in together and not found.is_there():
            return True
        if not found.can_be_named(known):
            found.look_up(listed)
            if found.missing:
                return True
        operation = next(
            (each for each in known if found.resource.finder.nameable(each, found.draft)), None
        )
        if operation is None:
            return False
        deleted = not_refused(found.send(operation))
        if deleted.status in NOT_FOUND:
            return True
        return deleted.ok and not found.is_there()


class NamedRecord:
    """A record as a ledger names it: keys and scope as they were written down."""

    def __init__(self, driver: DeclaredDriver, entry: LedgerEntry) -> None:
        said = dict(parse_qsl(entry.name))
        maker = driver.api.of(entry.kind, "upsert", "create", "update")[0]
        self.entry, self.name = entry, said.get("record", "")
        self.resource = driver.resource(maker)
        self.scope = {name: said[name] for name in maker.scope if name in said}
        self.resource.caller.said = self.scope
        keyed = {name: value for name, value in said.items() if name not in self.scope}
        self.draft = UnsentRecord(-1, keyed, entry.id)
        self.missing = False

    def can_be_named(self, operations: Sequence[DescribedOperation]) -> bool:
        return any(self.resource.finder.nameable(each, self.draft) for each in operations)

    def look_up(self, listed: dict[tuple[str, str], list[JsonDict]]) -> None:
        """Find the id of the record by its key, or in a list."""
        found = None
        for operation in self.resource.api.of(self.entry.kind, "read"):
            if self.resource.finder.nameable(operation, self.draft):
                found = self.resource.finder.read_by(operation, self.draft, self.entry.credential)
                self.missing = not isinstance(found, dict)
                break
        else:
            for operation in self.resource.api.of(self.entry.kind, "list"):
                place = (self.entry.kind, self.entry.credential)
                if place not in listed:
                    rows = self.resource.finder.listed(operation, credential=self.entry.credential)
                    listed[place] = list(rows)
                found = next(filter(self.is_this, listed[place]), None)
                self.missing = found is None
                break
        own = self.resource.collection.id
        if isinstance(found, dict) and own and found.get(own) is not None:
            self.draft = UnsentRecord(-1, self.draft.members, str(found[own]))

    def is_this(self, record: JsonDict) -> bool:
        if self.name:
            return any(text.startswith(f"{self.name}-") for text in texts_of(record))
        return self.resource.finder.is_record(record, self.draft)

    def send(self, operation: DescribedOperation, others: Sequence[NamedRecord] = ()) -> Exchange:
        """Remove the record, or several of one scope and credential."""
        drafts = [replace(each.draft, by="id") for each in others] or [self.draft]
        request = self.resource.caller.requester(operation).naming(drafts)
        return self.resource.caller.sent(request, credential=self.entry.credential)

    def is_there(self) -> bool:
        """Whether the record can still be read."""
        for operation in self.resource.api.of(self.entry.kind, "read"):
            if self.resource.finder.nameable(operation, self.draft):
                found = self.resource.finder.read_by(operation, self.draft, self.entry.credential)
                return isinstance(found, dict)
        return False


def scheme_of(document: JsonDict) -> JsonDict:
    """The first security scheme that the contract asks for, empty where it asks for none."""
    asked = document.get("security") or [
        each
        for _path, method, item in walk(document)
        for each in item[method].get("security") or ()
    ]
    schemes = (document.get("components") or {}).get("securitySchemes") or {}
    names = [name for each in asked for name in each if name in schemes]
    return resolved(document, schemes[names[0]]) if names else {}


def error_schema(api: DeclaredApi, operation: DescribedOperation, status: int) -> JsonDict:
    """The schema of an error of an operation: of its status, ``4XX``, or ``default``."""
    for path, method, item in walk(api.document):
        if (path, method.upper()) != (operation.path, operation.method):
            continue
        answers = item[method].get("responses") or {}
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in answers:
                node = resolved(api.document, answers[name])
                return next((schema for _media, schema in json_of(node)), {})
    return {}
