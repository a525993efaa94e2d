"""The notebooks run unchanged, reach nothing, and are stored without outputs."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from tests.paths import ROOT, SAMPLES
from tests.traced import STRACE, find_outside_calls, trace_command
from tests.ui.web.browsing import FEW_FPS

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FIGURES = {"01_check_a_video": 1, "02_landmarks_to_verdict": 5, "03_a_thousand_films": 3}
LIMIT_S = 300  # 15 s on two free cores; longer on a busy machine
CLIP_NAME = re.compile(r"[a-z-]+\.[a-z-]+\.(?:left|right|both)")


@pytest.fixture
def copied(tmp_path: Path, path: Path, thin_sample: Callable[..., Path]) -> Iterator[Path]:
    """Yields a copy of the notebooks and the clips they read; asserts that no file is added."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    clips = tmp_path / "sample_videos"
    clips.mkdir()
    for name in sorted(set(CLIP_NAME.findall(path.read_text(encoding="utf-8")))):
        shutil.copy(thin_sample(name, FEW_FPS), clips / f"{name}.mp4")
        shutil.copy(SAMPLES / f"{name}.json", clips)
    yield tmp_path / "notebooks"
    assert {path.name for path in tmp_path.iterdir()} == {"notebooks", "sample_videos"}


def test_there_is_a_notebook() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(FIGURES)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: str(path.stem))
def test_a_notebook_runs_draws_its_figures_and_reaches_for_nothing(
    path: Path, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # the formcheck under test, whatever kernel runs
    monkeypatch.setenv("MPLCONFIGDIR", str(copied))
    log, run = copied / "calls", copied / path.name
    done = subprocess.run(
        [sys.executable, "-m", *(trace_command(log) if STRACE else []),
         "jupyter", "execute", "--inplace", f"--timeout={LIMIT_S}", str(run)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not STRACE or find_outside_calls(log) == []
    notebook = nbformat.read(run, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    said = [o.text for o in outputs if o.get("name") == "stderr"]
    assert [text for text in said if "font cache" not in text] == []  # shown on a slow machine
    figures = [o for o in outputs if "image/png" in o.get("data", {})]
    assert len(figures) == FIGURES[path.stem]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: str(path.stem))
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
