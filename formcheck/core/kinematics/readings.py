"""Readings: the value of each definition for one pose with its sigma, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from statistics import fmean

import numpy as np

from formcheck.core.body import LANDMARK_NAMES, Landmark, Rejection, Side
from formcheck.core.kinematics.estimator import OUTPUTS, Estimate, MeasuredPose, find_output
from formcheck.core.kinematics.geometry import NAN, wrap_deg
from formcheck.core.kinematics.measures import MEASURES, Definition, ReadingKind
from formcheck.core.kinematics.moments import ReferenceMoment, ReferenceMoments, combine_estimates


class Cause(StrEnum):
    """Why something can't be measured, in English; {part} stands for the landmark."""

    NOBODY = "nobody in the picture"
    ELSEWHERE = "the person not in the picture"
    HIDDEN = "{part} hidden"
    OUTSIDE = "{part} outside the picture"
    UNCERTAIN = "{part} uncertain"
    SWAPPED = "{part} uncertain, left and right look swapped"
    NO_START = "no start position yet"
    NO_SET_UP = "the set-up was not seen"
    VIEW = "can't be judged from this view"
    TOO_SHORT = "not watched for long enough yet"
    ONE_PICTURE = "can't be judged from one picture"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why something can't be measured; landmark is the one concerned, or None."""

    cause: Cause
    landmark: Landmark | None = None

    @property
    def part(self) -> str:
        """The landmark in English; "" without one."""
        return "" if self.landmark is None else LANDMARK_NAMES[self.landmark]

    def __str__(self) -> str:
        return self.cause.value.format(part=self.part)  # format of the member gives the member


NOBODY = Unknown(Cause.NOBODY)
OTHERS_ONLY = Unknown(Cause.ELSEWHERE)
"""Replaces ``NOBODY`` while other people are in the picture."""
VIEW_UNSUITED = Unknown(Cause.VIEW)
CAUSES = {
    Rejection.LOW_VISIBILITY: Cause.HIDDEN,
    Rejection.OUT_OF_FRAME: Cause.OUTSIDE,
    Rejection.BONE_LENGTH: Cause.UNCERTAIN,
    Rejection.SIDES_SWAPPED: Cause.SWAPPED,
}
"""The cause for each reason to reject a landmark."""


MEAN_OVER_S = 0.25
"""Estimates are averaged over this long, against jitter between frames. Chosen for formcheck."""
RATE_OVER_S = 0.4
"""A rate is the change over this long. Chosen for formcheck: a slow pull still shows above the
jitter."""
SPEED_OVER_S = 1.0
"""Speed is a mean over this long, as in the reference."""

CHANGE_LEAST, CHANGE_MOST, CHANGE_PER_SIGMA = 0.34, 1.0, 0.42
"""Sigma of a change over that of two independent values: the error for one person in one view is
mostly constant, so it largely cancels if nothing changed, and not at all in a large change. Set so
that 95 of 100 errors lie within two sigma, on 103 sampled videos of seed 2 (people to fit on)."""
RATE_PER_SIGMA = 0.4
"""Sigma of a rate per second over sigma of its measure. From the same videos, as all below."""
WAY_SIGMA, WAY_SHARE = 0.1, 0.25
"""Sigma of a distance moved in the image: in bone lengths, plus a share of it for depth."""
SPEED_SIGMA, SPEED_SHARE = 0.04, 0.4
SPEED_IN_DEPTH = 1.14
"""Speed in space over speed in the image: the root of 1.3, for the share in depth."""
RAISED_DEG = (40.0, 140.0)
"""Elevation at which a raised arm has a direction around the trunk: 45 to 135 by the reference, and
5 degrees to spare for errors. Chosen for formcheck."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One measured value with its sigma, the standard deviation of its error.

    value and sigma are in the unit of the measure. If seen is False both are NaN, and unknown says
    why; otherwise unknown names the hidden joint, if any, and the value is inferred.

    The error of a change grows with it: base_sigma is sigma at no change, sigma_rise what each unit
    of change adds, unchanged the value at no change. base_sigma is infinite unless the value is a
    change.
    """

    value: float
    sigma: float
    seen: bool
    unknown: Unknown | None = None
    base_sigma: float = math.inf
    sigma_rise: float = 0.0
    unchanged: float = 0.0

    def compute_sigma_at(self, value: float) -> float:
        """Returns sigma if ``value`` were the true value, at most the reading's own."""
        if math.isinf(self.base_sigma) or math.isinf(value):
            return self.sigma
        return min(self.sigma, self.base_sigma + self.sigma_rise * abs(value - self.unchanged))

    def as_change(self, added: float, share: float) -> Reading:
        """Returns the reading without its constant error: value + added, with a share of sigma."""
        error = (share * self.base_sigma, share * self.sigma_rise)
        return Reading(
            self.value + added, share * self.sigma, self.seen, self.unknown, *error, self.unchanged
        )


_NOT_YET = {"start": Unknown(Cause.NO_START), "set-up": Unknown(Cause.NO_SET_UP)}
_TOO_SHORT = Unknown(Cause.TOO_SHORT)


def measure(
    definitions: Sequence[Definition],
    pose: MeasuredPose | None,
    moments: ReferenceMoments,
    recent: Sequence[MeasuredPose],
) -> dict[str, Reading]:
    """Returns a reading for each definition, by name.

    recent: the poses of the last 1.2 s or so, oldest first, including this one.
    """
    if pose is None:
        return dict.fromkeys((d.name for d in definitions), Reading(NAN, NAN, False, NOBODY))
    now = combine_estimates(_select_since(recent, pose.t_s - MEAN_OVER_S), np.mean)
    return {d.name: _read(d, pose, now, moments, recent) for d in definitions}


def _select_since(recent: Sequence[MeasuredPose], t_s: float) -> list[MeasuredPose]:
    return [pose for pose in recent if pose.t_s >= t_s]


def _read(
    definition: Definition,
    pose: MeasuredPose,
    now: Estimate,
    moments: ReferenceMoments,
    recent: Sequence[MeasuredPose],
) -> Reading:
    kind = MEASURES[definition.measure].kind
    then = moments.get(definition.since) if definition.since else None
    if then is None and definition.since == "start" and kind is not ReadingKind.DRIFT:
        then = moments.get("usual")  # which has no position in the image
    if definition.since and (then is None or not then.knows(definition)):
        return Reading(NAN, NAN, False, _NOT_YET[definition.since])
    if kind is ReadingKind.SPEED:
        read = _read_speed(now, recent)
    elif kind is ReadingKind.DRIFT:
        read = _read_drift(definition, pose, then)
    elif definition.change == "rate":
        read = _read_rate(definition, now, recent)
    else:
        read = _read_pose(definition, now, then)
    landmarks = list_landmarks(definition.measure, definition.of)
    whys = {landmark: Rejection(pose.why[landmark]) for landmark in landmarks}
    doubted = (Unknown(CAUSES[why], mark) for mark, why in whys.items() if why in CAUSES)
    hidden = next(doubted, None)
    # With all its landmarks out of frame, the rest shows what people usually do, not this person.
    if not read.seen or set(whys.values()) == {Rejection.OUT_OF_FRAME}:
        other = _TOO_SHORT if definition.is_moving else VIEW_UNSUITED
        return Reading(NAN, NAN, False, hidden or other)
    value = definition.sign * (abs(read.value) if definition.size else read.value)
    unchanged = definition.sign * read.unchanged
    return Reading(value, read.sigma, True, hidden, read.base_sigma, read.sigma_rise, unchanged)


_UNREAD = Reading(NAN, NAN, False)


def _read_pose(definition: Definition, now: Estimate, then: ReferenceMoment | None) -> Reading:
    place, sign = find_output(definition.measure, definition.of)
    value, sigma = sign * float(now.values[place]), float(now.sigma[place])
    if definition.measure == "horizontal_adduction":
        elevation_deg = float(now.values[OUTPUTS[f"shoulder_elevation.{definition.of}"]])
        if not RAISED_DEG[0] <= elevation_deg <= RAISED_DEG[1]:
            return _UNREAD
    if then is None:
        return Reading(value, sigma, True)
    before, sigma_then = sign * float(then.estimate.values[place]), then.estimate.sigma[place]
    both = math.hypot(sigma, float(sigma_then))
    change = value - before
    if MEASURES[definition.measure].unit == "deg":
        change = wrap_deg(change)
    rise = CHANGE_PER_SIGMA * both / max(sigma, 1e-6)
    moved_sigma = both * CHANGE_LEAST + rise * abs(change)
    found = Reading(
        change, min(moved_sigma, both * CHANGE_MOST), True, None, both * CHANGE_LEAST, rise
    )
    if definition.change == "difference":
        return found
    length = max(before, 1e-3)
    unchanged = definition.unchanged or 0.0
    value, sigma = unchanged + change / length, found.sigma / length
    return Reading(value, sigma, True, None, found.base_sigma / length, found.sigma_rise, unchanged)


def _read_rate(definition: Definition, now: Estimate, recent: Sequence[MeasuredPose]) -> Reading:
    end_s = recent[-1].t_s
    before = [
        f for f in recent if end_s - RATE_OVER_S - MEAN_OVER_S <= f.t_s <= end_s - RATE_OVER_S
    ]
    if not before:
        return _UNREAD
    earlier = combine_estimates(before, np.mean)
    place, sign = find_output(definition.measure, definition.of)
    change = sign * float(now.values[place] - earlier.values[place])
    if MEASURES[definition.measure].unit == "deg":
        change = wrap_deg(change)
    # With few frames a second the two means lie farther apart, or nearer, than RATE_OVER_S.
    later = _select_since(recent, end_s - MEAN_OVER_S)
    apart_s = fmean(f.t_s for f in later) - fmean(f.t_s for f in before)
    return Reading(change / apart_s, RATE_PER_SIGMA * float(now.sigma[place]), True)


def _read_drift(
    definition: Definition, pose: MeasuredPose, then: ReferenceMoment | None
) -> Reading:
    part = definition.measure.removesuffix("_drift")
    landmark = definition.of.landmark(part)
    bone = "forearm_px" if part in {"elbow", "wrist"} else "shin_px"
    if then is None:
        return _UNREAD
    length_px = float(then.estimate.values[OUTPUTS[f"{bone}.{definition.of}"]]) * then.estimate.px
    x, y = then.image_px[landmark].tolist()
    way_px = math.hypot(pose.image[landmark][0] - x, pose.image[landmark][1] - y)
    return _build_movement_reading(way_px / max(length_px, 1.0), WAY_SIGMA, WAY_SHARE)


def _build_movement_reading(value: float, base: float, rise: float) -> Reading:
    return Reading(value, base + rise * value, not math.isnan(value), None, base, rise)


def _read_speed(now: Estimate, recent: Sequence[MeasuredPose]) -> Reading:
    watched = _select_since(recent, recent[-1].t_s - SPEED_OVER_S)
    lasted_s = watched[-1].t_s - watched[0].t_s
    if lasted_s < SPEED_OVER_S / 2:
        return _UNREAD
    step = max(round(len(watched) * MEAN_OVER_S / lasted_s), 1)
    stops = watched[::-1][::step]
    moving = list_landmarks("speed", Side.BOTH)
    places = np.array([[pose.image[landmark] for landmark in moving] for pose in stops])
    times_s = np.array([pose.t_s for pose in stops])
    speeds = np.linalg.norm(np.diff(places, axis=0), axis=2) / -np.diff(times_s)[:, None]
    known = speeds[np.isfinite(speeds)]
    if not len(known):
        return _UNREAD
    trunk_px = max(float(now.values[OUTPUTS["trunk_px"]]) * now.px, 1.0)
    value = SPEED_IN_DEPTH * float(np.sqrt(np.mean(known**2))) / trunk_px
    return _build_movement_reading(value, SPEED_SIGMA, SPEED_SHARE)


@cache
def list_landmarks(measure: str, of: Side) -> tuple[Landmark, ...]:
    """Returns the landmarks of a measure's joints, in order, on a side (of the body: both)."""
    found: list[Landmark] = []
    known = MEASURES[measure]
    for joint in known.joints:
        name = joint.removeprefix("other ")
        if name == "nose":
            found.append(Landmark.NOSE)
        elif name.endswith("s") or of is Side.BOTH or known.of != "side":
            part = name.removesuffix("s")
            found += [Side.LEFT.landmark(part), Side.RIGHT.landmark(part)]
        else:
            found.append((of.other if name != joint else of).landmark(name))
    return tuple(found)
