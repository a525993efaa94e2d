"""Runs ``formcheck check`` on clips whose truth is known."""

from pathlib import Path

from rich.console import Console

from benchmarks.accuracy.report import Benchmark
from benchmarks.accuracy.score import ClipScore, score_clip, score_failure
from benchmarks.clips import has_one_side, list_clips, read_truth
from benchmarks.parallel import map_jobs
from benchmarks.paths import SAMPLES
from formcheck.engine.analyse import sides_of
from formcheck.engine.files import analyse_video
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.models import model_path


def judge_clip(path: Path) -> ClipScore:
    """Judges the clip as ``formcheck check`` does, finding the side, and scores it."""
    truth = read_truth(path.with_suffix(".json"))
    if truth is None:
        raise ValueError(f"{path} shows nobody")
    spec = load_spec(truth.stretch)
    try:
        found = analyse_video(path, spec, sides_of(spec, "auto"), model_path("full"))
    except FormcheckError as error:
        return score_failure(truth, str(error))
    return score_clip(
        truth,
        found.side.value if has_one_side(spec) else "",
        found.frames,
        found.seen_frames,
        found.sides,
        found.warnings,
        hint=any(f.id == truth.fault and f.severity == "hint" for f in spec.fault),
    )


def judge_clips(clips: Path, workers: int, console: Console) -> Benchmark:
    """Returns the benchmark of all clips in the folder that have a truth."""
    known = list(list_clips(clips))
    paths = [path for path, truth in known if truth is not None]
    return Benchmark(
        held_out=clips.resolve() != SAMPLES,
        scores=tuple(map_jobs(judge_clip, paths, workers, "Judging videos", console)),
        skipped=tuple(path.name for path, truth in known if truth is None),
    )
