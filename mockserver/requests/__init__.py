"""The way of one request through the sandbox, without HTTP: from its bytes to the answer's."""
