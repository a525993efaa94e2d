"""``formcheck batch --cluster slurm`` on a real single-machine Slurm started by the test."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from formcheck.vision.pose.models import find_model
from tests.ports import find_free_port
from tests.ui.batch.batches import (
    LIMIT_S,
    lay_trap,
    list_written,
    make_env,
    make_inputs,
    read_results,
    start_batch,
    wait_for,
)  # fmt: skip

SBIN = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
PARTS = ("munged", "mungekey", "slurmctld", "slurmd")
COUNT = 4

pytestmark = [
    pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built"),
    pytest.mark.skipif(
        any(shutil.which(part, path=SBIN) is None for part in PARTS), reason="needs Slurm and MUNGE"
    ),
]


@contextmanager
def run_daemon(*words: object, env: dict[str, str]) -> Iterator[None]:
    log = Path(env["TMPDIR"]) / "daemons.log"
    with log.open("a") as told:
        process = subprocess.Popen([str(word) for word in words], env=env, stdout=told, stderr=told)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=LIMIT_S)


def write_configuration(folder: Path, munge: Path) -> Path:
    host = socket.gethostname().partition(".")[0]
    user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    path = folder / "slurm.conf"
    path.write_text(
        f"""ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={find_free_port()}
SlurmdPort={find_free_port()}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={munge}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} RealMemory=100 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES State=UP
"""
    )
    return path


@pytest.fixture
def slurm(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Yields the environment for submitting jobs to a local Slurm."""
    folder = tmp_path / "slurm"
    for name in ("state", "spool"):
        (folder / name).mkdir(parents=True)
    munge, key = folder / "munge.socket", folder / "munge.key"
    env = make_env(
        PATH=SBIN, TMPDIR=str(folder), HOME=str(tmp_path), DASK_JOBQUEUE__SLURM__INTERFACE="lo",
        DASK_JOBQUEUE__SLURM__JOB_MEM="20M", DASK_JOBQUEUE__SLURM__JOB_CPU="1",
        DASK_JOBQUEUE__SLURM__LOG_DIRECTORY=str(folder / "logs"),
        DASK_CONFIG=str(folder / "none"), DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT="1s",
    )  # fmt: skip
    env["SLURM_CONF"] = str(write_configuration(folder, munge))
    subprocess.run(["mungekey", "--create", f"--keyfile={key}"], env=env, check=True)
    with ExitStack() as stack:
        for words in (
            ("munged", "--foreground", "--force", f"--key-file={key}", f"--socket={munge}",
             f"--pid-file={folder}/munged.pid", f"--seed-file={folder}/munge.seed",
             f"--log-file={folder}/munge.log"),
            ("slurmctld", "-D"),
            ("slurmd", "-D"),
        ):  # fmt: skip
            program = shutil.which(words[0], path=SBIN)
            stack.enter_context(run_daemon(program, *words[1:], env=env))
            if words[0] == "munged":
                wait_for(munge.exists, "MUNGE")
        wait_for(lambda: "idle" in run_tool(env, "sinfo", "-h", "-o", "%T"), "the node")
        yield env


def run_tool(env: dict[str, str], *words: str) -> str:
    return subprocess.run(
        words, env=env, capture_output=True, text=True, check=False, timeout=LIMIT_S
    ).stdout


def test_films_are_judged_by_jobs_and_one_that_is_cancelled_is_followed_by_another(
    tmp_path: Path, slurm: dict[str, str]
) -> None:
    inputs, out = make_inputs(tmp_path / "in", COUNT), tmp_path / "out"
    thesis = lay_trap(Path(slurm["TMPDIR"]))
    words = ["--out", out, "-s", inputs / "arm-out.toml", "--cluster", "slurm", "--workers", 1]
    process = start_batch(inputs, *words, env=slurm)
    wait_for(lambda: len(list_written(out)) >= 1, "a result")
    first = run_tool(slurm, "squeue", "-h", "-o", "%i").split()
    assert len(first) == 1
    run_tool(slurm, "scancel", *first)
    _, wrong = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 0, wrong
    assert len(read_results(out)) == COUNT
    wait_for(lambda: not run_tool(slurm, "squeue", "-h"), "the end of all jobs")
    assert not list(tmp_path.glob(".dask-jobqueue*"))  # the keys
    assert thesis.read_text() == "three years of work"


def read_refusal(inputs: Path, env: dict[str, str]) -> str:
    words = ["--out", inputs / "out", "-s", inputs / "arm-out.toml", "--cluster", "slurm"]
    process = start_batch(inputs, *words, env=env)
    _, wrong = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 2
    return wrong


def test_without_slurm_or_with_a_queue_that_it_has_not_it_is_told(
    tmp_path: Path, slurm: dict[str, str]
) -> None:
    inputs = make_inputs(tmp_path / "in", 2)
    assert read_refusal(inputs, slurm | {"PATH": ""}) == (
        "The slurm cluster could not be made: "
        "there is no sbatch here; run this where jobs are submitted.\n"
    )
    wrong = read_refusal(inputs, slurm | {"DASK_JOBQUEUE__SLURM__QUEUE": "nowhere"})
    assert wrong.startswith("The slurm cluster could not be made: ")
    assert "invalid partition specified: nowhere" in wrong
    assert wrong.count("\n") == 1
