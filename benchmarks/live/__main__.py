"""``python -m benchmarks.live``: latency, memory and clock of live sessions, and start-up time."""

import sys
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from benchmarks.clips import read_truth
from benchmarks.live.report import STARTS, Waits, make_page
from benchmarks.live.simulate import (
    SIZES,
    measure_latency,
    measure_memory,
    plan_clip,
    run_alone,
    run_many_holds,
    run_one_hold,
)
from benchmarks.live.waits import SIZES as PAGE_SIZES
from benchmarks.live.waits import find_missing_tool, measure_page_waits, measure_window_start_s
from benchmarks.paths import DOCS, SAMPLES
from benchmarks.report import Page, write_text
from benchmarks.speed.measure import record_clip
from formcheck.vision.video.video import VideoFile

CLIP = SAMPLES / "overhead-lat-stretch.good.left.mp4"
REPORT = DOCS / "live.md"


def measure_waits(page_s: float) -> Waits | None:
    """Measures the waits a user experiences; None if a tool for that is missing."""
    if missing := find_missing_tool():
        print(f"{missing} is not installed: page and window are left out", file=sys.stderr)
        return None
    starts = [measure_window_start_s() for _ in range(STARTS)]
    return Waits(median(starts), [measure_page_waits(size, page_s) for size in PAGE_SIZES])


def main(
    clip: Annotated[Path, typer.Argument(help="A good sample video, its truth beside it.")] = CLIP,
    latency_s: Annotated[float, typer.Option(help="Seconds for each size of picture.")] = 60.0,
    soak_s: Annotated[float, typer.Option(help="Seconds of simulated session.")] = 3600.0,
    model_s: Annotated[float, typer.Option(help="Seconds of session for memory.")] = 180.0,
    page_s: Annotated[float, typer.Option(help="Seconds of the page for each size.")] = 30.0,
    out: Page = REPORT,
) -> None:
    """Measures live coaching, and writes it down."""
    truth = read_truth(clip.with_suffix(".json"))
    if truth is None:
        raise typer.BadParameter(f"{clip} shows nobody.")
    recording = record_clip(clip, truth.stretch)
    rounds = run_alone(run_many_holds, recording, truth, soak_s)
    long = run_alone(run_one_hold, recording, truth, soak_s)
    with VideoFile(clip) as video:
        frames = list(video.frames())
    model_mb = run_alone(measure_memory, clip, truth, model_s)
    latencies = [measure_latency(frames, plan_clip(truth), size, latency_s) for size in SIZES]
    waits = measure_waits(page_s)
    text = make_page(clip.name, latencies, rounds, long, model_mb, waits)
    write_text(out, text)
    print(text)


if __name__ == "__main__":
    typer.run(main)
