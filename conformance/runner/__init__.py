"""One run of the suite: its settings, its plan, its rules as tests of pytest."""
