"""formcheck: says from a camera picture whether a stretch is done in good form."""

__version__ = "0.1.0"
