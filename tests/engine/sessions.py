"""Synthetic sessions: a person who raises an arm, as the pose model would report it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from formcheck.core.body import Detection, ImageSize
from formcheck.core.stretch import Spec, parse_spec
from formcheck.library.authoring import SKELETON
from formcheck.vision.pose.recording import DetectedFrame, Recording
from tests.bodies import Arm, Body, Camera, standing

SIZE = ImageSize(1280, 720)
FPS = 15.0
SHORT = (
    SKELETON.replace("@id@", "arm-out")
    .replace("@title@", "Arm out")
    .replace("hold_s = 20 ", "hold_s = 4 ")
)
"""The template of ``spec new`` with a dose of 4 s: one arm out to the side, straight."""
_QUANTITY = """[quantity.{name}]
measure = "{measure}"
{keys}
target = {target}
tolerance = {tolerance}
at = "hold"
source = "made for the tests"
confidence = "low"

"""


def add_quantity(
    text: str, name: str, measure: str, target: str, tolerance: float, keys: str = ""
) -> str:
    """Returns the spec with one more quantity in the hold."""
    quantity = _QUANTITY.format(
        name=name, measure=measure, keys=keys, target=target, tolerance=tolerance
    )
    return text.replace("[[fault]]", f"{quantity}[[fault]]", 1)


NEAR_START = SHORT.replace("tolerance = 10", "tolerance = 25", 1)
"""SHORT with a start so near the position that lowered arms are already near it."""
EITHER_ARM = add_quantity(NEAR_START, "apart", "wrist_gap", "[2.3, 3.5]", 0.25)
"""NEAR_START with either arm up: an attempt of one side is an attempt of both."""
LEAN = add_quantity(
    SHORT, "lean", "trunk_incl", "[-5, 5]", 10, 'since = "start"\nchange = "difference"'
)
"""SHORT, with the trunk kept as it was at the start."""
STRICT_BEND = "tolerance = 0.1".join(SHORT.rsplit("tolerance = 10", 1))
"""SHORT with a tolerance of the elbow so small that its bend is never judged."""
STRICT_VIEW = add_quantity(
    add_quantity(STRICT_BEND, "lean", "trunk_incl", "[0, 10]", 0.1),
    "bow",
    "body_incl",
    "[0, 10]",
    0.1,
)
"""STRICT_BEND with two more quantities that are never judged: too few are left in any view."""


@dataclass(frozen=True)
class Key:
    """How far each arm is raised at a time, and how far the raised elbow is bent, in degrees."""

    t_s: float
    left_deg: float = 0.0
    right_deg: float = 0.0
    bend_deg: float = 0.0


def up_and_down(start_s: float, end_s: float, side: str, bend_deg: float = 0.0) -> list[Key]:
    """Returns that arm up from ``start_s`` to ``end_s``, moving for a second before and after."""
    arm = {f"{side}_deg": 90.0}
    return [
        Key(start_s - 1.0),
        Key(start_s, bend_deg=bend_deg, **arm),
        Key(end_s, bend_deg=bend_deg, **arm),
        Key(end_s + 1.0),
    ]


def body_at(keys: Sequence[Key], t_s: float) -> Body:
    """Returns the body interpolated between the keys."""
    times = [key.t_s for key in keys]

    def now(values: list[float]) -> float:
        return float(np.interp(t_s, times, values))

    bend = now([key.bend_deg for key in keys])
    left, right = now([key.left_deg for key in keys]), now([key.right_deg for key in keys])
    return standing(
        left_arm=Arm(0.0, left, bend if left > 10 else 0.0, bend="up"),
        right_arm=Arm(0.0, right, bend if right > 10 else 0.0, bend="up"),
    )


def detect(body: Body, camera: Camera | None = None) -> Detection:
    """Returns what a perfect model would detect; hidden landmarks get a low visibility."""
    pose = body.pose(camera=camera)
    whole = Body.pose(standing(**{n: getattr(body, n) for n in _SHAPE}), camera=camera)
    return Detection(whole.image_px, whole.world_m, pose.found.visibility)


_SHAPE = ("left_arm", "right_arm", "turn_deg", "at_m")


def session(
    keys: Sequence[Key], duration_s: float, fps: float = FPS, start_s: float = 0.0
) -> list[DetectedFrame]:
    """Returns the detections of a whole session of one person."""
    return [
        DetectedFrame(i, start_s + i / fps, (detect(body_at(keys, i / fps)),))
        for i in range(round(duration_s * fps))
    ]


def turn_picture(film: Recording) -> Recording:
    """Returns the recording with its picture turned clockwise by a quarter."""

    def turn(one: Detection) -> Detection:
        image_px = one.image_px[:, ::-1] * (-1.0, 1.0) + (film.size.height_px, 0.0)
        world_m = one.world_m[:, [1, 0, 2]] * (-1.0, 1.0, 1.0)
        return replace(one, image_px=image_px, world_m=world_m)

    frames = (replace(f, detections=tuple(map(turn, f.detections))) for f in film.frames)
    size = ImageSize(film.size.height_px, film.size.width_px)
    return replace(film, size=size, frames=tuple(frames))


def short_spec(text: str = SHORT) -> Spec:
    """Parses the spec."""
    return parse_spec(text, "arm-out.toml")


def save_recording(path: Path, frames: Sequence[DetectedFrame]) -> Path:
    """Saves the frames as a recording and returns its path."""
    Recording(SIZE, "session.mp4", tuple(frames)).save(path)
    return path
