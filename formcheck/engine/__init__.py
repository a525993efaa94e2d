"""Runs the core over a file or live frames and returns the results."""

from typing import Literal

AskedSide = Literal["left", "right", "auto"]
"""A side to judge; auto detects the working side, or both."""
