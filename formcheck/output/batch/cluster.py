"""Who does the work: processes of this machine, or a cluster that the user names. Through Dask."""

from __future__ import annotations

import importlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dask
from distributed import Client, LocalCluster

from formcheck.files.errors import FormcheckError

LOOPBACK = "127.0.0.1"
TRIES = 2
"""How often a film may take its worker down before it is set aside."""
_WAIT_S = 20.0
"""How long a scheduler may take to answer. Chosen here."""
_KINDS = {
    "slurm": ("dask_jobqueue", "SLURMCluster", "dask-jobqueue"),
    "kubernetes": ("dask_kubernetes.operator", "KubeCluster", "dask-kubernetes"),
}
"""Module, class and package of each kind of cluster."""
_SETTINGS = {
    "distributed.scheduler.allowed-failures": TRIES - 1,
    # Nothing is served: no dashboard, no page, no metrics.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,  # looks at every thread 100 times a second
}


@contextmanager
def connected(scheduler: str | None, kind: str | None, workers: int | None) -> Iterator[Client]:
    """A client of the scheduler at that address, of a new cluster of that kind, else of one here.

    workers: how many a new one gets; None is one for each core. Raises FormcheckError when it
    can't be reached or made.
    """
    for name in ("distributed", "distributed.client"):  # what matters is told in words
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if scheduler is not None:
        with _client_at(scheduler) as client:
            yield client
        return
    with (
        dask.config.set(_SETTINGS if kind is None else {}),
        _make_cluster(kind, workers) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextmanager
def _client_at(scheduler: str) -> Iterator[Client]:
    try:
        client = Client(scheduler, timeout=_WAIT_S)
    except (OSError, ValueError, TypeError) as error:
        raise FormcheckError(
            f"The scheduler {scheduler} can't be reached: check its address, and that it runs."
        ) from error
    with client:
        yield client


def _make_cluster(kind: str | None, workers: int | None) -> Any:
    """A cluster that goes when it is closed; one of this machine answers nobody but its user."""
    if kind is None:
        return LocalCluster(
            n_workers=workers or os.cpu_count() or 1,
            threads_per_worker=1,
            processes=True,
            host=LOOPBACK,
            security=True,
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": f"{LOOPBACK}:0"},
            silence_logs="CRITICAL",
        )
    module, name, package = _KINDS[kind]
    try:
        cluster = getattr(importlib.import_module(module), name)()
    except ImportError as error:
        raise FormcheckError(
            f"--cluster {kind} needs {package}: install it with `pip install {package}`."
        ) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise FormcheckError(f"The {kind} cluster could not be made: {error}.") from error
    cluster.scale(workers or 1)
    return cluster
