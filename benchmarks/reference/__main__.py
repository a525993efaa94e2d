"""Compares the people in the sample clips with the reference, by their true joints only.

``python -m benchmarks.reference`` writes docs/reference/sample-clips.md. No image is used: the
report shows whether our own people do what the reference calls correct.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import typer

from benchmarks.clips import Truth as ClipTruth
from benchmarks.clips import list_clips
from benchmarks.paths import DOCS, SAMPLES
from benchmarks.report import Page, make_table, write_text
from formcheck.core.coach import Span
from reference.measures import Frames
from reference.skeleton import SIDES, UP, Floats, Skeleton
from reference.stretches import Stretch, load_stretches
from reference.truth import Truth, measure_truth

REPORT = DOCS / "reference" / "sample-clips.md"
MOST_TOLD = 3


@dataclass(frozen=True, eq=False)
class Clip:
    """What a clip is meant to show, and how its person measures against the reference."""

    name: str
    meant: ClipTruth
    truth: Truth

    def select(self, spans: Iterable[Span]) -> Frames:
        """Returns a mask of the frames within any of the spans."""
        return _select_frames(self.meant, spans)


def judge_clip(name: str, meant: ClipTruth, stretch: Stretch) -> Clip:
    """Measures the clip's person against the reference of its stretch."""
    skeleton = Skeleton.of(meant.joint_names, meant.joints_t_s, convert_to_world(meant))
    moments = {
        "start": _select_frames(meant, (one for one in meant.phases if one.id == "neutral")),
        "set-up": _select_frames(meant, (one for one in meant.phases if one.id == "reach")),
    }
    side = meant.side.value if meant.side.value in SIDES else SIDES[0]
    return Clip(name, meant, measure_truth(stretch, skeleton, side, moments))


def convert_to_world(meant: ClipTruth) -> Floats:
    """Returns joints (frames, joints, 3) in metres, z up, from those in the camera's frame."""
    eye = np.array(meant.eye_m)
    ahead = np.array(meant.aim_m) - eye
    ahead /= np.linalg.norm(ahead)
    right = np.cross(ahead, UP)
    right /= np.linalg.norm(right)
    places: Floats = meant.joints_m @ np.array([right, np.cross(ahead, right), ahead]) + eye
    return places


def _select_frames(meant: ClipTruth, spans: Iterable[Span]) -> Frames:
    times_s = meant.joints_t_s
    inside = np.zeros(len(times_s), dtype=np.bool_)
    for span in spans:
        inside |= (times_s >= span.start_s) & (times_s <= span.end_s)
    return inside


def list_held_clips(folder: Path = SAMPLES) -> Iterator[Clip]:
    """Yields the clips of held stretches by name."""
    stretches = load_stretches()
    for path, meant in list_clips(folder):
        if meant is None or stretches[meant.stretch].kind == "repetitions":
            continue
        yield judge_clip(path.stem, meant, stretches[meant.stretch])


def make_page(clips: list[Clip]) -> str:
    """Returns the report as Markdown."""
    good = [_build_good_row(clip) for clip in clips if clip.meant.fault is None]
    faulty = [_build_fault_row(clip) for clip in clips if clip.meant.fault is not None]
    return f"""\
# The sample videos' people against the reference

Written by `python -m benchmarks.reference`, not to be edited by hand, from the true joints of the
videos in `sample_videos/` (our own world). No picture and no landmark is looked at. Severity counts
tolerances beyond the target: up to 1 is tolerated, more is a fault.

## Meant to be good form

{make_table(("video", "hold tolerated", "worst quantities in the hold (median severity)"), good)}

## Meant to show a fault

{make_table(("video", "fault", "found by the reference", "of these seconds"), faulty)}
"""


def _build_good_row(clip: Clip) -> list[str]:
    hold = clip.select(clip.meant.holds)
    share = float(clip.truth.tolerated()[hold].mean())
    worst = {
        name: float(np.nanmedian(values[hold]))
        for name, values in clip.truth.severities.items()
        if np.isfinite(values[hold]).any()
    }
    told = sorted(worst.items(), key=lambda item: -item[1])[:MOST_TOLD]
    text = ", ".join(f"{name} {severity:.1f}" for name, severity in told if severity > 0)
    return [f"`{clip.name}`", f"{share:.0%}", text or "-"]


def _build_fault_row(clip: Clip) -> list[str]:
    name = clip.meant.fault or ""
    shown = clip.select(clip.meant.faults)
    flags = clip.truth.faults().get(name)
    told = "not in the reference" if flags is None else f"{float(flags[shown].mean()):.0%}"
    seconds = sum(one.end_s - one.start_s for one in clip.meant.faults)
    return [f"`{clip.name}`", f"`{name}`", told, f"{seconds:.1f} s"]


def main(out: Page = REPORT) -> None:
    """Holds the clips of held stretches against the reference, and writes it down."""
    text = make_page(list(list_held_clips()))
    write_text(out, text)
    print(text)


if __name__ == "__main__":
    typer.run(main)
