"""Records as answers show them: found in a body, laid flat, and compared with what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from conformance.declared.declared_api import DeclaredApi
from conformance.declared.described_operation import DescribedOperation
from conformance.declared.object_schema import (
    ObjectSchema,
    described,
    id_of,
    locate,
    object_of,
    roles_of,
    schema_at,
    types_of,
    values_at,
)
from conformance.expectations import Expectation, JsonDict, json_equal
from conformance.http.exchange import Exchange

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


class ShownRecords:
    """The records in the successful answers of one operation that reads or lists."""

    def __init__(self, api: DeclaredApi, operation: DescribedOperation) -> None:
        self.api, self.operation = api, operation
        schema = next((each for each in operation.responses.values() if each is not None), {})
        self.schema: Any = schema
        self.at = locate(api.document, schema, operation.collection) or ()
        node = schema_at(api.document, schema, self.at)
        self.outer = object_of(api.document, node) or ObjectSchema({}, frozenset())
        self.holder = self.outer.with_role("members")
        self.inner = self.outer
        if self.holder is not None:
            inner = self.outer.properties[self.holder]
            self.inner = object_of(api.document, inner) or ObjectSchema(
                {}, frozenset(), inner.get("additionalProperties")
            )

    def records(self, exchange: Exchange) -> list[JsonDict]:
        """The records of an answer, each laid flat."""
        found = values_at(exchange.json, self.at)
        return [self.flat(each) for each in found if isinstance(each, Mapping)]

    def flat(self, record: Mapping[str, Any]) -> JsonDict:
        """The members of a record and what stands beside them, as one object."""
        if self.holder is None:
            return dict(record)
        inner = record.get(self.holder)
        outer = {name: value for name, value in record.items() if name != self.holder}
        return outer | (dict(inner) if isinstance(inner, Mapping) else {})

    def id(self, record: Mapping[str, Any]) -> str:
        """The id of a record, empty where it shows none."""
        name = id_of(self.outer, self.operation.collection.id)
        return str(record[name]) if name and record.get(name) is not None else ""

    def with_role(self, role: str) -> str | None:
        """The member with a role, beside the others or among them."""
        return self.outer.with_role(role) or self.inner.with_role(role)

    def shown(self, members: Mapping[str, Any]) -> JsonDict:
        """How the answers of this operation show members that were sent."""
        lowered = {
            name
            for key in self.operation.collection.keys.values()
            if key.case == "lower"
            for name in key.members
        }
        return {
            name: self.spelled(name, value.lower() if name in lowered else value)
            for name, value in members.items()
            if self.shows(name)
        }

    def shows(self, name: str) -> bool:
        """Whether a record in an answer has a member."""
        node = self.inner.properties.get(name)
        return not self.answers_by_role(node) if node is not None else bool(self.inner.open)

    def answers_by_role(self, node: JsonDict) -> bool:
        """Whether what stands in a member follows from its role and not from what was sent."""
        return bool(roles_of(node).keys() & {"id", "created", "updated", "version", "removed"})

    def spelled(self, name: str, value: Any) -> Any:
        """A value as this answer spells it: as text where it knows only text."""
        node = self.inner.properties.get(name)
        if node is None:
            node = dict(self.inner.open) if isinstance(self.inner.open, Mapping) else {}
        whole = described(self.api.document, node)
        only_text = bool(types_of(whole)) and types_of(whole) <= {"string", "null"}
        if isinstance(value, int | float) and not isinstance(value, bool) and only_text:
            return text_of(value)
        if isinstance(value, str) and whole.get("format") == "date-time":
            return same_moment(value)
        return value


def text_of(value: Any) -> str:
    """A scalar as ids and keys are compared: numbers without a fraction of zero."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def same_moment(said: str) -> Expectation:
    """A moment, in whatever form RFC 3339 has for it."""

    def holds(got: Any) -> bool:
        try:
            return datetime.fromisoformat(str(got)) == datetime.fromisoformat(said)
        except (ValueError, TypeError):
            return json_equal(got, said)

    return (
        Expectation(repr(said), holds)
        if MOMENT.match(said)
        else Expectation(repr(said), said.__eq__)
    )


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(each)
