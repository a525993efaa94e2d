"""A door: an entry point of formcheck for input made by others, and how it is attacked."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory


@dataclass(frozen=True, slots=True)
class Try:
    """One hostile input; words describes it.

    ``run`` passes it to formcheck: FormcheckError is a valid answer, any other exception is a
    finding. It returns the seconds of work that were lost if that was measured, otherwise None.
    """

    kind: str
    words: str
    run: Callable[[], float | None]


MakeTry = Callable[[Random], Try]


@dataclass(frozen=True, slots=True)
class Door:
    """An entry point of formcheck. opened: sets up what the tries share, such as a server.

    It is picklable, to be attacked in other processes. limit_s: a try that takes longer hangs.
    share: weight of its share of the time. at_once: how many tries run in parallel.
    """

    name: str
    opened: Callable[[], AbstractContextManager[MakeTry]]
    limit_s: float = 10.0
    share: float = 1.0
    at_once: int = 1


def make_random(seed: int, number: int) -> Random:
    """Returns the random generator of a try."""
    return Random(f"{seed}-{number}")  # noqa: S311 - reproducible


def make_plain_door(name: str, make_try: MakeTry) -> Door:
    """Returns a door whose tries share nothing."""
    return Door(name, partial(nullcontext, make_try))


def make_file_door(
    name: str,
    suffix: str,
    make_input: Callable[[Random], bytes],
    try_file: Callable[[Path], None],
    share: float = 1.0,
) -> Door:
    """Returns a door for files with that suffix; try_file gets the path of each input file."""
    return Door(name, partial(_open_folder, name, suffix, make_input, try_file), share=share)


@contextmanager
def _open_folder(
    name: str,
    suffix: str,
    make_input: Callable[[Random], bytes],
    try_file: Callable[[Path], None],
) -> Iterator[MakeTry]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"input{suffix}"

        def make_try(random: Random) -> Try:
            data = make_input(random)

            def run() -> None:
                path.write_bytes(data)
                try_file(path)

            return Try(name, f"{len(data)} bytes: {data[:60]!r}", run)

        yield make_try
