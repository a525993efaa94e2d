"""Puts tries to a door, one after the other."""

import time
from contextlib import suppress

from benchmarks.fuzz.doors import Door, make_random
from formcheck.files.errors import FormcheckError


def try_door(door: Door, tries: int, seed: int = 1) -> int:
    """How many of the tries were let in. What is raised but FormcheckError passes through."""
    let_in = 0
    with door.opened() as make_try:
        for number in range(tries):
            one = make_try(make_random(seed, number))
            begun_s = time.monotonic()
            try:
                with suppress(FormcheckError):
                    one.run()
                    let_in += 1
                assert time.monotonic() - begun_s < door.limit_s, "it hangs"
            except Exception as error:
                error.add_note(f"--door {door.name} --seed {seed} --try {number}: {one.words}")
                raise
    return let_in
