"""
A small API of orders, written for the tests of the suite and without a line of the sandbox.

``shop.yaml`` declares it; ``Shop`` obeys, except for the defects it is given.
"""

from toy.http_server import serving
from toy.shop import Shop

__all__ = ["Shop", "serving"]
