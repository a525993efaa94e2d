"""The commands for people at a desk: sitting, sitting-samples, sitting-held-out, workday."""

import argparse
from collections.abc import Sequence
from fnmatch import fnmatch
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from .clip import SittingClip
from .film import film_clip
from .held_out import draw_held_out_clips
from .plan import list_clips, list_samples
from .workday import Day


def add_arguments(sub: "argparse._SubParsersAction[Any]") -> None:
    """Adds the commands."""
    s = sub.add_parser("sitting", help="film the development clips of people at a desk")
    s.add_argument("--only", default="*", help="names that match this pattern")
    s.add_argument("--out", type=Path, required=True)
    s.add_argument("--workers", type=int, default=1)
    b = sub.add_parser("sitting-samples", help="film the sample clips of people at a desk")
    b.add_argument("--out", type=Path, default=Path("sample_videos"))
    b.add_argument("--workers", type=int, default=1)
    h = sub.add_parser("sitting-held-out", help="film random clips of other people at a desk")
    h.add_argument("--out", type=Path, required=True)
    h.add_argument("--seed", type=int, required=True)
    h.add_argument("--count", type=int, default=10)
    h.add_argument("--workers", type=int, default=1)
    w = sub.add_parser("workday", help="film hours of ordinary work at a desk")
    w.add_argument("--out", type=Path, required=True)
    w.add_argument("--seed", type=int, required=True)
    w.add_argument("--hours", type=float, default=1.0)
    w.add_argument("--fps", type=int, default=1)
    w.add_argument("--size", default="320x240", help="WIDTHxHEIGHT")
    w.add_argument("--view", choices=("front", "side"), default="front")


def _film_job(job: tuple[SittingClip, Path]) -> str:
    clip, out = job
    film_clip(clip, out)
    return clip.name


def _render(todo: Sequence[SittingClip], out: Path, workers: int) -> None:
    jobs = [(c, out) for c in todo]
    with get_context("spawn").Pool(workers) as pool:
        for i, name in enumerate(pool.imap_unordered(_film_job, jobs), 1):
            print(f"{i}/{len(jobs)} {name}", flush=True)


def run(a: argparse.Namespace) -> None:
    """Runs one of the commands."""
    if a.do == "sitting":
        _render([c for c in list_clips() if fnmatch(c.name, a.only)], a.out, a.workers)
    elif a.do == "sitting-samples":
        _render(list_samples(), a.out, a.workers)
    elif a.do == "sitting-held-out":
        _render(draw_held_out_clips(a.seed, a.count), a.out, a.workers)
    else:
        width, height = (int(v) for v in a.size.split("x"))
        Day(a.seed, a.hours, float(a.fps), (width, height), a.view).write(a.out)
