"""
The control plane under ``/__admin``: look into a sandbox, set it up, move its clock, take it back.

It has a contract of its own, ``openapi/admin.yaml``, which routes, validates and documents it.
Its calls are never logged, faulted or rate-limited. ``operations`` is the table of what it
does; every function in it takes the ``AdminContext`` and the request, and returns what is answered.
"""

from mockserver.admin.context import Admin, AdminContext

__all__ = ["Admin", "AdminContext"]
