"""The known positions of the catalogue's stretches, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from formcheck.errors import FormcheckError
from formcheck.likeness import Positions


@cache
def known_positions() -> Positions:
    """The positions of the catalogue's stretches, from rendered people.

    Raises FormcheckError when the file is missing: the installation is broken then.
    """
    path = Path(__file__).resolve().parent.parent / "positions.npz"
    try:
        with np.load(path) as raw:
            return Positions(
                raw["shapes"].astype(np.float64),
                raw["owners"].astype(np.int64),
                tuple(raw["stretches"].tolist()),
            )
    except (OSError, KeyError, ValueError) as error:
        raise FormcheckError(
            f"{path} can't be read ({error}): install formcheck again, or give --stretch ID."
        ) from error
