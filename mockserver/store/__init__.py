"""Where the state lives. Only this package knows TinyDB."""
