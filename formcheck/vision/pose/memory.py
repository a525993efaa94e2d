"""Keeps the memory of pictures that come and go from piling up."""

from __future__ import annotations

import ctypes
import sys


def return_freed_memory() -> None:
    """Ask the C library to hand freed memory back to the system. Takes some milliseconds.

    One thread makes pictures and another frees them, and glibc's heaps then break up: after a
    minute of video 100 MB more than are in use (measured). Does nothing where there is no glibc.
    """
    if not sys.platform.startswith("linux"):
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
