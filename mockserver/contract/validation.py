"""
The whole OpenAPI standard, checked with openapi-spec-validator: thorough, and too slow for a start.
"""

from __future__ import annotations

from openapi_spec_validator import OpenAPIV31SpecValidator

from mockserver.contract import Contract
from mockserver.core.reasons import render
from mockserver.errors import ContractError


def check_standard(contract: Contract) -> None:
    """Hold a contract to OpenAPI 3.1. Raises ``ContractError`` naming the first place."""
    try:
        for error in OpenAPIV31SpecValidator(contract.document).iter_errors():
            place = render(tuple(getattr(error, "absolute_path", ())))
            detail = getattr(error, "message", str(error))[:300]
            raise ContractError(f"{contract.file.name}: {place or 'document'}: {detail}")
    except RecursionError as error:
        raise ContractError(
            f"{contract.file.name}: a schema is composed of itself without end, by $ref and allOf"
        ) from error
