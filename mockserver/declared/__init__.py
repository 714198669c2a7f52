"""
The interpreter: from a contract and its declaration to a provider, without code for the API.

A declaration is compiled once, when a contract is loaded, into frozen values and closures; nothing
of the document is looked at while a request is served.
"""

from mockserver.declared.contract_files import ContractFile, contract_files, load_declared
from mockserver.declared.proposal import propose
from mockserver.declared.summary import derived

__all__ = ["ContractFile", "contract_files", "derived", "load_declared", "propose"]
