"""Nothing leaves the machine: real commands, traced for every system call that could send data."""

import importlib.metadata
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from formcheck.ui.cli.main import app
from formcheck.vision.pose.models import find_model, model_path
from formcheck.vision.pose.runtime import VERSION_WITHOUT_NETWORK_CODE
from tests.paths import ROOT
from tests.traced import STRACE, find_outside_calls, trace_command
from tests.ui.terminal.terminal import Terminal
from tests.ui.web.browsing import FEW_FPS, SAMPLES, joined_clip

needs_strace = pytest.mark.skipif(not STRACE, reason="strace is not installed")
pytestmark = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")

STRETCH = "cross-body-shoulder-stretch"
CLIP = SAMPLES / f"{STRETCH}.good.left.mp4"
SITTING = SAMPLES / "sitting-front.mp4"
BEGINNING_S = 6.0
"""Long enough to use the whole pipeline: a hold has begun, and the sitting posture is known."""

LOOK_AT_A_PICTURE = """
import numpy as np
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.models import model_path
with Landmarker(model_path()) as model:
    model.detect(np.zeros((360, 640, 3), np.uint8), 0.0)
"""
WITHOUT_LOCKS = f"""
from formcheck.vision.pose import runtime
runtime.run_without_network = lambda work: work()
{LOOK_AT_A_PICTURE}
"""

LOOKED_AT = {"linux": "1.2.2", "elsewhere": VERSION_WITHOUT_NETWORK_CODE}
"""The mediapipe versions examined as docs/decisions/009 describes. Before adding another: what does
it send, does every lock still block it, are its results the same?"""


def cut_beginning(clip: Path, folder: Path) -> Path:
    """Returns the first seconds of the clip, at a low frame rate."""
    return joined_clip([clip], folder / clip.name, BEGINNING_S, FEW_FPS)


def run_traced(tmp_path: Path, *words: object) -> list[str]:
    """Runs ``python -m words``, which must succeed, and returns what it tried to reach."""
    log = tmp_path / "calls"
    done = subprocess.run(
        [sys.executable, "-m", *trace_command(log), *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={
            **os.environ,
            "XDG_DATA_HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path),
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)]),
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return find_outside_calls(log)


def run_script(tmp_path: Path, text: str) -> list[str]:
    """Runs the script and returns what it tried to reach."""
    (tmp_path / "script.py").write_text(text)
    return run_traced(tmp_path, "script")


@needs_strace
def test_without_its_locks_the_pose_model_would_dial(tmp_path: Path) -> None:
    """Without this, the tests below could not fail."""
    assert run_script(tmp_path, WITHOUT_LOCKS)


@needs_strace
def test_a_batch_reaches_for_nothing(tmp_path: Path) -> None:
    words = ["--out", tmp_path / "out", "-s", STRETCH, "--workers", "1", "--video"]
    assert run_traced(tmp_path, "formcheck", "batch", cut_beginning(CLIP, tmp_path), *words) == []


def list_commands(group: Any, *before: str) -> Iterator[tuple[str, ...]]:
    """Yields every command as its words."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from list_commands(command, *before, name)
        if not hasattr(command, "commands") or command.invoke_without_command:
            yield (*before, name)


EVERY = sorted(list_commands(typer.main.get_command(app)))
ALONE = (
    ("--version",),
    ("--help",),
    *((*words, "--help") for words in EVERY),
    ("stretches",),
    ("show", STRETCH),
    ("spec", "check"),
    ("spec", "new", "my-stretch"),
    ("spec", "schema"),
    ("spec", "measures"),
    ("models", "list"),
    ("models", "get", "full", "--from", str(find_model("full"))),
    ("sit", "today"),
    ("sit", "day", "2026-03-10"),
    ("sit", "forget", "desk"),
    ("sit", "profiles"),
    ("sit", "pause", "1"),
    ("sit", "resume"),
    ("history",),
    ("history", "--json", "-"),
    ("forget", "--yes"),
    ("doctor",),
    ("check", CLIP.name, "-s", STRETCH, "--video", "o.mp4", "--record", "o.npz"),
    ("check", "o.npz", "--json", "o.json", "--csv", "o.csv"),
    ("sit", "check", SITTING.name, "--json", "-"),
)
"""Commands that end by themselves; with the other tests here, every command is covered."""
TESTED_APART = {("batch",), ("live",), ("sit",), ("app",)}
"""Commands with tests of their own: ``app`` in test_page.py and test_page_views.py, ``live`` in
test_window.py, the others in this file."""


def test_no_command_is_forgotten() -> None:
    alone = {words[: len(one)] for words in ALONE for one in EVERY if "--help" not in words}
    assert set(EVERY) <= alone | TESTED_APART


@needs_strace
def test_a_command_reaches_for_nothing(tmp_path: Path) -> None:
    for film in (CLIP, SITTING):
        cut_beginning(film, tmp_path)
    script = (
        "import os, sys\nfrom formcheck.ui.cli.main import main\n"
        f"os.chdir({str(tmp_path)!r})\n"
        f"for words in {ALONE!r}:\n"
        "    sys.argv = ['formcheck', *words]\n"
        "    try:\n        main()\n"
        "    except SystemExit as end:\n"
        "        no_profile = words[:2] == ('sit', 'forget')\n"
        "        assert not end.code or no_profile, (words, end.code)\n"
    )
    assert run_script(tmp_path, script) == []


@needs_strace
def test_the_model_from_python_reaches_for_nothing(tmp_path: Path) -> None:
    assert run_script(tmp_path, LOOK_AT_A_PICTURE) == []


@needs_strace
def test_a_benchmark_reaches_for_nothing(tmp_path: Path) -> None:
    film = cut_beginning(SAMPLES / "nobody.mp4", tmp_path)
    assert run_traced(tmp_path, "benchmarks.speed.bare", film, model_path()) == []


@needs_strace
def test_watching_how_somebody_sits_reaches_for_nothing(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    words = [*trace_command(log), "formcheck", "sit", "--camera", SITTING]
    with Terminal(words, tmp_path) as terminal:
        terminal.wait_for("upright", 60)
        terminal.press("q")
        assert terminal.wait_exit() == 0
    assert find_outside_calls(log) == []


def test_the_versions_of_mediapipe_are_those_that_somebody_has_looked_at() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert [one for one in project["dependencies"] if one.startswith("mediapipe")] == [
        f"mediapipe=={LOOKED_AT['linux']}; sys_platform == 'linux'",
        f"mediapipe=={LOOKED_AT['elsewhere']}; sys_platform != 'linux'",
    ]
    here = "linux" if sys.platform == "linux" else "elsewhere"
    assert importlib.metadata.version("mediapipe") == LOOKED_AT[here]
