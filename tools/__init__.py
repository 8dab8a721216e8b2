"""Scripts that set a machine up; the standard library only."""
