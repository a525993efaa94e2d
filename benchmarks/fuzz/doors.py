"""The doors for files: how damaged ones are made, and what formcheck does with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random


@dataclass(frozen=True, slots=True)
class Door:
    """A way into formcheck for bytes that somebody else made.

    make_input gives the bytes for the next try. try_it is given them in a file whose name ends in
    suffix; whatever it raises other than FormcheckError is a finding.
    """

    name: str
    suffix: str
    make_input: Callable[[Random], bytes]
    try_it: Callable[[Path], None]
