"""Runs the core over a file or live pictures and gives the results."""
