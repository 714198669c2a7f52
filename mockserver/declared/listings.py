"""
Lists: filters, order and pages, in the usual three forms (page number, offset, cursor).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import urlencode

from mockserver.contract.words import roles_of
from mockserver.core.reasons import Reason, Refusal, Violation, invalid
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.view import View
from mockserver.declared.identities import text_of
from mockserver.provider import Request

Select: TypeAlias = Callable[
    [View, list[tuple[JsonObject, Record]], Request, str], list[tuple[JsonObject, Record]] | str
]
"""Finds some of the records of a scope, each beside what it shows; or says what is wrong."""

DEFAULT_SIZE = 100
POSITIONS = ("page", "offset", "cursor", "size")


@dataclass(frozen=True, slots=True)
class Paging:
    """
    The parameters that choose a page: role to the parameter's name.

    - ``first``: what the first page, or the offset of the first record, is called
    - ``size``: records a page where none is asked for; ``most`` is the largest
    - ``oversize``: ``cap`` or ``default``; a size over the largest is refused by the contract
    """

    names: Mapping[str, str] = field(default_factory=dict)
    first: int = 0
    size: int = DEFAULT_SIZE
    most: int | None = None
    oversize: str = "refuse"

    def size_of(self, request: Request) -> int:
        """How many records the page holds that a request asks for."""
        asked = said(request, self.names.get("size", ""), self.size)
        if not isinstance(asked, int):
            return self.size
        if self.most is not None and asked > self.most:
            return self.most if self.oversize == "cap" else self.size
        return asked

    def start_of(self, request: Request, size: int) -> int | Refusal:
        """How many records come before the page that a request asks for."""
        if "cursor" in self.names:
            sent = said(request, self.names["cursor"])
            start = 0 if sent is None else position_of(str(sent))
            if start is None:
                name = self.names["cursor"]
                return invalid((Violation((name,), "cursor", name, sent),), 1, Reason.BAD_PARAMETER)
            return start
        if "offset" in self.names:
            return max(int(said(request, self.names["offset"], self.first)) - self.first, 0)
        if "page" in self.names:
            page = int(said(request, self.names["page"], self.first))
            return max(page - self.first, 0) * size
        return 0

    def neighbour(self, request: Request, start: int, size: int) -> tuple[str, int, str]:
        """The page that begins after some records, as a link, a number and a text."""
        role = next((role for role in ("cursor", "offset", "page") if role in self.names), "cursor")
        number = {"page": self.first + start // max(size, 1)}.get(role, self.first + start)
        name = self.names.get(role, role)
        text = cursor_of(start) if role == "cursor" else str(number)
        kept = [(key, value) for key, value in request.query if key != name]
        return f"?{urlencode([*kept, (name, text)])}", number, text


def said(request: Request, name: str, default: Json = None) -> Json:
    """What a parameter, or a member of the body, says of a page."""
    if name in request.parameters:
        return request.parameters[name]
    body = request.body if isinstance(request.body, dict) else {}
    return body.get(name, default)


def cursor_of(start: int) -> str:
    """The cursor of the page that begins after some records; clients must not read it."""
    return base64.urlsafe_b64encode(f"after {start}".encode()).decode().rstrip("=")


def position_of(cursor: str) -> int | None:
    """What a cursor says, ``None`` when it is none of ours."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    word, _, number = text.partition(" ")
    return int(number) if word == "after" and number.isdecimal() else None


@dataclass(frozen=True, slots=True)
class DeclaredListing:
    """
    What a list shows: the records of a scope for which every filter holds.

    ``filters`` are parameter to member; ``removed`` is the parameter that shows removed records
    also, or only, and which of the two; ``sort`` is ``oldest``, ``newest`` or ``key``. ``select``
    is the hook that finds some of them, in an order of its own.
    """

    collection: str
    paging: Paging
    filters: Mapping[str, str]
    sort: str
    removed: tuple[str, str] | None
    sort_key: Callable[[Record], str]
    select: Select | None = None

    def page(
        self, view: View, request: Request, kind: str, shown: Callable[[Record], JsonObject]
    ) -> ListPage | Refusal:
        """The page that a request asks for; ``shown`` are the members that a record shows."""
        size = self.paging.size_of(request)
        start = self.paging.start_of(request, size)
        if isinstance(start, Refusal):
            return start
        found = list(self.matching(view, request, kind))
        if self.sort == "newest":
            found.reverse()
        elif self.sort == "key":
            found.sort(key=self.sort_key)
        if self.select is not None:
            scope = kind.partition("/")[2]
            chosen = self.select(view, [(shown(each), each) for each in found], request, scope)
            if isinstance(chosen, str):
                return Refusal(Reason.CONSTRAINT, facts={"message": chosen})
            found = [record for _, record in chosen]
        return ListPage(found[start : start + size], len(found), start, size)

    def matching(self, view: View, request: Request, kind: str) -> Iterator[Record]:
        """Every record of a scope that is shown and satisfies the filters, oldest first."""
        wanted = {
            member: [text_of(value) for value in (sent if isinstance(sent, list) else [sent])]
            for parameter, member in self.filters.items()
            if (sent := request.parameters.get(parameter)) is not None
        }
        for record in view.find(self.collection, "kind", kind):
            if self.hides(record, request):
                continue
            body = record["body"]
            if all(holds(body.get(member), values) for member, values in wanted.items()):
                yield record

    def hides(self, record: Record, request: Request) -> bool:
        """Whether a record is not shown because it was removed, or because it was not."""
        gone = bool(record.get("deleted"))
        if self.removed is None:
            return gone
        parameter, which = self.removed
        if not is_asked(request, parameter):
            return gone
        return which == "only" and not gone


def is_asked(request: Request, parameter: str) -> bool:
    """Whether a Boolean parameter says yes, in any letters where the contract allows them."""
    return text_of(request.parameters.get(parameter, False)).lower() == "true"


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some records of a list, how many there are in all, and where these begin."""

    records: Sequence[Record]
    total: int
    start: int
    size: int

    def numbers(self, paging: Paging, request: Request) -> dict[str, Json]:
        """What answers say of the page, by role."""
        after, before = self.start + self.size, self.start - self.size
        size = max(self.size, 1)
        nothing = (None, None, None)
        return {
            "page": paging.first + self.start // size,
            "offset": paging.first + self.start,
            "size": self.size,
            "next": paging.neighbour(request, after, size) if after < self.total else nothing,
            "previous": paging.neighbour(request, max(before, 0), size) if self.start else nothing,
            "count found": self.total,
            "count shown": len(self.records),
            "count pages": -(-self.total // size),
        }


def holds(value: Json, wanted: Sequence[str]) -> bool:
    """Whether a member is one of the values asked for; a list holds each of its elements."""
    values = value if isinstance(value, list) else [value]
    return any(each is not None and text_of(each) in wanted for each in values)


def paging_of(parameters: Sequence[Mapping[str, Json]], oversize: str) -> Paging:
    """The paging that the roles of an operation's parameters describe."""
    names: dict[str, str] = {}
    schemas: dict[str, Json] = {}
    for parameter in parameters:
        for role in roles_of(parameter).keys() & set(POSITIONS):
            names[role] = parameter["name"]
            schemas[role] = parameter.get("schema", {})
    size = schemas.get("size", {})
    position = schemas.get("page") or schemas.get("offset") or {}
    first = position.get("default", 1 if "page" in names else 0)
    most = size.get("maximum")
    return Paging(
        names, first, size.get("default", min(DEFAULT_SIZE, most or DEFAULT_SIZE)), most, oversize
    )


def filters_of(parameters: Sequence[Mapping[str, Json]], members: frozenset[str]) -> dict[str, str]:
    """Parameter to the member that it compares with: by its role, else by its name."""
    found = {}
    for parameter in parameters:
        roles = roles_of(parameter)
        member = roles.get("filter", parameter["name"] if not roles else None)
        if parameter["in"] == "query" and member in members:
            found[parameter["name"]] = member
    return found


def removed_of(parameters: Sequence[Mapping[str, Json]]) -> tuple[str, str] | None:
    """The parameter that shows removed records, and whether it shows only them."""
    for parameter in parameters:
        which = roles_of(parameter).get("removed")
        if which in {"also", "only"}:
            return parameter["name"], which
    return None
