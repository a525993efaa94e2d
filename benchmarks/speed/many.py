"""Many films: ``check`` on all in one process against ``batch`` with one and two workers."""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.paths import SAMPLES
from benchmarks.report import make_table
from benchmarks.speed.measure import Run, run_command
from formcheck.core.body import ImageSize
from formcheck.vision.pose.recording import DetectedFrame, Recording

CLIPS = tuple(sorted(SAMPLES.glob("*.good.*.mp4"))[:8])
TIMES = 3
"""The number of copies of each clip, under different names."""
EMPTY = 200
"""The number of recordings of one frame with nobody: they cost only what each file costs."""


@dataclass(frozen=True, slots=True)
class Many:
    """Runs on that many films; empty_check_s and empty_batch_s: seconds per empty recording."""

    films: int
    check: Run
    one_worker: Run
    two_workers: Run
    empty_check_s: float
    empty_batch_s: float


def measure_many() -> Many:
    """Runs each command once, on the same films."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        films, empty = folder / "films", folder / "empty"
        films.mkdir()
        empty.mkdir()
        for number in range(TIMES):
            for clip in CLIPS:
                shutil.copy(clip, films / f"{clip.stem}.{number}.mp4")
        nobody = Recording(ImageSize(640, 360), "nobody.mp4", (DetectedFrame(0, 0.0, ()),))
        for number in range(EMPTY):
            nobody.save(empty / f"{number}.npz")
        all_films = sorted(map(str, films.iterdir()))
        return Many(
            len(all_films),
            _run_formcheck("check", *all_films, "--json", str(folder / "check.json")),
            _run_formcheck("batch", str(films), "--out", str(folder / "one"), "--workers", "1"),
            _run_formcheck("batch", str(films), "--out", str(folder / "two"), "--workers", "2"),
            _measure_per_file_s(("check",), empty, folder),
            _measure_per_file_s(("batch", "--workers", "2"), empty, folder),
        )


def _measure_per_file_s(words: Sequence[str], folder: Path, results: Path) -> float:
    """Returns the seconds per further file: a run with all files minus one with a single file."""
    files = sorted(map(str, folder.iterdir()))
    runs = []
    for number, given in enumerate((files[:1], files)):
        out = (f"--out={results / f'empty{number}'}",) if "batch" in words else ()
        runs.append(_run_formcheck(*words, *given, *out))
    return (runs[1].wall_s - runs[0].wall_s) / (EMPTY - 1)


def _run_formcheck(*words: str) -> Run:
    return run_command((sys.executable, "-m", "formcheck", *words), allowed=(0, 2))


def format_many(many: Many) -> str:
    """Returns the report section."""
    ways = (
        ("`check`, one process", many.check),
        ("`batch --workers 1`", many.one_worker),
        ("`batch --workers 2`", many.two_workers),
    )
    rows = [
        (
            what,
            f"{run.wall_s:.0f} s",
            f"{run.wall_s / many.films:.2f} s",
            f"{many.check.wall_s / run.wall_s:.2f}",
            f"{run.cpu_s / many.films:.2f} s",
        )
        for what, run in ways
    ]
    heads = ("", "time", "a video", "times as fast as `check`", "work a video")
    return f"""\
## Many videos

{many.films} videos of about 10 s, no stretch given, JSON of each.

{make_table(heads, rows)}

`check` already works on two cores at once, so that on two of them a second worker has only the
gaps to fill. A file in which there is nothing to do costs {1000 * many.empty_check_s:.0f} ms in
`check` and {1000 * many.empty_batch_s:.0f} ms in `batch` with two workers, which writes its result,
so that nothing that is done is lost.
"""
