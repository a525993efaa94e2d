"""``python -m synth sample``: random stills, films and sitting people, kept by seed."""

import argparse
import os
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol, TypeVar

from reference.parts import part_of

from .film import FilmJob, make_film
from .stills import CHUNK, StillsJob, make_stills


class Job(Protocol):
    """What one process makes at a time."""

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to do."""
        ...


J = TypeVar("J", bound=Job)


def add_arguments(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's arguments."""
    s = sub.add_parser("sample", help="draw random people in sampled form, detect and keep them")
    what = s.add_mutually_exclusive_group(required=True)
    what.add_argument("--stills", type=int, metavar="N", help="so many pictures")
    what.add_argument("--films", type=int, metavar="N", help="so many films of about 10 s")
    s.add_argument("--seed", type=int, required=True, help="the same seed gives the same set")
    s.add_argument("--out", type=Path, required=True)
    s.add_argument("--good", action="store_true", help="films of good form only (even numbers)")
    s.add_argument("--pictures", action="store_true", help="keep pictures and videos too")
    s.add_argument("--workers", type=int, default=2)


def run(a: argparse.Namespace) -> None:
    """Makes what is not there yet."""
    try:
        part = part_of(a.seed)
    except ValueError as error:
        raise SystemExit(f"--seed {a.seed}: {error}.") from error
    if part == "sealed" and a.pictures:
        raise SystemExit(f"--pictures: seed {a.seed} is sealed; nobody looks at its people.")
    if min(count for count in (a.films, a.stills) if count is not None) < 1:
        raise SystemExit("--stills and --films want a number of at least 1.")
    if a.films is not None:
        folder = a.out / f"films-{a.seed:04d}"
        numbers = range(0, a.films, 2 if a.good else 1)
        films = [FilmJob(a.seed, number, folder, a.pictures) for number in numbers]
        make(films, make_film, folder, a.workers)
    else:
        folder = a.out / f"stills-{a.seed:04d}"
        starts = range(0, a.stills, CHUNK)
        chunks = [
            StillsJob(a.seed, place, min(CHUNK, a.stills - start), folder, a.pictures)
            for place, start in enumerate(starts)
        ]
        make(chunks, make_stills, folder, a.workers)


def make(jobs: Sequence[J], do: Callable[[J], str], folder: Path, workers: int) -> None:
    """Does the jobs that are not done, in several processes, and says how long it will take."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"{folder} can't be made: {error.strerror}.") from error
    left = [job for job in jobs if not job.is_done]
    print(f"{folder}: {len(jobs) - len(left)} of {len(jobs)} are there", flush=True)
    begun = time.monotonic()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with get_context("spawn").Pool(workers) as pool:
        for done, word in enumerate(pool.imap_unordered(do, left), 1):
            took_s = time.monotonic() - begun
            left_s = took_s / done * (len(left) - done)
            print(f"{done}/{len(left)} {word} · {took_s:.0f} s, {left_s:.0f} s left", flush=True)
