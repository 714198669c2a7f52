"""One run of the suite: its settings, its plan, and its rules as tests of pytest."""
