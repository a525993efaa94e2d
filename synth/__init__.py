"""Rendered people with exactly known joints: test footage for stretches (a development tool)."""
