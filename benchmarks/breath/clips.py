"""Clips of people who breathe at a known rate, rendered if missing."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import av

from synth.film import CRF, Stage
from synth.h264 import add_h264
from synth.life import Breath
from synth.moves import BUILDERS, Setup
from synth.moves.allfours.folded import fold_back, make_setup
from synth.plan import Clip
from synth.pose import Pose
from synth.rooms import SAMPLE_ROOMS, make_chair
from synth.scene import Box
from synth.script import Script, Segment
from synth.stance import Figure

LASTS_S = 32.0
FPS = 12
SIZE = (640, 360)
BREATHS = ((12.0, 3.0), (0.0, 0.0), (6.0, 4.0), (20.0, 3.0), (9.0, 2.0), (16.0, 4.0))
"""Breaths a minute, and the travel of the chest's front from in to out (mm); 0: breath held."""
BODIES = ("man", "woman", "older")


@dataclass(frozen=True, slots=True)
class BreathClip:
    """One clip: its view, breaths a minute (0: held) and travel of the chest from in to out."""

    name: str
    view: str
    per_min: float
    depth_mm: float


def _hold_still(pose: Pose) -> Script:
    return Script(pose, (Segment("hold", LASTS_S, pose),))


def _build_standing(view_deg: float) -> Callable[[Figure], Setup]:
    def build(fig: Figure) -> Setup:
        high = fig.body.sizes.height_m + 0.1
        return Setup(_hold_still(fig.standing()), (), view_deg, 2.5, high_m=high)

    return build


def _build_near(fig: Figure) -> Setup:
    """Standing, visible from the hips up."""
    tall = fig.body.sizes.height_m
    low, high = 0.48 * tall, tall + 0.06
    return Setup(_hold_still(fig.standing()), (), 0.0, 1.2, low, high, eye_m=(1.2, 1.45))


def _build_sitting(fig: Figure) -> Setup:
    """Sitting, visible from the knees up."""
    boxes: tuple[Box, ...] = tuple(make_chair(0.0, 0.03, fig.seat_m))
    return Setup(
        _hold_still(fig.sitting()), boxes, 0.0, 1.3, 0.45, 1.5, eye_m=(0.95, 1.2), still=True
    )


def _build_lying(make: Callable[[Figure], Pose], view_deg: float) -> Callable[[Figure], Setup]:
    def build(fig: Figure) -> Setup:
        base = Setup(_hold_still(make(fig)), (), view_deg, 2.8, -0.1, 0.9, wide_m=2.2)
        return replace(base, eye_m=(0.35, 0.6), still=True, mat=True)

    return build


def _build_childs_pose(fig: Figure) -> Setup:
    return make_setup(_hold_still(fold_back(fig)))


VIEWS: dict[str, Callable[[Figure], Setup]] = {
    "standing, front": _build_standing(0.0),
    "standing, three-quarter": _build_standing(42.0),
    "standing, side": _build_standing(90.0),
    "standing near, front": _build_near,
    "sitting near, front": _build_sitting,
    "on the back, side": _build_lying(Figure.supine_knees_bent, 90.0),
    "on the side, front": _build_lying(Figure.side_lying, 0.0),
    "child's pose, side": _build_childs_pose,
}


def clips() -> list[BreathClip]:
    """Returns all clips, ordered so that every view comes before the next rate."""
    return [
        BreathClip(f"{view}, {rate:.0f} a minute".replace(" ", "-"), view, rate, depth)
        for rate, depth in BREATHS
        for view in VIEWS
    ]


def render_clip(clip: BreathClip, folder: Path) -> Path:
    """Returns the path of the clip's video; renders it, with its truth beside it, if missing."""
    path = folder / f"{clip.name}.mp4"
    if path.exists():
        return path
    number = clips().index(clip)
    build = VIEWS[clip.view]
    BUILDERS["breathing"] = lambda fig, _fault, _hold_s: build(fig)
    body, room = BODIES[number % 3], SAMPLE_ROOMS[number // 3 % 3]
    stage = Stage(
        Clip(clip.name, "breathing", None, "left", body, room, FPS, size=SIZE, breathes=True)
    )
    stage.life.breath = Breath(clip.per_min / 60.0, clip.depth_mm / 2000.0)
    part = folder / f".{clip.name}.part.mp4"
    with av.open(str(part), "w", format="mp4") as box:
        stream = add_h264(box, FPS, SIZE, CRF)
        for frame in stage.all():
            picture = av.VideoFrame.from_ndarray(frame.picture, format="rgb24")
            box.mux(stream.encode(picture))
        box.mux(stream.encode())
    (folder / f"{clip.name}.json").write_text(json.dumps(asdict(clip)), encoding="utf-8")
    os.replace(part, path)
    return path
