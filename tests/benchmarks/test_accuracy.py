import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.paths import ROOT

CLIP = "cross-body-shoulder-stretch.chest-turned.left"


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory,
    sample: Callable[[str], Path],
    thin_sample: Callable[[str], Path],
) -> Callable[..., Path]:
    """A folder of its own for the clips of those names with few pictures, and their truths."""

    def make(*names: str) -> Path:
        made = tmp_path_factory.mktemp("clips")
        for name in names:
            (made / f"{name}.mp4").symlink_to(thin_sample(name))
            (made / f"{name}.json").symlink_to(sample(name).with_suffix(".json"))
        return made

    return make


def accuracy(clips: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.accuracy", "--workers", "1"),
            *("--clips", clips, "--out", clips / "out.md", "--json", clips / "out.json"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def test_a_folder_of_clips_gives_the_same_report_twice(folder: Callable[..., Path]) -> None:
    clips = folder(CLIP, "nobody")
    done = accuracy(clips)
    assert done.returncode == 0, done.stderr
    first = (clips / "out.md").read_text(encoding="utf-8")
    assert first.startswith("# Accuracy on videos not tuned on\n")
    assert "1 rendered video with" in first
    assert "nobody.mp4" in first
    (score,) = json.loads((clips / "out.json").read_text(encoding="utf-8"))
    assert (score["clip"], score["wanted"]) == (CLIP, "chest-turned")
    assert accuracy(clips).returncode == 0
    assert (clips / "out.md").read_text(encoding="utf-8") == first


def test_a_folder_without_a_truth_is_an_error_and_writes_nothing(
    folder: Callable[..., Path],
) -> None:
    clips = folder("nobody")
    done = accuracy(clips)
    assert done.returncode == 2
    assert "no video with a truth" in " ".join(done.stderr.replace("│", " ").split())
    assert not (clips / "out.md").exists()
