"""Report files for tests: the real ones, and ways to write the same figures differently."""
