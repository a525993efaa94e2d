"""What ``formcheck batch --cluster kubernetes`` reports without Kubernetes."""

from pathlib import Path
from typing import Any

import dask
import pytest

from formcheck.ui.batch import kubernetes_pods
from formcheck.ui.batch.kubernetes_pods import describe_cluster
from formcheck.vision.pose.models import find_model
from tests.ui.batch.batches import make_env, make_inputs, run_batch

BEGINNING = "The kubernetes cluster could not be made: "
NOWHERE = """
apiVersion: v1
kind: Config
clusters: [{name: nowhere, cluster: {server: "https://127.0.0.1:9"}}]
users: [{name: nobody, user: {token: secret}}]
contexts: [{name: here, context: {cluster: nowhere, user: nobody}}]
current-context: here
"""


@pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")
@pytest.mark.parametrize(
    ("kubeconfig", "image", "said"),
    [
        (None, "formcheck", "its API is not known, for ~/.kube/config, or the file"),
        ("nonsense", "formcheck", "its API is not known, for ~/.kube/config, or the file"),
        (NOWHERE, "formcheck", "its API does not answer: All connection attempts failed."),
        (NOWHERE, "", "name an image that has formcheck, as kubernetes.image"),
    ],
)
def test_what_is_missing_is_told_in_a_line(
    tmp_path: Path, kubeconfig: str | None, image: str, said: str
) -> None:
    inputs = make_inputs(tmp_path / "in", 2)
    if kubeconfig is not None:
        (tmp_path / "config").write_text(kubeconfig)
    here = make_env(
        KUBECONFIG=str(tmp_path / "config"), HOME=str(tmp_path), DASK_KUBERNETES__IMAGE=image
    )
    words = ["--out", tmp_path / "out", "-s", inputs / "arm-out.toml", "--cluster", "kubernetes"]
    code, out, wrong = run_batch(inputs, *words, env=here)
    assert (code, out) == (2, "")
    assert wrong.startswith(f"{BEGINNING}{said}")
    assert wrong.count("\n") == 1


def test_a_description_of_one_s_own_gets_the_name_and_the_workers_of_the_run(
    tmp_path: Path,
) -> None:
    path = tmp_path / "pods.yaml"
    path.write_text(
        "{spec: {worker: {replicas: 1, spec: {volumes: []}}, scheduler: {service: {ports: []}}}}"
    )
    with dask.config.set({"kubernetes.custom-cluster-spec": str(path)}):
        first, second = describe_cluster(7), describe_cluster(7)
    assert first["spec"]["worker"] == {"replicas": 7, "spec": {"volumes": []}}
    name = first["metadata"]["name"]
    assert first["spec"]["scheduler"]["service"]["selector"]["dask.org/cluster-name"] == name
    assert name != second["metadata"]["name"]


@pytest.mark.parametrize("content", ["{spec: {}}", "[", "3", "\udc00"])
def test_what_describes_no_cluster_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "pods.yaml"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with (
        dask.config.set({"kubernetes.custom-cluster-spec": str(path)}),
        pytest.raises(OSError, match=r"can't be read as YAML|is no DaskCluster"),
    ):
        describe_cluster(1)


def test_without_a_description_every_pod_has_the_image_and_the_settings() -> None:
    given = {"image": "formcheck", "env": {"SIZE": 3}, "resources": {"limits": {"cpu": "2"}}}
    with dask.config.set({f"kubernetes.{name}": value for name, value in given.items()}):
        described = describe_cluster(2)["spec"]
    assert described["worker"]["replicas"] == 2
    pods = {part: described[part]["spec"]["containers"][0] for part in ("scheduler", "worker")}
    for pod in pods.values():
        assert pod["image"] == "formcheck"
        assert pod["env"][-1] == {"name": "SIZE", "value": "3"}
        retries = {"name": "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "value": "1"}
        assert retries in pod["env"]
    assert pods["worker"]["resources"] == given["resources"] != pods["scheduler"].get("resources")


BACK_OFF = {"reason": "CrashLoopBackOff", "message": "back-off"}


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ({"phase": "Pending"}, ("", "it is pending")),
        (
            {"conditions": [{"status": "False", "reason": "Unschedulable", "message": "no node"}]},
            ("Unschedulable", "no node"),
        ),
        (
            {"containerStatuses": [{"state": {"waiting": BACK_OFF}}]},
            ("CrashLoopBackOff", "CrashLoopBackOff: back-off"),
        ),
        (
            {
                "containerStatuses": [
                    {
                        "state": {"waiting": BACK_OFF},
                        "lastState": {"terminated": {"message": "no module formcheck"}},
                    }
                ]
            },
            ("CrashLoopBackOff", "CrashLoopBackOff: no module formcheck"),
        ),
    ],
    ids=["new", "no room", "crashed", "crashed with a message"],
)
def test_why_a_pod_does_not_start_is_told_as_exactly_as_kubernetes_knows(
    status: dict[str, Any], cause: tuple[str, str]
) -> None:
    assert kubernetes_pods._find_cause(status) == cause
