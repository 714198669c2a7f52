"""The way from bytes to an operation and back."""

import warnings

with warnings.catch_warnings():
    # Importing Connexion 3.3 warns of what it uses itself; users of the sandbox can do nothing
    # about it, so it is imported here once, quietly, before anything else of this package.
    warnings.simplefilter("ignore")
    import connexion  # noqa: F401
