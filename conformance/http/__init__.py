"""The HTTP client, single exchanges, the target, and the ledger of writes."""
