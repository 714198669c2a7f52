"""Reading contracts: rules, routing view, validators."""

from mockserver.contract.document import Contract, OperationContract, load_contract
from mockserver.contract.folder import contracts_folder
from mockserver.contract.parameters import read_parameters
from mockserver.contract.routing import routing_view

__all__ = [
    "Contract",
    "OperationContract",
    "contracts_folder",
    "load_contract",
    "read_parameters",
    "routing_view",
]
