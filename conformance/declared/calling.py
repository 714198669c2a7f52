"""Sending the requests of operations, within one scope: the other parameters of their paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.declared.declared_api import DeclaredApi
from conformance.declared.described_operation import DescribedOperation
from conformance.declared.list_walking import ListWalker
from conformance.declared.request_making import RequestMaker, Sending, scope_of
from conformance.declared.sample_values import Sampler
from conformance.http.exchange import Exchange
from conformance.http.target import Target


@dataclass
class Caller:
    """
    Calls the operations of an API.

    ``variant`` chooses one of two scopes; ``said`` are values of parameters that stand before it.
    ``above`` writes the record of a collection that a parameter of a path names, and names it.
    """

    api: DeclaredApi
    target: Target
    sampler: Sampler
    variant: int = 0
    said: Mapping[str, str] = field(default_factory=dict)
    above: Callable[[str, str], str] = lambda _parameter, _collection: ""

    def requester(self, operation: DescribedOperation) -> RequestMaker:
        """What makes the requests of an operation, in the scope of this resource."""
        return RequestMaker(self.api, operation, self.sampler, self.scope(operation))

    def scope(self, operation: DescribedOperation) -> dict[str, str]:
        """The values of the path parameters of an operation that do not name the record."""
        made = {**scope_of(self.api, operation, self.sampler, self.variant), **self.said}
        wanted = {n: c for n, c in operation.parents.items() if n not in self.said}
        return made | {name: self.above(name, wanted[name]) for name in wanted}

    def sent(self, request: Sending, **sending: Any) -> Exchange:
        """Send a request."""
        headers = {**request.headers, **sending.pop("headers", {})}
        return self.target.send(
            request.method,
            request.path,
            request.body,
            query=list(request.query),
            headers=headers,
            **sending,
        )

    def walker(self, operation: DescribedOperation) -> ListWalker:
        return ListWalker(self.api, operation, self.target, self.scope(operation))
