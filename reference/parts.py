"""Which random people a rule may be made on, and which it may only be judged by.

Videos and stills are drawn from a seed; the seed says what they are for. Whoever makes them and
whoever judges by them ask here.
"""

from typing import Literal

Part = Literal["fit", "develop", "sealed"]

FIRST_TO_DEVELOP = 100
FIRST_SEALED = 200
"""Seeds from 1 are to fit on, from 100 to develop on, from 200 sealed: nobody looks at one of
their videos, and every count of them is written down. Chosen for formcheck."""


def part_of(seed: int) -> Part:
    """What videos and stills of that seed are for. Raises ValueError for a seed below 1."""
    if seed < 1:
        raise ValueError(f"seeds begin at 1, so there is no seed {seed}")
    if seed < FIRST_TO_DEVELOP:
        return "fit"
    return "develop" if seed < FIRST_SEALED else "sealed"
