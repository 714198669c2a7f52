"""How one rule is judged: what a probe is handed, what it says, and what becomes of it."""
