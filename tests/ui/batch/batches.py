"""Runs ``formcheck batch`` in its own process on recordings of a few seconds."""

import json
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from tests.engine.sessions import SHORT, save_recording, session, up_and_down
from tests.paths import ROOT
from tests.waiting import wait_until

LIMIT_S = 180.0
FEW_FPS = 6
"""Frame rate of the recordings: low, so that they are judged quickly."""
wait_for = partial(wait_until, timeout_s=LIMIT_S)
TRAPS = """
import os, signal, sys, time

def spring(event, arguments):
    if event == "open" and arguments[1] and "r" in arguments[1]:
        name = os.path.basename(str(arguments[0]))
        if name == "deadly.npz":
            os.kill(os.getpid(), signal.SIGKILL)
        if name == "endless.npz":
            time.sleep(1000)

sys.addaudithook(spring)
"""
"""A sitecustomize.py: opening one of these files kills the process or makes it hang."""


def list_written(out: Path) -> dict[Path, int]:
    """Returns the result files in the folder with their modification times."""
    return {path: path.stat().st_mtime_ns for path in out.glob("results/*.json")}


def make_inputs(folder: Path, count: int) -> Path:
    """Returns a folder with ``count`` recordings, alternately good and bent, and their spec."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, bend_deg in (("good-0", 0.0), ("bent-1", 60.0)):
        arm = up_and_down(3.0, 9.0, "left", bend_deg=bend_deg)
        save_recording(folder / f"{name}.npz", session(arm, 12.0, FEW_FPS))
    for number in range(2, count):
        first = "bent-1" if number % 2 else "good-0"
        shutil.copyfile(folder / f"{first}.npz", folder / f"{first[:4]}-{number}.npz")
    (folder / "arm-out.toml").write_text(SHORT)
    return folder


def make_env(*, traps: Path | None = None, **more: str) -> dict[str, str]:
    """Returns an environment with this checkout; ``traps``: a folder in which to put TRAPS."""
    before = []
    if traps is not None:
        traps.mkdir(exist_ok=True)
        (traps / "sitecustomize.py").write_text(TRAPS)
        before = [str(traps)]
    path = os.pathsep.join([*before, str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, **more}


def start_batch(
    *words: object, env: dict[str, str] | None = None, alone: bool = False
) -> subprocess.Popen[str]:
    """Starts ``formcheck batch`` with these words; ``alone``: in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "formcheck", "batch", *map(str, words)],
        env=env or make_env(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=ROOT, process_group=0 if alone else None,
    )  # fmt: skip


def run_batch(*words: object, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Runs ``formcheck batch``; returns its exit code, output and errors."""
    process = start_batch(*words, env=env)
    try:
        out, err = process.communicate(timeout=LIMIT_S)
    finally:
        process.kill()
    return process.returncode, out, err


def lay_trap(temp: Path) -> Path:
    """Returns a file that is lost if a lock in Dask's default folder is opened for writing."""
    thesis, usual = temp.parent / "thesis.tex", temp / "dask-scratch-space"
    thesis.write_text("three years of work")
    usual.mkdir(parents=True)
    for name in ("global.lock", "purge.lock"):
        (usual / name).symlink_to(thesis)
    return thesis


def read_results(out: Path) -> dict[str, dict[str, Any]]:
    """Returns the results in the folder by the name of the input file."""
    found = [json.loads(path.read_text()) for path in sorted((out / "results").iterdir())]
    named = {Path(one["file"]).name: one for one in found}
    assert len(named) == len(found), "a file was done twice"
    return named
