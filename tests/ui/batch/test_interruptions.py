"""Kills, crashing files, lost workers and buckets: nothing is lost or done twice."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import fsspec
import pytest

from benchmarks.killing import stop_ignoring
from formcheck.output.report.contract import VideoResult
from formcheck.ui.batch import batch_run, cluster
from formcheck.ui.batch.batch_contract import read_made_by
from formcheck.ui.batch.batch_run import DispatchRound
from formcheck.ui.batch.batch_worker import WorkerSettings, judge
from formcheck.ui.batch.work_list import read_work
from formcheck.vision.pose.models import find_model
from tests.paths import ROOT
from tests.ui.batch.batches import (
    LIMIT_S,
    lay_trap,
    list_written,
    make_env,
    make_inputs,
    read_results,
    run_batch,
    start_batch,
    wait_for,
)  # fmt: skip
from tests.ui.cli.conftest import Run, run

__all__ = ["run"]

pytestmark = [
    pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built"),
]

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks in /proc")
COUNT = 12


def list_descendants(parent: int) -> dict[int, str]:
    """Returns the living descendant processes of ``parent``, with their command lines."""
    parents, lines = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rpartition(")")[2].split()
            lines[int(folder.name)] = (folder / "cmdline").read_text()
        except OSError:
            continue
        if status[0] != "Z":
            parents[int(folder.name)] = int(status[1])
    found = {parent}
    while more := {pid for pid, of in parents.items() if of in found} - found:
        found |= more
    return {pid: lines[pid] for pid in found - {parent}}


def list_workers(process: subprocess.Popen[str]) -> list[int]:
    return [pid for pid, line in list_descendants(process.pid).items() if "spawn_main" in line]


@pytest.mark.skipif(shutil.which("bash") is None, reason="Slurm jobs are scripts of the shell")
def test_a_slurm_job_removes_no_folder_but_its_own(tmp_path: Path) -> None:
    """Even though the user's own later lines give Dask another folder."""
    own = tmp_path / "scratch"
    own.mkdir()
    lines = [*cluster._PROLOGUE, f'export DASK_TEMPORARY_DIRECTORY="{own}"', "echo $FORMCHECK_TEMP"]
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)], capture_output=True, text=True, check=True
    )
    assert own.is_dir()
    assert not Path(done.stdout.strip()).exists()


@needs_proc
def test_after_a_kill_the_rest_is_done_and_nothing_twice_nor_by_two_at_once(
    tmp_path: Path, run: Run
) -> None:
    inputs, out = make_inputs(tmp_path / "in", COUNT), tmp_path / "out"
    words = [inputs, "--out", out, "-s", inputs / "arm-out.toml", "--workers", 1]
    first = start_batch(*words)
    wait_for(lambda: list_written(out), "a result")
    second = run("batch", *words)
    assert (second.code, "Another batch is writing to" in second.err) == (2, True)
    helpers = list_descendants(first.pid)
    first.kill()
    first.communicate(timeout=LIMIT_S)
    kept = list_written(out)
    assert 0 < len(kept) < COUNT
    assert not (out / "table.csv").exists()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in helpers), "the workers' end")
    answer = run("batch", *words)
    assert answer.code == 0, answer.err
    assert f"{COUNT} files, {COUNT - len(kept)} of them checked now" in answer.out
    after = list_written(out)
    assert {path: after[path] for path in kept} == kept
    assert len(read_results(out)) == COUNT


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
@pytest.mark.parametrize(
    ("sent", "times", "code"),
    [(signal.SIGINT, 3, 130), (signal.SIGHUP, 1, 129)],
    ids=["three-times", "hang-up"],
)
def test_ctrl_c_ends_it_without_a_word_of_the_workers(
    tmp_path: Path, sent: signal.Signals, times: int, code: int
) -> None:
    """A terminal sends the signal to the workers too."""
    inputs, out = make_inputs(tmp_path / "in", COUNT), tmp_path / "out"
    words = [inputs, "--out", out, "-s", inputs / "arm-out.toml", "--workers", 1]
    with stop_ignoring(sent):
        process = start_batch(*words, alone=True)
    wait_for(lambda: list_written(out), "a result")
    for _ in range(times):
        with suppress(subprocess.TimeoutExpired, ProcessLookupError):
            os.killpg(process.pid, sent)
            process.wait(timeout=0.3)
    _, wrong = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, wrong) == (code, "")


@needs_proc
def test_a_worker_that_dies_while_it_starts_is_replaced(tmp_path: Path) -> None:
    """Dask alone would not replace such a worker."""
    inputs, out = make_inputs(tmp_path / "in", COUNT), tmp_path / "out"
    process = start_batch(inputs, "--out", out, "-s", inputs / "arm-out.toml", "--workers", 1)
    wait_for(lambda: list_written(out), "a result")
    for _ in range(2):
        (first,) = wait_for(lambda: list_workers(process), "a worker")
        os.kill(first, signal.SIGKILL)
        wait_for(lambda pid=first: pid not in list_workers(process), "its end")
    _, wrong = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 0, wrong
    assert {one["state"] for one in read_results(out).values()} == {"judged"}
    assert len(read_results(out)) == COUNT


@contextmanager
def run_dask_program(
    *words: object, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Runs a Dask program and kills it at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", *map(str, words)], env=env or make_env(), text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def run_scheduler(
    folder: Path, workers: int, env: dict[str, str] | None = None
) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """Yields the address of a scheduler, and its workers' processes, each started separately."""
    about = folder / "scheduler.json"
    here = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", about]
    page = ["--port", 0, "--dashboard-address", ":0"]
    with run_dask_program("distributed.cli.dask_scheduler", *here, *page, env=env):
        address = wait_for(lambda: about.exists() and about.read_text(), "the scheduler")
        begun = []
        try:
            for _ in range(workers):
                one = run_dask_program(
                    "distributed.cli.dask_worker", *here, "--nthreads", 1, env=env
                )
                begun.append((one, one.__enter__()))
            yield json.loads(address)["address"], [process for _, process in begun]
        finally:
            for one, _ in begun:
                one.__exit__(None, None, None)


@needs_proc
def test_a_scheduler_of_its_own_with_workers_of_which_one_dies(tmp_path: Path) -> None:
    inputs, out = make_inputs(tmp_path / "in", COUNT), tmp_path / "out"
    with run_scheduler(tmp_path, 2) as (address, workers):
        process = start_batch(
            inputs, "--out", out, "-s", inputs / "arm-out.toml", "--scheduler", address
        )
        wait_for(lambda: len(list_written(out)) >= 2, "two results")
        os.killpg(workers[0].pid, signal.SIGKILL)
        _, wrong = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 0, wrong
    assert len(read_results(out)) == COUNT


class RecomputedFuture:
    """A future whose finished result was lost with its worker and is recomputed on request."""

    status = "lost"

    def exception(self) -> None:
        self.status = "finished"

    def result(self) -> str:
        return "made again"


def test_a_result_that_died_with_its_worker_is_waited_for_and_no_failure() -> None:
    work = DispatchRound(None, (), None, own=True)  # type: ignore[arg-type]
    assert work._take_result(RecomputedFuture(), None, 0.0) == "made again"  # type: ignore[arg-type, comparison-overlap]


def test_the_others_go_on_without_a_worker_that_is_gone_unless_half_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_run, "_GONE_AFTER_S", 0.2)
    inputs = make_inputs(tmp_path / "in", COUNT)
    work = read_work([str(inputs)], str(inputs / "arm-out.toml"), "auto", (), "")
    settings = WorkerSettings(str(tmp_path), read_made_by("full"), (), 60.0)
    with cluster.connect(None, None, 3, COUNT) as client:
        client.wait_for_workers(3, timeout=LIMIT_S)

        def lose_one() -> int:
            """Returns the number of finished files if a worker leaves after the first one."""
            done: list[str] = []
            for item, _ in DispatchRound(client, work, settings, own=True).run():
                if not done:
                    client.retire_workers(list(client.nthreads())[:1])
                done.append(item.name)
            return len(done)

        assert lose_one() == COUNT, "two of three are left"
        assert 0 < lose_one() < COUNT, "one of two is left"


@needs_proc
def test_a_scheduler_that_goes_away_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    inputs, out = make_inputs(tmp_path / "in", COUNT), tmp_path / "out"
    words = [inputs, "--out", out, "-s", inputs / "arm-out.toml"]
    with run_scheduler(tmp_path, 1) as (address, _):
        soon = make_env(DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT="3s")  # not 30 s
        process = start_batch(*words, "--scheduler", address, env=soon)
        wait_for(lambda: list_written(out), "a result")
    _, wrong = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, wrong) == (
        2,
        "The scheduler has gone away: run the same command again, nothing that is done is lost.\n",
    )
    assert {one["state"] for one in read_results(out).values()} == {"judged"}


def test_workers_without_formcheck_are_told_and_no_file_is_blamed(tmp_path: Path, run: Run) -> None:
    inputs, out = make_inputs(tmp_path / "in", 2), tmp_path / "out"
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "sitecustomize.py").write_text("import sys\nsys.modules['formcheck'] = None\n")
    with run_scheduler(tmp_path, 1, make_env() | {"PYTHONPATH": str(bare)}) as (address, _):
        words = ["-s", inputs / "arm-out.toml", "--scheduler", address]
        answer = run("batch", inputs, "--out", out, *words)
    assert answer.code == 2
    assert "does not have what this machine has: install the same formcheck there" in answer.err
    assert not list_written(out)


def test_workers_that_can_t_start_here_are_told(tmp_path: Path) -> None:
    inputs, nowhere = make_inputs(tmp_path / "in", 2), tmp_path / "file"
    nowhere.touch()
    code, out, wrong = run_batch(
        inputs, "--out", tmp_path / "out", "-s", inputs / "arm-out.toml", "--workers", 1,
        env=make_env(DASK_TEMPORARY_DIRECTORY=str(nowhere)),
    )  # fmt: skip
    assert (code, out) == (2, "")
    assert wrong.startswith("The workers on this machine could not be started (")
    assert wrong.endswith("check the current folder and the one for temporary files.\n")
    assert wrong.count("\n") == 1


def test_there_are_no_more_workers_than_there_is_memory_for_or_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "CPU_COUNT", 16)
    monkeypatch.setattr(cluster, "MEMORY_LIMIT", 5_000_000_000)
    with cluster.connect(None, None, None, files=9) as client:
        client.wait_for_workers(2, timeout=LIMIT_S)
        assert len(client.nthreads()) == 2
    with cluster.connect(None, None, None, files=1) as client:
        assert len(client.nthreads()) == 1


def test_a_scheduler_that_is_not_there_is_told(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_WAIT_S", 0.5)
    inputs = make_inputs(tmp_path / "in", 2)
    words = ["-s", inputs / "arm-out.toml", "--scheduler", "tcp://127.0.0.1:9"]
    answer = run("batch", inputs, "--out", tmp_path / "out", *words)
    assert answer.code == 2
    assert answer.err == (
        "The scheduler tcp://127.0.0.1:9 can't be reached: check its address, and that it runs.\n"
    )


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yields the address of a local bucket."""
    moto = pytest.importorskip("moto.server", reason="moto is not installed")
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    fsspec.get_filesystem_class("s3").clear_instance_cache()  # that of another test's server
    fsspec.filesystem("s3").makedirs("films", exist_ok=True)
    yield "s3://films"
    server.stop()


def test_films_come_from_a_bucket_and_results_go_there(
    tmp_path: Path, bucket: str, run: Run
) -> None:
    inputs = make_inputs(tmp_path / "in", 3)
    s3 = fsspec.filesystem("s3")
    for path in inputs.glob("*.npz"):
        s3.put_file(str(path), f"films/in/{path.name}")
    s3.pipe_file("films/in/list.csv", b"file,side\ngood-0.npz,left\nbent-1.npz,\nnone.npz,\n")
    words = ["-s", inputs / "arm-out.toml", "--workers", 1, "--out", f"{bucket}/out"]
    answer = run("batch", f"{bucket}/in", *words)
    assert (answer.code, "3 files, 3 of them checked now" in answer.out) == (0, True), answer.err
    answer = run("batch", f"{bucket}/in/list.csv", *words)
    assert (answer.code, "3 files, 2 of them checked now" in answer.out) == (2, True), answer.err
    s3.invalidate_cache()
    assert {Path(path).name for path in s3.ls("films/out")} == {
        "results", "summary.html", "table.csv", "table.parquet",
    }  # fmt: skip
    assert b"s3://films/in/good-0.npz" in s3.cat_file("films/out/table.csv")


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_deadly_film_and_one_that_hangs_are_set_aside_after_two_tries_and_leave_nothing(
    tmp_path: Path, bucket: str
) -> None:
    """No copy of a file, and no lock file through symbolic links in Dask's default folder."""
    inputs, out, temp = make_inputs(tmp_path / "in", 3), tmp_path / "out", tmp_path / "temp"
    (inputs / "endless.npz").write_bytes((inputs / "good-0.npz").read_bytes())
    fsspec.filesystem("s3").put_file(str(inputs / "good-0.npz"), "films/deadly.npz")
    thesis = lay_trap(temp)
    code, _, wrong = run_batch(
        inputs, f"{bucket}/deadly.npz", "--out", out, "-s", inputs / "arm-out.toml",
        "--workers", 2, "--limit", 0.2,
        env=make_env(traps=tmp_path / "traps", TMPDIR=str(temp)),
    )  # fmt: skip
    assert thesis.read_text() == "three years of work"
    assert [path.name for path in temp.iterdir()] == ["dask-scratch-space"]
    assert (code, wrong) == (2, "2 could not be judged as a whole: the summary says why.\n")
    found = read_results(out)
    assert {name for name, one in found.items() if one["state"] == "set-aside"} == {
        "deadly.npz", "endless.npz",
    }  # fmt: skip
    assert "took its worker process down twice (it crashed" in found["deadly.npz"]["reason"]
    assert (
        "took its worker process down twice (it took longer than 12 s"
        in found["endless.npz"]["reason"]
    )
    assert sum(one["state"] == "judged" for one in found.values()) == 3


def test_a_copy_goes_by_the_name_of_what_was_copied(tmp_path: Path, bucket: str) -> None:
    whole = (ROOT / "sample_videos" / "seated-twist.good.left.mp4").read_bytes()
    fsspec.filesystem("s3").pipe_file("films/part.mp4", whole[: len(whole) * 3 // 4])
    extras = ["report"]
    (item,) = read_work([f"{bucket}/part.mp4"], " seated-twist,", "auto", extras, "")
    done, report = judge(item, WorkerSettings(str(tmp_path), read_made_by("full"), extras, 60.0))
    assert done.report is not None
    assert report is not None
    assert isinstance(done.result, VideoResult)
    for text in (*done.unfit, *done.result.warnings, " ".join(report.split())):
        assert f"{bucket}/part.mp4 breaks off" in text
