"""Puts damaged files to a door, one after the other."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from random import Random

from benchmarks.fuzz.doors import Door
from formcheck.errors import FormcheckError

LONGEST_S = 10.0


def try_door(door: Door, tries: int, folder: Path, seed: int = 1) -> int:
    """How many of the tries were let in. What is raised but FormcheckError passes through."""
    let_in = 0
    for number in range(tries):
        path = folder / f"{number}{door.suffix}"
        path.write_bytes(door.make_input(Random(f"{seed}-{number}")))
        begun_s = time.monotonic()
        with suppress(FormcheckError):
            door.try_it(path)
            let_in += 1
        assert time.monotonic() - begun_s < LONGEST_S, path
        path.unlink()
    return let_in
