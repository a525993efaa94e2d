"""Work on many films at the same time."""

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
    """The results of the work for each job, in order, with a progress bar."""
    if workers == 1:
        yield from track(map(work, jobs), title, len(jobs), console=console, transient=True)
        return
    # A fresh process for each worker: the pose model does not survive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        done = pool.map(work, jobs)
        yield from track(done, title, len(jobs), console=console, transient=True)
