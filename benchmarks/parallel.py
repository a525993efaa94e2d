"""Runs jobs, such as films to judge, in parallel."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Job = TypeVar("Job")
Result = TypeVar("Result")


def map_jobs(
    work: Callable[[Job], Result], jobs: Sequence[Job], workers: int, title: str, console: Console
) -> Iterable[Result]:
    """Yields the result of each job, in order, with a progress bar."""
    if workers == 1:
        yield from track(map(work, jobs), title, len(jobs), console=console, transient=True)
        return
    # Spawn fresh worker processes: the pose model does not survive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        done = pool.map(work, jobs)
        yield from track(done, title, len(jobs), console=console, transient=True)
