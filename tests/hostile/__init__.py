"""Clients that do what no page does."""
