"""The operations of the control plane, functions of a context and a request."""
