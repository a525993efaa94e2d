"""Tones and speech. Import from the modules: the process that speaks must start quickly."""
