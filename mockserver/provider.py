"""
What a vendor is made of: a value of functions, and the requests and responses they speak in.

A provider imports this module, ``mockserver.core`` and the standard library, nothing else.
Everything in it is pure: time, fresh bits and state come in, answers and staged changes go out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from mockserver.core.reasons import Place, Reason, Refusal
from mockserver.core.record import Json
from mockserver.core.rules import Rules
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import Command, Outcome, Policy
from mockserver.core.view import Stage, View


@dataclass(frozen=True, slots=True)
class Request:
    """
    A request whose envelope is sound.

    - ``path``: path parameters as text; ``query``: the decoded query string in order
    - ``parameters``: the declared query and header parameters that were sent, in their types
    - ``headers``: names in lower case
    - ``body``: the parsed body, ``None`` when there was none
    - ``rules``: what the contract declares about a writing operation, else ``None``
    - ``url``: where the vendor is mounted, without a slash at the end
    - ``readings``: how the vendor's ambiguities are read for the tenant, a choice for each name
    """

    operation: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Sequence[tuple[str, str]] = ()
    parameters: Mapping[str, Json] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = None
    rules: Rules | None = None
    url: str = ""
    readings: Mapping[str, str] = field(default_factory=dict)

    @property
    def declared(self) -> Rules:
        """The rules of a writing operation; an operation that only reads has none."""
        if self.rules is None:
            raise TypeError(f"{self.operation} declares no x-upsert")
        return self.rules


@dataclass(frozen=True, slots=True)
class Response:
    """An answer before it is bytes; ``body`` is ``None`` only where the vendor sends none."""

    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upsert:
    """
    An operation that declares ``create``, ``upsert`` or ``update``; the engine does the rest.

    - ``decode``: the records of a request, or why there is nothing to write to
    - ``policy``: the provider's part of the engine, for this request
    - ``encode``: the answer; the stage holds what was accepted. A refused outcome is encoded too.
    """

    decode: Callable[[View, Request, Tick], Command | Refusal]
    policy: Callable[[Request], Policy]
    encode: Callable[[Stage, Outcome, Request, Tick], Response]


@dataclass(frozen=True, slots=True)
class Change:
    """Any other write: removals, life cycle. A refusal undoes whatever was staged."""

    apply: Callable[[Stage, Request, Tick], Response | Refusal]


@dataclass(frozen=True, slots=True)
class Read:
    """An operation that writes nothing. The view shows the latest state; wrap it in ``Seen``."""

    answer: Callable[[View, Request, Tick], Response | Refusal]


Operation: TypeAlias = Upsert | Change | Read


def bare(rows: list[Json]) -> Json:
    """The body of an operation that takes a list."""
    return rows


def single(rows: list[Json]) -> Json:
    """The body of an operation that takes one record."""
    return rows[0]


@dataclass(frozen=True, slots=True)
class SeedMapping:
    """
    How rows of a seed become calls.

    - ``operation``: what is called, with at most ``most`` rows at a time
    - ``wrap``: the body around some rows; ``at``: where the rows stand in it
    - ``path``, ``query``: parameters; ``{0}``, ``{1}`` stand for the parts of the argument
    - ``argument``: what the file's name carries after the collection (``records.1.ndjson``), in
      parts that points divide
    """

    operation: str
    most: int = 1
    wrap: Callable[[list[Json]], Json] = single
    at: Place = ()
    path: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    argument: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentedRule:
    """A sentence of a document, in our words, with its id and where it stands."""

    id: str
    sentence: str
    source: str


Insight: TypeAlias = Callable[[View, Mapping[str, Json], Tick], Json]
"""What no public operation shows; raises ``ValueError`` for a wrong or missing question."""


def no_key(_request: Request) -> str | None:
    """The idempotency key of a vendor without idempotency keys."""
    return None


def no_headers(_request_headers: Mapping[str, str], _tick: Tick) -> Mapping[str, str]:
    """The headers of a vendor that adds none."""
    return {}


def as_declared(request: Request) -> Rules | None:
    """The rules of a vendor whose requests all follow what their operation declares."""
    return request.rules


def spends_none(_outcome: Outcome, _request: Request) -> bool:
    """The keys of a vendor whose refusals leave every key free."""
    return False


def no_claimant(_request: Request) -> str | None:
    """The claimant of a vendor that wants a credential for everything."""
    return None


def replay_unmarked(response: Response) -> Response:
    """The replay of a vendor that does not mark replays."""
    return response


def plain_sentence(refusal: Refusal) -> str:
    """A refusal in our words, for a vendor that has none of its own for one record."""
    wanted = [f"{v.keyword} wants {v.limit}" for v in refusal.violations[:3]]
    facts = [f"{name} {value}" for name, value in refusal.facts.items()]
    return ", ".join([*wanted, *facts]) or refusal.reason.value


def is_own_holder(credential: str, _now: int) -> str | None:
    """The holder of a credential of a vendor that issues no tokens."""
    return credential


@dataclass(frozen=True, slots=True)
class Provider:
    """
    One vendor.

    - ``operations``: by the ``operationId`` of its contract; a test holds the two to be equal
    - ``errors``: the vendor's word for every ``Reason``; a test holds it to be total
    - ``refuse``: the vendor's answer to a refusal, made from ``errors``; ``refuse_at`` in its place
      where errors tell the moment or an id of their own, or differ from operation to operation: it
      is told the operation too, "" for a request that reached none
    - ``sentence``: what the vendor says of a refusal, as one line of text
    - ``credential``: what a well-formed credential looks like
    - ``holder``: the credential that a well-formed token stands for at a moment (epoch
      milliseconds), ``None`` once it has expired
    - ``claimant``: the credential for which a request asks that carries none (for a token, say)
    - ``seeds``: collection to the operation that its rows go through, in the order of loading
    - ``norms``: the documented rule behind a reason, where there is one
    - ``insights``: questions about the state that the control plane answers, by name
    - ``rules_for``: the rules that a request chooses, where requests of one operation differ
    - ``idempotency_key``: where the vendor carries it
    - ``spends_key``: whether the key of a request is bound to it although nothing was stored
    - ``readings``: what can be read in several ways, and the choices; the first is the default
    - ``headers``: what every answer carries, made from the request's headers
    - ``replayed``: how the vendor marks a replay
    - ``example``: a ``curl`` that works as pasted once ``{url}`` is the vendor's address
    - ``aliases``: prefixes under which the same paths are served as well (``/v2``)
    """

    name: str
    title: str
    operations: Mapping[str, Operation]
    errors: Mapping[Reason, Any]
    refuse: Callable[[Refusal], Response]
    credential: re.Pattern[str]
    example: str
    idempotency_key: Callable[[Request], str | None] = no_key
    spends_key: Callable[[Outcome, Request], bool] = spends_none
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headers: Callable[[Mapping[str, str], Tick], Mapping[str, str]] = no_headers
    sentence: Callable[[Refusal], str] = plain_sentence
    replayed: Callable[[Response], Response] = replay_unmarked
    aliases: tuple[str, ...] = ()
    holder: Callable[[str, int], str | None] = is_own_holder
    claimant: Callable[[Request], str | None] = no_claimant
    seeds: Mapping[str, SeedMapping] = field(default_factory=dict)
    norms: Mapping[Reason, DocumentedRule] = field(default_factory=dict)
    insights: Mapping[str, Insight] = field(default_factory=dict)
    refuse_at: Callable[[Refusal, Tick, str], Response] | None = None
    rules_for: Callable[[Request], Rules | None] = as_declared

    def read_as(self, chosen: Mapping[str, str]) -> Mapping[str, str]:
        """Every reading, the default where nothing else was chosen."""
        return {name: chosen.get(name, choices[0]) for name, choices in self.readings.items()}
