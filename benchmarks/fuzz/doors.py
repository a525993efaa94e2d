"""A door: an entry point of formcheck for input that somebody else made, and how it is tried."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory


@dataclass(frozen=True, slots=True)
class Try:
    """One hostile input. words: what it is.

    ``run`` gives it to formcheck: FormcheckError is an answer, anything else it raises is a
    finding. It returns the seconds that were lost where that was measured, None elsewhere.
    """

    kind: str
    words: str
    run: Callable[[], float | None]


MakeTry = Callable[[Random], Try]


@dataclass(frozen=True, slots=True)
class Door:
    """An entry point of formcheck. opened: prepares what the tries share, such as a server.

    It can be pickled, to be tried in another process. limit_s: a try that takes longer hangs.
    share: of the time, compared with the other doors. at_once: how many tries run side by side.
    """

    name: str
    opened: Callable[[], AbstractContextManager[MakeTry]]
    limit_s: float = 10.0
    share: float = 1.0
    at_once: int = 1


def random_of(seed: int, number: int) -> Random:
    """The random numbers of a try."""
    return Random(f"{seed}-{number}")  # noqa: S311 - to be had again


def plain_door(name: str, make_try: MakeTry) -> Door:
    """A door whose tries share nothing."""
    return Door(name, partial(nullcontext, make_try))


def file_door(
    name: str,
    suffix: str,
    make_input: Callable[[Random], bytes],
    try_file: Callable[[Path], None],
    share: float = 1.0,
) -> Door:
    """A door for files whose names end in suffix; try_file has each in a folder of its own."""
    return Door(name, partial(_opened, name, suffix, make_input, try_file), share=share)


@contextmanager
def _opened(
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
