"""What goes over the wire: the client, one exchange, the target, and what was written there."""
