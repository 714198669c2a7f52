"""Walking a list to its end, by page number, offset, cursor or link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from conformance.declared.answer_reading import AnswerReader
from conformance.declared.declared_api import DeclaredApi
from conformance.declared.described_operation import DescribedOperation
from conformance.declared.object_schema import roles_of, types_of
from conformance.declared.record_reading import ShownRecords
from conformance.declared.request_making import PARAMETER
from conformance.expectations import ABSENT
from conformance.http.exchange import Exchange
from conformance.http.target import Target, path_segment
from conformance.outcomes import Untested

MOST_PAGES = 200
NOT_FOUND = 404


@dataclass(frozen=True)
class ListWalker:
    """Walks one list of an API; ``scope`` are the values of the parameters in its path."""

    api: DeclaredApi
    operation: DescribedOperation
    target: Target
    scope: Mapping[str, str]

    @property
    def shown(self) -> ShownRecords:
        return ShownRecords(self.api, self.operation)

    @property
    def paged(self) -> str:
        """The role by which the next page is asked for, empty where the list has no pages."""
        roles = ("cursor", "offset", "page")
        return next((role for role in roles if self.operation.query(role)), "")

    def size(self, word: str, default: int) -> int:
        """A number of the schema of the parameter that asks for a size."""
        found = self.operation.query("size") or {}
        return int(found.get("schema", {}).get(word, default))

    def ask(
        self, query: Sequence[tuple[str, Any]] = (), *, credential: str | None = "main"
    ) -> Exchange:
        """One page."""
        path = PARAMETER.sub(lambda found: path_segment(self.scope[found[1]]), self.operation.path)
        return self.target.send(self.operation.method, path, query=query, credential=credential)

    def pages(
        self,
        query: Sequence[tuple[str, Any]] = (),
        *,
        size: int | None = None,
        credential: str | None = "main",
    ) -> Iterator[Exchange]:
        """
        The pages of a list, with as many records each as may be unless a size is given.

        Raises ``Untested`` when a page is refused or they do not end.
        """
        asked = self.sized(query, size)
        more: list[tuple[str, Any]] = []
        asked_for: list[Any] = []
        seen = 0
        for number in range(MOST_PAGES):
            exchange = self.ask([*asked, *more], credential=credential)
            if exchange.status == NOT_FOUND and self.operation.parents:
                return  # there is nothing below a record that is not there
            if not exchange.ok:
                raise Untested(f"a list was refused: {exchange.line}")
            yield exchange
            records = len(self.shown.records(exchange))
            seen += records
            following = self.next_page(exchange, number, seen, records)
            if following is None:
                return
            if following in asked_for:
                raise Untested(f"the list {self.operation.id} leads to the same page again")
            asked_for.append(more := following)
        raise Untested(f"the list {self.operation.id} has more than {MOST_PAGES} pages")

    def sized(self, query: Sequence[tuple[str, Any]], size: int | None) -> list[tuple[str, Any]]:
        """A query with the size of its pages, where the list has such a parameter."""
        found = self.operation.query("size")
        if found is None:
            return list(query)
        return [*query, (found["name"], size or self.size("maximum", self.size("default", 100)))]

    def next_page(
        self, exchange: Exchange, number: int, seen: int, records: int
    ) -> list[tuple[str, Any]] | None:
        """The query that asks for the page after an answer, ``None`` when it was the last."""
        said = self.said_next(exchange)
        link = next((each for each in said if isinstance(each, str) and "?" in each), None)
        role = self.paged
        parameter = self.operation.query(role) if role else None
        if parameter is None:
            return None
        name, schema = parameter["name"], parameter.get("schema", {})
        if role == "cursor":
            cursor = next((each for each in said if each not in (None, "", link)), None)
            if cursor is None and link is not None:
                cursor = dict(parse_qsl(urlsplit(link).query)).get(name)
            return None if cursor is None else [(name, cursor)]
        if self.tells_next and not any(said):
            return None
        if not records:
            return None
        if role == "offset":
            return [(name, int(schema.get("default", 0)) + seen)]
        return [(name, int(schema.get("default", 1)) + number + 1)]

    @property
    def tells_next(self) -> bool:
        """Whether the answers of the list say that another page follows."""
        reader = AnswerReader(self.api.document, self.operation)
        return "next" in self.operation.headers or "next" in reader.roles_described(
            self.shown.schema
        )

    def said_next(self, exchange: Exchange) -> list[Any]:
        """What an answer says under the role ``next``."""
        reader = AnswerReader(self.api.document, self.operation)
        header = exchange.header(self.operation.headers.get("next", ""))
        if header is not None:
            return [header]
        return [
            value
            for node, value in reader.walk(self.shown.schema, exchange.json)
            if "next" in roles_of(node) and not types_of(node) & {"array", "object"}
        ]

    def counted(self, exchange: Exchange, what: str) -> Any:
        """What an answer says under ``count: what``, ``ABSENT`` where it says nothing."""
        reader = AnswerReader(self.api.document, self.operation)
        for node, value in reader.walk(self.shown.schema, exchange.json):
            if roles_of(node).get("count") == what:
                return value
        return ABSENT
