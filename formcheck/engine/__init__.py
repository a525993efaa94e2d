"""Drives the core: a file or live pictures in, what they came to out."""
