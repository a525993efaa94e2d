"""People of the sample clips from their true joints: perfect landmarks and true values."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from benchmarks.clips import read_truth
from benchmarks.reference.__main__ import convert_to_world
from benchmarks.sampled.true_landmarks import Lens, place_landmarks
from formcheck.core.body import Detection, ImageSize
from formcheck.core.kinematics import MEASURES, ReadingKind
from formcheck.core.kinematics.estimator import OUTPUTS
from reference.measures import MEASURES as TRUE_MEASURES
from reference.skeleton import JOINTS, Skeleton
from tests.paths import SAMPLES

EVERY = 20
"""Takes every 20th stored skeleton; about eight are stored per second."""
UNTRUE = {"thorax_yaw", "pelvis_yaw", "trunk_length"}
"""Measures relative to the camera, or in another length unit than in the reference."""
ON_BACK = 0.5
"""Least upward share of the pelvis's forward axis on the back, where thighs fall to a side."""
TURNED_DEG = 100.0
"""A larger trunk angle is no lean to a side or forward."""
_HIPS = [23, 24]


@dataclass(frozen=True, eq=False)
class Person:
    """Perfect landmarks of a person, and their true values by output of the estimator."""

    clip: str
    found: Detection
    size: ImageSize
    truth: Mapping[str, float]


@cache
def list_true_people() -> tuple[Person, ...]:
    """Returns a person for every two or three seconds of each clip."""
    return tuple(read_people())


def read_people() -> Iterator[Person]:
    """Yields the people of ``list_true_people`` one by one."""
    for path in sorted(SAMPLES.glob("*.json")):
        if "stretch" not in json.loads(path.read_text(encoding="utf-8")):
            continue
        meant = read_truth(path)
        assert meant is not None
        order = [meant.joint_names.index(name) for name in JOINTS]
        rooms, seen = convert_to_world(meant)[:, order], meant.joints_m[:, order]
        lens = Lens(meant.f_px, (meant.size.width_px / 2, meant.size.height_px / 2))
        for room, joints in zip(rooms[::EVERY], seen[::EVERY], strict=True):
            places = place_landmarks(joints[None])[0]
            detection = Detection(
                lens.project(places), places - places[_HIPS].mean(axis=0), np.ones(len(places))
            )
            truth = compute_true_values(Skeleton(np.zeros(1), room[None]))
            yield Person(meant.clip, detection, meant.size, truth)


def compute_true_values(body: Skeleton) -> dict[str, float]:
    """Returns the true values of one body by output of the estimator, where they are defined."""
    on_back = body.forward("hip")[0, 2] > ON_BACK
    found: dict[str, float] = {}
    for name in OUTPUTS:
        measure, _, side = name.partition(".")
        if (
            measure not in MEASURES
            or MEASURES[measure].kind is not ReadingKind.POSE
            or measure in UNTRUE
        ):
            continue
        value = float(TRUE_MEASURES[measure].values(body, side or "left")[0])
        over = measure.startswith("trunk_incl_") and abs(value) > TURNED_DEG
        if not (over or (measure == "knees_aside" and not on_back) or np.isnan(value)):
            found[name] = value
    return found


def measure_error(name: str, value: float, true: float) -> float:
    """Returns the error of an estimated output; for angles the smaller way round."""
    off = value - true
    if MEASURES[name.partition(".")[0]].unit == "deg":
        return (off + 180.0) % 360.0 - 180.0
    return off
