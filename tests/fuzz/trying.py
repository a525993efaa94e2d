"""Runs fuzz tries against an entry point, one after the other."""

import time
from contextlib import suppress

from benchmarks.fuzz.doors import Door, make_random
from formcheck.files.errors import FormcheckError


def try_door(door: Door, tries: int, seed: int = 1) -> int:
    """Returns the number of accepted tries. Raises any exception but FormcheckError."""
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
