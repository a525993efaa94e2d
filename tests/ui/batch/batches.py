"""Runs ``formcheck batch`` in a process of its own, on recordings of a few seconds."""

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
"""Pictures of a recording in a second: the fewer, the sooner it is judged."""
until = partial(wait_until, timeout_s=LIMIT_S)
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
"""Loaded by Python itself at its start: opening one of these files kills the process, or hangs."""


def list_written(out: Path) -> dict[Path, int]:
    """The results in the folder, with when they were written."""
    return {path: path.stat().st_mtime_ns for path in out.glob("results/*.json")}


def make_inputs(folder: Path, count: int) -> Path:
    """A folder of so many recordings, one of which is good and one bent, in turn; and the spec."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, bend_deg in (("good-0", 0.0), ("bent-1", 60.0)):
        arm = up_and_down(3.0, 9.0, "left", bend_deg=bend_deg)
        save_recording(folder / f"{name}.npz", session(arm, 12.0, FEW_FPS))
    for number in range(2, count):
        first = "bent-1" if number % 2 else "good-0"
        shutil.copyfile(folder / f"{first}.npz", folder / f"{first[:4]}-{number}.npz")
    (folder / "arm-out.toml").write_text(SHORT)
    return folder


def environment(*, traps: Path | None = None, **more: str) -> dict[str, str]:
    """Of a process that has this checkout; with traps, a folder, also those."""
    before = []
    if traps is not None:
        traps.mkdir(exist_ok=True)
        (traps / "sitecustomize.py").write_text(TRAPS)
        before = [str(traps)]
    path = os.pathsep.join([*before, str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, **more}


def start(
    *words: object, env: dict[str, str] | None = None, alone: bool = False
) -> subprocess.Popen[str]:
    """``formcheck batch`` with these words, begun; alone: in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "formcheck", "batch", *map(str, words)],
        env=env or environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=ROOT, process_group=0 if alone else None,
    )  # fmt: skip


def batch(*words: object, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """How it ended, and what it said on both streams."""
    process = start(*words, env=env)
    try:
        out, err = process.communicate(timeout=LIMIT_S)
    finally:
        process.kill()
    return process.returncode, out, err


def lay_trap(temp: Path) -> Path:
    """A file that is emptied by whoever opens a lock in Dask's usual folder to write to it."""
    thesis, usual = temp.parent / "thesis.tex", temp / "dask-scratch-space"
    thesis.write_text("three years of work")
    usual.mkdir(parents=True)
    for name in ("global.lock", "purge.lock"):
        (usual / name).symlink_to(thesis)
    return thesis


def results(out: Path) -> dict[str, dict[str, Any]]:
    """The results in the folder by the name of the file they are of."""
    found = [json.loads(path.read_text()) for path in sorted((out / "results").iterdir())]
    named = {Path(one["file"]).name: one for one in found}
    assert len(named) == len(found), "a file was done twice"
    return named
