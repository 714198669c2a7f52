"""How one rule is judged: what a probe is given, what it records, and the verdict."""
