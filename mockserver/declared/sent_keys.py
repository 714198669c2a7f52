"""
The idempotency key that a request carries, where its contract says.
"""

from __future__ import annotations

from mockserver.provider import Request


def key_in(request: Request, where: tuple[str, str, bool] | None) -> str | None:
    """The idempotency key of a request; ``where`` is ``mockserver.contract.bodies.key_place``'s."""
    if where is None:
        return None
    place, name, _required = where
    if place == "body":
        value = request.body.get(name) if isinstance(request.body, dict) else None
    else:
        value = request.parameters.get(name)
    return None if value in {None, ""} else str(value)
