"""Runs the core over a file or live pictures and gives the results."""

from typing import Literal

AskedSide = Literal["left", "right", "auto"]
"""A side to judge; auto: the one that works, or both, which formcheck finds out."""
