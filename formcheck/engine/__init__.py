"""Drives the core over a recording or a live camera, for stretches and for sitting."""
