"""formcheck: says from a camera picture whether a stretch is done in good form, and what it cannot see."""

__version__ = "0.1.0"
