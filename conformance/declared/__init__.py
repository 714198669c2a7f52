"""
An API that a contract describes and declares, and its collections as resources of the scenarios.

The suite reads contract and declaration by itself: it judges a third party, and shares the file
with a sandbox that serves it, but no code.
"""

from conformance.declared.arising import arising, as_declared
from conformance.declared.collection_resource import DeclaredResource
from conformance.declared.declared_api import DeclaredApi, api_of
from conformance.declared.declared_driver import DeclaredDriver
from conformance.declared.described_operation import DescribedOperation
from conformance.declared.request_making import UnsentRecord

__all__ = [
    "DeclaredApi",
    "DeclaredDriver",
    "DeclaredResource",
    "DescribedOperation",
    "UnsentRecord",
    "api_of",
    "arising",
    "as_declared",
]
