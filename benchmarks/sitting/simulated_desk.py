"""Days of a random rendered sitter: their activities, and what a camera sees of them.

Every posture is a still of one person in front of one camera, with the landmarks that the pose
model found in it (``python -m synth sample --sitting-views``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection
from formcheck.core.posture.posture_values import SlouchReason, View
from formcheck.vision.pose.scale import TORSO_M, measure_torso_px
from synth.sitting.seated import SeatedStill

JITTER = {View.FRONT: 0.007, View.SIDE: 0.017}
"""Landmark jitter from frame to frame, in shoulder widths. Measured on 38 films of ``synth sample
--sitting-films`` of seed 6."""
DEPTH_RATIO = 2.0
"""The jitter of the model's depth, in multiples of its image positions'. Chosen for formcheck."""
SHOULDERS_M = 0.34
_FACE, _EARS, _BODY = [0, 1, 2, 3, 4, 5, 6, 9, 10], [7, 8], list(range(11, 33))
_ARMS_AND_SHOULDERS = slice(11, 23)

Floats = NDArray[np.float64]

LASTS_S: Final = {
    "upright": (20.0, 300.0),
    "second-screen": (10.0, 180.0),
    "turned": (15.0, 120.0),
    "chin": (10.0, 120.0),
    "glancing": (2.0, 12.0),
    "scratching": (2.0, 8.0),
    "drinking": (4.0, 8.0),
    "cup": (2.0, 6.0),
    "reaching": (2.0, 5.0),
}
"""Range of the duration of each activity. Chosen for formcheck, as are the constants below."""
UPRIGHT_SHARE = 0.55
SHORT_SHARE = 0.3
SHORT_S, LONG_S = (15.0, 50.0), (130.0, 480.0)
"""Ranges of the duration of short and of long slouches."""
SLOUCHES_AN_HOUR, LEAVES_AN_HOUR, VISITS_AN_HOUR = 2.5, 0.7, 0.4
ACTIVITIES_AN_HOUR = 40.0
VISITOR_ASIDE_M, VISITOR_SMALLER = 0.6, 0.7


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity from start_s on, its still (None: away) and, for a slouch, its reason (why)."""

    name: str
    start_s: float
    still: SeatedStill | None = None
    why: SlouchReason | None = None
    is_visited: bool = False


def draw_day(random: Random, stills: Sequence[SeatedStill], hours: float) -> list[Activity]:
    """Draws the day's activities in order; it begins with a minute of sitting upright.

    Stills in which a single frame finds nobody are left out: formcheck follows and searches for a
    real sitter, which stills can't show.
    """
    stills = [one for one in stills if one.found is not None]
    upright = [one for one in stills if one.is_upright]
    work = [one for one in stills if not one.is_upright and not one.why]
    slouches = [one for one in stills if one.is_plain]
    found = [Activity("upright", 0.0, random.choice(upright))]
    t_s, end_s = 60.0, 3600.0 * hours
    while t_s < end_s:
        activity, lasts_s = _draw_activity(random, t_s, upright, work, slouches)
        found.append(activity)
        t_s += lasts_s
    return found


def _draw_activity(
    random: Random,
    t_s: float,
    upright: Sequence[SeatedStill],
    work: Sequence[SeatedStill],
    slouches: Sequence[SeatedStill],
) -> tuple[Activity, float]:
    chance = random.random() * ACTIVITIES_AN_HOUR
    if chance < LEAVES_AN_HOUR:
        return Activity("away", t_s), random.uniform(90.0, 900.0)
    chance -= LEAVES_AN_HOUR
    if chance < VISITS_AN_HOUR:
        visited = Activity("visited", t_s, random.choice(upright), is_visited=True)
        return visited, random.uniform(20.0, 120.0)
    if chance < VISITS_AN_HOUR + SLOUCHES_AN_HOUR and slouches:
        still = random.choice(slouches)
        length = SHORT_S if random.random() < SHORT_SHARE else LONG_S
        return Activity(still.why, t_s, still, SlouchReason(still.why)), random.uniform(*length)
    still = random.choice(upright if random.random() < UPRIGHT_SHARE or not work else work)
    name = still.posture.partition("-")[0] if still.is_upright else still.posture
    return Activity(name, t_s, still), random.uniform(*LASTS_S[name])


class Desk:
    """A person at a desk in front of a camera, as detected frame by frame."""

    def __init__(self, random: Random, stills: Sequence[SeatedStill]) -> None:
        self._random, self._view, self.size = random, stills[0].view, stills[0].size
        self._noise = np.random.default_rng(random.getrandbits(32))
        self._picture_px = np.array([self.size.width_px, self.size.height_px], dtype=float)
        self._seat_m = np.zeros(2)
        self._nearer = 1.0
        self._shift_px = np.zeros(2)
        self._shoulder_shift_m = 0.0
        self._light_factor = 1.0

    def roll_chair(self, most_m: float) -> None:
        """Moves the chair."""
        self._seat_m = self._seat_m * 0.5 + self._noise.normal(0.0, most_m, 2) * (1.0, 0.2)
        self._nearer = float(np.exp(0.5 * np.log(self._nearer) + self._noise.normal(0.0, most_m)))

    def knock_camera(self) -> None:
        """Tilts or turns the camera by about a tenth of the image."""
        self._shift_px = self._noise.normal(0.0, 0.08, 2) * self._picture_px

    def change_clothes(self) -> None:
        """Shifts the height at which the model sees the shoulders."""
        self._shoulder_shift_m = self._random.uniform(-0.012, 0.012)

    def change_light(self) -> None:
        """Changes the light, which changes the jitter."""
        self._light_factor = self._random.choice((1.0, 1.5))

    def restore_camera(self) -> None:
        """Turns the camera back so that it shows the head."""
        self._shift_px = self._shift_px * 0.2

    def detect(self, activity: Activity) -> tuple[Detection, ...]:
        """Returns the people detected in the next frame."""
        if activity.still is None or activity.still.found is None:
            return ()
        found = self._add_jitter(activity.still.found)
        return (found, self._place_visitor(found)) if activity.is_visited else (found,)

    def _add_jitter(self, found: Detection) -> Detection:
        """Returns the person at the chair's current position, with the jitter of one frame."""
        px_per_m = measure_torso_px(found) / TORSO_M
        normal, jitter_m = self._noise.normal, JITTER[self._view] * self._light_factor * SHOULDERS_M
        off_m = np.zeros((33, 2))
        off_m[_FACE] = normal(0.0, jitter_m, 2)
        off_m[_EARS] = normal(0.0, jitter_m, (2, 2))
        off_m[_BODY] = normal(0.0, jitter_m, (len(_BODY), 2))
        off_m[_ARMS_AND_SHOULDERS, 1] += self._shoulder_shift_m
        centre_px = self._picture_px / 2.0
        image_px = centre_px + (found.image_px - centre_px) * self._nearer
        image_px += self._shift_px + (self._seat_m + off_m) * px_per_m
        depth_m = normal(0.0, DEPTH_RATIO * JITTER[self._view] * SHOULDERS_M, (33, 1))
        world_m = found.world_m + np.column_stack([off_m, depth_m])
        return replace(found, image_px=image_px, world_m=world_m)

    def _place_visitor(self, found: Detection) -> Detection:
        """Returns a copy of the person beside them and farther away."""
        aside_px = VISITOR_ASIDE_M * measure_torso_px(found) / TORSO_M
        middle_px = found.image_px.mean(axis=0)
        image_px = middle_px + (found.image_px - middle_px) * VISITOR_SMALLER + (aside_px, 0.0)
        return replace(found, image_px=image_px)
