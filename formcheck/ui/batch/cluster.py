"""Dask workers: local processes, or a cluster that the user names."""

import importlib
import logging
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import dask
from dask.system import CPU_COUNT
from distributed import Client, LocalCluster
from distributed.system import MEMORY_LIMIT
from distributed.versions import VersionMismatchWarning

from formcheck.files.errors import FormcheckError
from formcheck.files.scratch import Scratch
from formcheck.files.streams import say_error

LOOPBACK = "127.0.0.1"
TRIES = 2
"""A file that ends its worker process this many times is set aside."""
_WAIT_S = 20.0
"""How long a scheduler may take to answer. Chosen for formcheck."""
_WORKER_BYTES = 2_000_000_000
"""Memory per worker: a photo takes up to 1.6 GB, and Dask pauses a worker at 80 % of its share."""
_SLURM = {
    "cores": 1,
    "processes": 1,
    "memory": "3GB",
    "job_cpu": 2,
    "shared_temp_directory": "~",
    "scheduler_options": {"dashboard_address": f"{LOOPBACK}:0"},
    "log_directory": "slurm-logs",
    "worker_extra_args": ["--no-dashboard"],
}
"""Defaults: one worker per job, which checks one video at a time on two cores. Dask's configuration
takes precedence."""
_PROLOGUE = [
    'FORMCHECK_TEMP="$(mktemp -d -p "${DASK_TEMPORARY_DIRECTORY:-${TMPDIR:-/tmp}}")" || exit 1',
    "trap 'rm -rf \"$FORMCHECK_TEMP\"' EXIT",
    'export DASK_TEMPORARY_DIRECTORY="$FORMCHECK_TEMP" PYTHONSAFEPATH=1',
]
"""Commands at the start of a job: like a local worker, it uses a folder of its own and imports
nothing from the current one."""
_PACKAGES = {"slurm": "dask-jobqueue", "kubernetes": "kr8s"}
"""The package that each kind of cluster needs."""
SETTINGS: dict[str, object] = {
    "distributed.scheduler.allowed-failures": TRIES - 1,
    # Serve nothing over HTTP: no dashboard, no page, no metrics.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,  # it samples every thread 100 times a second
}


@contextmanager
def connect(
    scheduler: str | None, kind: str | None, workers: int | None, files: int
) -> Iterator[Client]:
    """Yields a client of the scheduler at that address, of a new cluster, or of local workers.

    workers: their number; None means one in a new cluster, and locally one per core that there is
    memory for, but at most one per file. Raises FormcheckError if it can't be reached or started.
    """
    for name in ("asyncio", "distributed", "distributed.client"):  # formcheck reports what matters
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        cluster: Any = scheduler
        if scheduler is None:
            stack.enter_context(dask.config.set(SETTINGS))
            if kind is None:
                cluster = _start_processes(stack, workers, files)
            else:
                cluster = _start_cluster(stack, kind, workers or 1)
        client = stack.enter_context(_open_client(cluster))
        try:
            yield client
        except SystemExit:
            if sys.stderr.isatty():
                say_error("Stopping.")  # this takes seconds
            raise


def _open_client(scheduler: Any) -> Client:
    """Returns a client of a cluster or of a scheduler's address. Raises FormcheckError."""
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", VersionMismatchWarning)
            client = Client(scheduler, timeout=_WAIT_S)
    except (OSError, ValueError, TypeError) as error:
        address = scheduler if isinstance(scheduler, str) else scheduler.scheduler_address
        raise FormcheckError(
            f"The scheduler {address} can't be reached: check its address, and that it runs."
        ) from error
    if any("| distributed " in str(warning.message) for warning in caught):
        say_error("The scheduler or a worker has another version of Dask than this machine.")
    return client


def _start_cluster(stack: ExitStack, kind: str, workers: int) -> Any:
    """Starts a cluster that runs until the stack closes. Raises FormcheckError."""
    package = _PACKAGES[kind]
    try:
        if kind == "slurm":
            return stack.enter_context(_start_slurm(workers))
        from formcheck.ui.batch.kubernetes_pods import start_pods  # noqa: PLC0415 - needs kr8s

        return stack.enter_context(start_pods(workers))
    except ImportError as error:
        raise FormcheckError(
            f"--cluster {kind} needs {package}: install it with `pip install {package}`."
        ) from error
    except (OSError, ValueError, RuntimeError) as error:
        why = " ".join(str(error).split())
        raise FormcheckError(f"The {kind} cluster could not be made: {why}.") from error


def _start_processes(stack: ExitStack, workers: int | None, files: int) -> LocalCluster:
    """Starts local workers that run until the stack closes and answer only this user.

    Raises FormcheckError.
    """
    fitting = max(1, min(CPU_COUNT, MEMORY_LIMIT // _WORKER_BYTES, files))
    with _hold_interrupts():
        try:
            stack.enter_context(_use_own_folder())
            here = LocalCluster(
                n_workers=workers or fitting,
                threads_per_worker=1,
                processes=True,
                host=LOOPBACK,
                security=True,
                dashboard_address=None,
                scheduler_kwargs={"dashboard_address": f"{LOOPBACK}:0"},
                silence_logs="CRITICAL",
            )
        except (OSError, ValueError, RuntimeError) as error:
            why = " ".join(str(error).split()).rstrip(".")
            raise FormcheckError(
                f"The workers on this machine could not be started ({why}): check the current "
                "folder and the one for temporary files."
            ) from error
        stack.enter_context(here)
    return here


@contextmanager
def _use_own_folder() -> Iterator[None]:
    """Gives Dask a new folder to work in, inside the one it is configured for, if any.

    Dask's default has the same name for all users: others could plant links there. Raises OSError.
    """
    wanted = dask.config.get("temporary-directory", None)
    with (
        closing(Scratch(wanted and Path(wanted))) as scratch,
        dask.config.set({"temporary-directory": str(scratch.path)}),
    ):
        yield


@contextmanager
def _hold_interrupts() -> Iterator[None]:
    """Defers SIGINT and SIGHUP to the end of the block; workers started in it never get them.

    The workers, and multiprocessing's resource tracker, would print tracebacks.
    """
    if sys.platform == "win32":
        yield
        return
    held = {signal.SIGINT, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held)  # also for new threads and processes
    resource_tracker.ensure_running()  # it unblocks SIGINT, even if a worker's thread starts it
    signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _start_slurm(workers: int) -> Iterator[Any]:
    """Yields a cluster with a constant number of Slurm jobs: one that ends is replaced.

    Traffic between them is encrypted; while it runs, the keys are in files only the user can read.
    """
    make = importlib.import_module("dask_jobqueue").SLURMCluster
    options = {
        name: value
        for name, value in _SLURM.items()
        if not dask.config.get(f"jobqueue.slurm.{name}", None)
    }
    names = ("job-script-prologue", "env-extra")  # the second is the older name
    more = (dask.config.get(f"jobqueue.slurm.{name}", None) for name in names)
    options["job_script_prologue"] = [*_PROLOGUE, *next(filter(None, more), ())]
    with _use_own_folder(), make(security=True, **options) as cluster:
        _try_job(cluster.job_script())
        cluster.adapt(minimum_jobs=workers, maximum_jobs=workers)
        yield cluster


def _try_job(script: str) -> None:
    """Asks Slurm whether it would accept the job, without submitting it. Raises OSError if not."""
    if (sbatch := shutil.which("sbatch")) is None:
        raise OSError("there is no sbatch here; run this where jobs are submitted")
    words = [sbatch, "--test-only"]
    answer = subprocess.run(words, input=script, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise OSError(answer.stderr.strip())
