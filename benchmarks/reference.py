"""Holds the sample clips' people against the reference, by their true joints alone.

``python -m benchmarks.reference`` writes docs/reference/sample-clips.md. No picture is looked at:
this says whether our own people do what the reference calls correct.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reference.measures import Frames
from reference.skeleton import UP, Floats, Skeleton
from reference.stretches import Stretch, load_stretches
from reference.truth import Truth, measure_truth

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "sample_videos"
REPORT = ROOT / "docs" / "reference" / "sample-clips.md"
MOST_TOLD = 3


@dataclass(frozen=True, eq=False)
class Clip:
    """A clip's truth file, and what the reference says of its people."""

    name: str
    said: Mapping[str, Any]
    truth: Truth
    times_s: Floats

    def during(self, spans: list[dict[str, float]]) -> Frames:
        """The frames within any of the spans."""
        return _during(self.times_s, spans)


def read_clip(path: Path, stretch: Stretch) -> Clip:
    """The clip whose truth lies in that file."""
    said = json.loads(path.read_text(encoding="utf-8"))
    times_s = np.array(said["joints"]["t_s"])
    skeleton = Skeleton.of(said["joints"]["names"], times_s, _world_places(said))
    moments = {
        "start": _during(times_s, [one for one in said["phases"] if one["id"] == "neutral"]),
        "set-up": _during(times_s, [one for one in said["phases"] if one["id"] == "reach"]),
    }
    side = said["side"] if said["side"] in {"left", "right"} else "left"
    return Clip(path.stem, said, measure_truth(stretch, skeleton, side, moments), times_s)


def _world_places(said: Mapping[str, Any]) -> Floats:
    """Joints (frames, joints, 3) in metres, z up, from those in the camera's frame."""
    eye, at = (np.array(said["camera"][name]) for name in ("eye", "at"))
    ahead = (at - eye) / np.linalg.norm(at - eye)
    right = np.cross(ahead, UP)
    right /= np.linalg.norm(right)
    rotation = np.array([right, np.cross(ahead, right), ahead])
    places: Floats = np.array(said["joints"]["camera_mm"]) / 1000.0 @ rotation + eye
    return places


def _during(times_s: Floats, spans: list[dict[str, Any]]) -> Frames:
    inside = np.zeros(len(times_s), dtype=np.bool_)
    for span in spans:
        inside |= (times_s >= span["start_s"]) & (times_s <= span["end_s"])
    return inside


def clips_with_holds(folder: Path = SAMPLES) -> Iterator[Clip]:
    """The clips of held stretches, in the order of their names."""
    stretches = load_stretches()
    for path in sorted(folder.glob("*.json")):
        stretch = stretches.get(path.name.split(".")[0])
        if stretch is not None and stretch.kind != "repetitions":
            yield read_clip(path, stretch)


def markdown(clips: list[Clip]) -> str:
    """The report as Markdown."""
    good = [clip for clip in clips if clip.said["fault"] is None]
    faulty = [clip for clip in clips if clip.said["fault"] is not None]
    lines = [
        "# The sample clips' people against the reference",
        "",
        "Written by `python -m benchmarks.reference` from the true joints of the clips in",
        "`sample_videos/` (our own world; formcheck's bands were set on these clips). No picture",
        "and no landmark is looked at. Severity counts tolerances beyond the target: up to 1 is",
        "tolerated, more is a fault.",
        "",
        "## Meant to be good form",
        "",
        "| clip | hold tolerated | worst quantities in the hold (median severity) |",
        "|---|---|---|",
        *(_good_row(clip) for clip in good),
        "",
        "## Meant to show a fault",
        "",
        "| clip | fault | told by the reference | of these seconds |",
        "|---|---|---|---|",
        *(_fault_row(clip) for clip in faulty),
        "",
    ]
    return "\n".join(lines)


def _good_row(clip: Clip) -> str:
    hold = clip.during(clip.said["holds"])
    share = float(clip.truth.tolerated()[hold].mean())
    worst = {
        name: float(np.nanmedian(values[hold]))
        for name, values in clip.truth.severities.items()
        if np.isfinite(values[hold]).any()
    }
    told = sorted(worst.items(), key=lambda item: -item[1])[:MOST_TOLD]
    text = ", ".join(f"{name} {severity:.1f}" for name, severity in told if severity > 0)
    return f"| `{clip.name}` | {share:.0%} | {text or '-'} |"


def _fault_row(clip: Clip) -> str:
    name = clip.said["fault"]
    shown = clip.during(clip.said["faults"])
    flags = clip.truth.faults().get(name)
    told = "not in the reference" if flags is None else f"{float(flags[shown].mean()):.0%}"
    seconds = sum(one["end_s"] - one["start_s"] for one in clip.said["faults"])
    return f"| `{clip.name}` | `{name}` | {told} | {seconds:.1f} s |"


if __name__ == "__main__":
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    text = markdown(list(clips_with_holds()))
    REPORT.write_text(text, encoding="utf-8")
    print(text)
