"""Workers in Kubernetes pods: Dask's operator starts them, and restarts them."""

import copy
import math
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import dask
import httpx
import kr8s
import yaml
from kr8s.objects import new_class

from formcheck.files.streams import say_error
from formcheck.ui.batch.cluster import LOOPBACK, SETTINGS

_KIND = new_class("DaskCluster", "kubernetes.dask.org/v1", asyncio=False)
_NAME = "dask.org/cluster-name"
_PLAIN: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "pods.yaml").read_text("utf-8"))
_PORT: int = _PLAIN["spec"]["scheduler"]["service"]["ports"][0]["port"]
"""The scheduler's port."""
_OPERATOR_S = 60.0
"""How long the operator may take to notice a new cluster. Dask's own limit."""
_START_S = 600.0
"""How long the scheduler's pod may take to pull the image and start. Chosen for formcheck."""
_SAY_AFTER_S = 30.0
_LOOK_EVERY_S = 1.0
_HOPELESS = {
    "CrashLoopBackOff",
    "CreateContainerConfigError",
    "CreateContainerError",
    "ErrImageNeverPull",
    "ImagePullBackOff",
    "InvalidImageName",
    "RunContainerError",
}
"""Reasons for a container to wait that do not go away by themselves."""
_SETTINGS = SETTINGS | {
    # Kubernetes asks whether the scheduler is healthy, the operator since when it has been idle.
    "distributed.scheduler.http.routes": [
        "distributed.http.health",
        "distributed.http.scheduler.api",
    ]
}


@contextmanager
def start_pods(workers: int) -> Iterator[str]:
    """Yields the address of a scheduler pod with this many workers; removes all pods at the end.

    Raises OSError with the reason in words.
    """
    described = describe_cluster(workers)
    with ExitStack() as stack:
        with _explain_errors():
            cluster = _KIND(described, api=_find_api())
            stack.callback(_remove, cluster)
            cluster.create()
            _wait_for_operator(cluster)
            scheduler = _wait_for_pod(cluster, "scheduler", _START_S)
            _wait_for_pod(cluster, "worker", math.inf)  # no limit, as in Slurm's queue
            address = stack.enter_context(_reach_scheduler(cluster, scheduler))
        yield address


@contextmanager
def _explain_errors() -> Iterator[None]:
    try:
        yield
    except kr8s.ServerError as error:
        why = f"its API says: {error}"
        if isinstance(error.status, str) and "page not found" in error.status:  # no such kind
            why = "Dask's operator is not installed there"
        raise OSError(why) from error
    except (httpx.HTTPError, kr8s.APITimeoutError) as error:
        raise OSError(f"its API does not answer: {error}") from error


def _find_api() -> Any:
    """Returns the API that kubectl would use. Raises OSError if no configuration names one."""
    try:
        return kr8s.api(namespace=dask.config.get("kubernetes.namespace", None))
    except (ValueError, TypeError, LookupError, yaml.YAMLError) as error:
        raise OSError(
            "its API is not known, for ~/.kube/config, or the file that KUBECONFIG names, is "
            "missing or damaged"
        ) from error


def describe_cluster(workers: int) -> dict[str, Any]:
    """Returns the operator's request: the user's cluster spec, or the default with their image."""
    name = f"formcheck-{uuid4().hex[:10]}"
    given = dask.config.get("kubernetes.custom-cluster-spec", None)
    if isinstance(given, str):
        try:
            given = yaml.safe_load(Path(given).read_text(encoding="utf-8"))
        except (ValueError, yaml.YAMLError) as error:
            raise OSError(f"{given} can't be read as YAML") from error
    described = _describe_plainly() if given is None else copy.deepcopy(given)
    try:
        described["metadata"] = described.get("metadata", {}) | {"name": name}
        described["spec"]["worker"]["replicas"] = workers
        service = described["spec"]["scheduler"]["service"]
        service["selector"] = {_NAME: name, "dask.org/component": "scheduler"}
    except (TypeError, LookupError, AttributeError) as error:
        raise OSError("custom-cluster-spec of Dask's configuration is no DaskCluster") from error
    return dict(described)


def _describe_plainly() -> dict[str, Any]:
    image = dask.config.get("kubernetes.image", None)
    if not image:
        raise OSError(
            "name an image that has formcheck, as kubernetes.image of Dask's configuration "
            "or in the variable DASK_KUBERNETES__IMAGE"
        )
    given = dask.config.get("kubernetes.env", None) or {}
    if isinstance(given, dict):
        given = [{"name": key, "value": str(value)} for key, value in given.items()]
    settings = (
        (f"DASK_{name.replace('.', '__').replace('-', '_').upper()}", repr(value))
        for name, value in _SETTINGS.items()
    )
    env = [*({"name": name, "value": value} for name, value in settings), *given]
    described = copy.deepcopy(_PLAIN)
    for part in ("scheduler", "worker"):
        (container,) = described["spec"][part]["spec"]["containers"]
        container |= {"image": image, "env": env}
        if part == "worker" and (resources := dask.config.get("kubernetes.resources", None)):
            container["resources"] = resources
    return described


def _wait_for_operator(cluster: Any) -> None:
    end_s = time.monotonic() + _OPERATOR_S
    while not cluster.raw.get("status", {}).get("phase"):
        if time.monotonic() > end_s:
            raise TimeoutError(
                f"Dask's operator has done nothing in {_OPERATOR_S:.0f} s: see whether it runs"
            )
        time.sleep(_LOOK_EVERY_S)
        cluster.refresh()


def _wait_for_pod(cluster: Any, part: str, limit_s: float) -> Any:
    """Waits for a pod of that part, scheduler or worker, to be ready, and returns it.

    Raises OSError if it can't start, or has not started within limit_s.
    """
    since_s = time.monotonic()
    last_reason = ""
    while True:
        why = "there is none yet"
        labels = {_NAME: cluster.name, "dask.org/component": part}
        for pod in cluster.api.get("pods", namespace=cluster.namespace, label_selector=labels):
            if pod.ready():
                return pod
            reason, why = _find_cause(pod.raw["status"])
            why = " ".join(why.split()).rstrip(".")
            if reason in _HOPELESS:
                raise OSError(f"the pod of the {part} does not start: {why}")
        past_s = time.monotonic() - since_s
        if past_s > limit_s:
            raise TimeoutError(f"the pod of the {part} has not started in {limit_s:.0f} s: {why}")
        if past_s > _SAY_AFTER_S and why != last_reason:
            last_reason = why
            say_error(f"Waiting for the pod of the {part}: {why}.")
        time.sleep(_LOOK_EVERY_S)


def _find_cause(status: Any) -> tuple[str, str]:
    """Returns why a pod is not ready: the reason as Kubernetes names it, and the whole message."""
    for container in status.get("containerStatuses", ()):
        if waiting := container["state"].get("waiting"):
            ended = container.get("lastState", {}).get("terminated", {})
            message = ended.get("message") or waiting.get("message")
            return waiting["reason"], ": ".join(filter(None, (waiting["reason"], message)))
    for condition in status.get("conditions", ()):
        if condition["status"] != "True" and condition.get("message"):
            return condition["reason"], condition["message"]
    return "", f"it is {str(status.get('phase', 'pending')).lower()}"


@contextmanager
def _reach_scheduler(cluster: Any, pod: Any) -> Iterator[str]:
    """Yields the scheduler's address: its service inside the cluster, else a forwarded port."""
    host = f"{cluster.name}-scheduler.{cluster.namespace}.svc"
    if "KUBERNETES_SERVICE_HOST" in os.environ and _can_resolve(host):
        yield f"tcp://{host}:{_PORT}"
        return
    with pod.portforward(_PORT, "auto", LOOPBACK) as port:
        yield f"tcp://{LOOPBACK}:{port}"


def _can_resolve(host: str) -> bool:
    try:
        return bool(socket.getaddrinfo(host, _PORT))
    except OSError:
        return False


def _remove(cluster: Any) -> None:
    try:
        cluster.delete()
    except kr8s.NotFoundError:
        pass
    except (OSError, httpx.HTTPError, kr8s.APITimeoutError, kr8s.ServerError):
        if "uid" in cluster.raw["metadata"]:  # else it was never created
            say_error(
                "The pods could not be removed; do it with: "
                f"kubectl delete daskcluster {cluster.name} -n {cluster.namespace}"
            )
