"""Thin Reflex states: read what was sent, call one use case, set variables, answer."""
