"""Tones and speech. Import from the modules, so that the speech process starts quickly."""
