"""``python -m synth sample``: random stills, films and sitting people, stored by seed."""

import argparse
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from reference.parts import part_of
from synth.sitting.sampled import make_sitting_film
from synth.sitting.sampled_stills import make_sitting_stills, make_sitting_views

from .film import FilmJob, make_film
from .stills import CHUNK, StillsJob, make_stills


@dataclass(frozen=True)
class Kind:
    """A kind of sample: its folder, its help text, samples per file, and the function making it."""

    folder: str
    help: str
    chunk: int
    make: Callable[["Job"], str]


@dataclass(frozen=True)
class Job:
    """File `number` of a seed, holding `count` samples of a kind, to be written into a folder."""

    kind: str
    seed: int
    number: int
    count: int
    folder: Path
    pictures: bool
    desk: bool = False
    other: bool = False
    plain: bool = False

    @property
    def is_done(self) -> bool:
        """Whether one of its output files exists."""
        stem = self.folder / f"{self.number:06d}"
        return any(stem.with_suffix(end).exists() for end in (".npz", ".truth.npz", ".none.json"))


def _make_film(job: Job) -> str:
    return make_film(FilmJob(job.seed, job.number, job.folder, job.pictures, job.desk, job.plain))


def _make_stills(job: Job) -> str:
    return make_stills(
        StillsJob(job.seed, job.number, job.count, job.folder, job.pictures, job.desk, job.other)
    )


def _make_sitting_film(job: Job) -> str:
    return make_sitting_film(job.seed, job.number, job.folder, job.pictures)


def _make_sitting_stills(job: Job) -> str:
    return make_sitting_stills(job.seed, job.number, job.count, job.folder, job.pictures)


def _make_sitting_views(job: Job) -> str:
    return make_sitting_views(job.seed, job.number, job.folder, job.pictures)


KINDS = {
    "films": Kind("films", "films of about 10 s of stretches", 1, _make_film),
    "stills": Kind("stills", "pictures of people in stretches", CHUNK, _make_stills),
    "sitting_films": Kind("sitting-films", "films of people at a desk", 1, _make_sitting_film),
    "sitting_stills": Kind("sitting-stills", "pictures of them", CHUNK, _make_sitting_stills),
    "sitting_views": Kind("sitting-views", "of them, 16 pictures each", 1, _make_sitting_views),
}


def add_arguments(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    s = sub.add_parser("sample", help="draw random people in sampled form, detect and keep them")
    what = s.add_mutually_exclusive_group(required=True)
    for name, kind in KINDS.items():
        flag = "--" + name.replace("_", "-")
        what.add_argument(flag, type=int, metavar="N", help=f"so many {kind.help}")
    s.add_argument("--seed", type=int, required=True, help="the same seed gives the same set")
    s.add_argument("--out", type=Path, required=True)
    s.add_argument("--good", action="store_true", help="films of good form only (even numbers)")
    s.add_argument("--plain", action="store_true", help="films of plain faults only (odd numbers)")
    s.add_argument("--desk", action="store_true", help="by a laptop near them that sees no hips")
    s.add_argument("--other", action="store_true", help="stills of exercises that are no stretch")
    s.add_argument("--pictures", action="store_true", help="keep pictures and videos too")
    s.add_argument("--workers", type=int, default=2)


def run(a: argparse.Namespace) -> None:
    """Makes all missing files. Exits with a message if the arguments do not fit together."""
    try:
        part = part_of(a.seed)
    except ValueError as error:
        raise SystemExit(f"--seed {a.seed}: {error}.") from error
    if part == "sealed" and a.pictures:
        raise SystemExit(f"--pictures: seed {a.seed} is sealed; nobody looks at its people.")
    name, wanted = next((n, getattr(a, n)) for n in KINDS if getattr(a, n) is not None)
    flag = "--" + name.replace("_", "-")
    if wanted < 1:
        raise SystemExit(f"{flag} {wanted}: it wants a number of at least 1.")
    for only in ("good", "plain"):
        if getattr(a, only) and name != "films":
            raise SystemExit(f"--{only} goes with --films, not with {flag}.")
    if a.good and a.plain:
        raise SystemExit("--good and --plain leave no film: give one of them.")
    if a.desk and name not in {"films", "stills"}:
        raise SystemExit(f"--desk goes with --films or --stills, not with {flag}.")
    if a.other and (name != "stills" or a.desk):
        raise SystemExit("--other goes with --stills alone.")
    kind = KINDS[name]
    folder = a.out / f"{kind.folder}-{a.seed:04d}"
    starts = range(0, wanted, kind.chunk)
    jobs = [
        Job(
            name,
            a.seed,
            number,
            min(kind.chunk, wanted - start),
            folder,
            a.pictures,
            a.desk,
            a.other,
            a.plain,
        )
        for number, start in enumerate(starts)
        if not ((a.good and number % 2) or (a.plain and number % 2 == 0))
    ]
    make(jobs, folder, a.workers)


def make(jobs: Sequence[Job], folder: Path, workers: int) -> None:
    """Runs all unfinished jobs in several processes and prints the estimated remaining time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"{folder} can't be made: {error.strerror}.") from error
    left = [job for job in jobs if not job.is_done]
    print(f"{folder}: {len(jobs) - len(left)} of {len(jobs)} are there", flush=True)
    begun = time.monotonic()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with get_context("spawn").Pool(workers) as pool:
        for done, word in enumerate(pool.imap_unordered(_do, left), 1):
            took_s = time.monotonic() - begun
            left_s = took_s / done * (len(left) - done)
            print(f"{done}/{len(left)} {word} · {took_s:.0f} s, {left_s:.0f} s left", flush=True)


def _do(job: Job) -> str:
    return KINDS[job.kind].make(job)
