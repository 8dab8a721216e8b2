"""Use cases and queries: one function per thing a person can do."""
