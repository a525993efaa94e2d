"""formcheck: says from a camera picture whether a stretch is in good form, and what it can't see."""

__version__ = "0.1.0"
