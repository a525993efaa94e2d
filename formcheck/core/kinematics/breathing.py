"""Estimates breaths a minute from the small rise and fall of the upper chest, where measurable.

``advance_breath`` takes one frame at a time; its state holds the latest estimate or, if there is no
reliable one, the reason. The rate is never a fault.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

import numpy as np

from formcheck.core.body import Floats
from formcheck.core.fast_replace import replace
from formcheck.core.kinematics.geometry import NAN

WINDOW_S = 30.0
"""Length of the window used: three breaths at 6 a minute."""
LEAST_S = 20.0
"""A shorter window gives no estimate: this is two breaths at 6 a minute, and in less any drift has
a clear peak."""
LOW_HZ, HIGH_HZ = 0.08, 0.5
"""Breaths are searched for between 4.8 and 30 a minute (stretches reference C8)."""
LEAST_CYCLES = 2.0
LEAST_SHARE = 0.75
"""Least share of the movement at the rate found: a signal-to-noise ratio of 3 (C8)."""
SURE_SHARE = 0.95
"""Share of the movement at which the confidence is 1. Measured: lying and still, 0.93 to 0.97."""
LEAST_HALF_SHARE = 0.6
"""Least share of the movement, in each half of the window, that one steady wave explains. Without
this one random walk in nine passes for a slow breath, with it one in a hundred."""
LEAST_RISE_RATIO = 0.0004
"""Least root mean square of the movement at the rate found, in torso lengths: 0.2 mm."""
MOST_SWAY_RATIO = 0.01
"""Most root mean square of the sway across the trunk, in torso lengths: 5 mm. Measured on rendered
people: 0.0003 lying, 0.0007 sitting, 0.004 to 0.007 standing freely, where sway alone passed for a
breath in 1 of 192 windows."""
MOST_SPEED_RATIO_S = 0.06
"""Faster than this, torso lengths a second, is a movement of the body (3 cm/s). A deep breath of
15 mm at 12 a minute reaches 0.02. Chosen for formcheck."""
MOVED_S = 3.0
"""For this long after a movement, the movement is given as the reason; later, the short window."""
CHEST_GAP_S = 1.5
"""After a longer gap in the measurements the window restarts. Chosen for formcheck."""
RISE, SWAY, TAKE = "breath_rise_ratio", "breath_sway_ratio", "breath_take"
"""Keys of the fields of ChestPlace among a frame's extras."""
STEP_S = 0.2
"""Frames are averaged over this long: five values a second cover the whole band."""
ESTIMATE_EVERY_S = 1.0

_REST_HZ = (0.06, 0.8)
"""Band that the movement at the rate found is compared with, without slow drift and heartbeat."""
_PEAK_BINS = 1.6
"""Half width, in units of 1 / window length, that holds 97 % of a peak of a Hann window."""
_FINE = 8
"""The spectrum is computed this many times finer than the window's own resolution."""


class NoBreath(StrEnum):
    """Why there is no estimate."""

    TOO_SHORT = "too short"
    MOVING = "you move"
    HIDDEN = "chest not in view"
    NO_RHYTHM = "no clear rhythm"


@dataclass(frozen=True, slots=True)
class Breathing:
    """An estimate of the breathing rate.

    per_min is None if it is not reliable; reason then says why, else it is "". confidence is 0..1.
    """

    per_min: float | None = None
    confidence: float = 0.0
    reason: str = NoBreath.HIDDEN


@dataclass(frozen=True, slots=True)
class ChestPlace:
    """The position of the upper chest in one frame, in torso lengths from an arbitrary origin.

    rise is along the trunk towards the head, sway across it. Positions are comparable only within
    one take: a new take begins whenever the chest was lost or has moved away.
    """

    rise_ratio: float
    sway_ratio: float
    take: int


def read_chest_place(extras: Mapping[str, float]) -> ChestPlace | None:
    """Returns the position stored in a frame's extras; None if it was not measured."""
    rise, sway, take = (extras.get(name, NAN) for name in (RISE, SWAY, TAKE))
    return None if math.isnan(rise + sway + take) else ChestPlace(rise, sway, int(take))


@dataclass(frozen=True, slots=True)
class _Step:
    """The mean position over STEP_S; number counts the steps since time 0."""

    number: int
    rise: float
    sway: float
    count: int


@dataclass(frozen=True, slots=True)
class BreathState:
    """What the estimate is based on: the time at rest up to now, at most the last WINDOW_S."""

    breathing: Breathing = Breathing()
    steps: tuple[_Step, ...] = ()
    take: int = -1
    seen_s: float = -math.inf
    moved_s: float = -math.inf
    due_s: float = -math.inf


def advance_breath(state: BreathState, t_s: float, place: ChestPlace | None) -> BreathState:
    """Returns the state after one more frame; place is None if the chest was not measured.

    t_s must increase. The estimate is updated once a second.
    """
    if place is not None:
        state = _add_place(state, t_s, place)
    elif t_s - state.seen_s > CHEST_GAP_S:
        state = replace(state, steps=(), breathing=Breathing())
    if t_s < state.due_s:
        return state
    return replace(state, breathing=_estimate_from_steps(state, t_s), due_s=t_s + ESTIMATE_EVERY_S)


def _add_place(state: BreathState, t_s: float, place: ChestPlace) -> BreathState:
    steps, moved_s = state.steps, state.moved_s
    if t_s - state.seen_s > CHEST_GAP_S:
        steps = ()
    elif place.take != state.take:
        steps, moved_s = (), t_s
    number = math.floor(t_s / STEP_S)
    if steps and steps[-1].number == number:
        last = steps[-1]
        count = last.count + 1
        mean = _Step(
            number,
            last.rise + (place.rise_ratio - last.rise) / count,
            last.sway + (place.sway_ratio - last.sway) / count,
            count,
        )
        steps = (*steps[:-1], mean)
    else:
        if len(steps) > 1 and _measure_speed(steps[-2], steps[-1]) > MOST_SPEED_RATIO_S:
            steps, moved_s = steps[-1:], t_s
        oldest = number - round(WINDOW_S / STEP_S)
        new = _Step(number, place.rise_ratio, place.sway_ratio, 1)
        steps = (*(s for s in steps if s.number > oldest), new)
    return replace(state, steps=steps, take=place.take, seen_s=t_s, moved_s=moved_s)


def _measure_speed(one: _Step, other: _Step) -> float:
    apart_s = (other.number - one.number) * STEP_S
    return math.hypot(other.rise - one.rise, other.sway - one.sway) / apart_s


def _estimate_from_steps(state: BreathState, t_s: float) -> Breathing:
    if not state.steps:
        return Breathing()
    lasted_s = (state.steps[-1].number - state.steps[0].number + 1) * STEP_S
    if lasted_s < LEAST_S:
        moving = t_s - state.moved_s < MOVED_S
        return Breathing(reason=NoBreath.MOVING if moving else NoBreath.TOO_SHORT)
    number = np.array([s.number for s in state.steps], dtype=np.float64)
    grid = np.arange(number[0], number[-1] + 1)
    rise = np.interp(grid, number, [s.rise for s in state.steps])
    sway = np.interp(grid, number, [s.sway for s in state.steps])
    return estimate_breathing(rise, sway)


def estimate_breathing(rise: Floats, sway: Floats) -> Breathing:
    """Returns the estimate; rise and sway (n,) are positions every STEP_S, over LEAST_S or more.

    They are in torso lengths.
    """
    lasted_s = len(rise) * STEP_S
    level = _remove_drift(rise)
    hz, power = _compute_spectrum(level)
    _, swaying = _compute_spectrum(_remove_drift(sway))
    in_band = (hz >= _REST_HZ[0]) & (hz <= _REST_HZ[1])
    if math.sqrt(float(swaying[in_band].sum())) > MOST_SWAY_RATIO:
        return Breathing(reason=NoBreath.MOVING)
    peak_hz = _find_peak(hz, power, max(LOW_HZ, LEAST_CYCLES / lasted_s))
    if math.isnan(peak_hz):
        return Breathing(reason=NoBreath.NO_RHYTHM)
    near = in_band & (np.abs(hz - peak_hz) <= _PEAK_BINS / lasted_s)
    share = float(power[near].sum() / power[in_band].sum())
    clear = share >= LEAST_SHARE and _measure_half_share(level, peak_hz) >= LEAST_HALF_SHARE
    if not clear or math.sqrt(float(power[near].sum())) < LEAST_RISE_RATIO:
        return Breathing(reason=NoBreath.NO_RHYTHM)
    confidence = min((share - LEAST_SHARE) / (SURE_SHARE - LEAST_SHARE), 1.0)
    return Breathing(peak_hz * 60.0, confidence, "")


def _build_drift_terms(count: int) -> Floats:
    return np.vander(np.linspace(-1.0, 1.0, count), 3)


def _remove_drift(places: Floats) -> Floats:
    drift = _build_drift_terms(len(places))
    level: Floats = places - drift @ np.linalg.lstsq(drift, places, rcond=None)[0]
    return level


def _measure_half_share(level: Floats, hz: float) -> float:
    """Returns the share of the movement that one wave at hz explains, in the worse half."""
    turn = 2.0 * math.pi * hz * STEP_S * np.arange(len(level))
    ways = np.column_stack([np.cos(turn), np.sin(turn), _build_drift_terms(len(level))])
    sizes = np.linalg.lstsq(ways, level, rcond=None)[0]
    wave = ways[:, :2] @ sizes[:2]
    left = level - ways @ sizes
    middle = len(level) // 2
    return min(
        1.0 - float((left[half] ** 2).sum() / max(((left + wave)[half] ** 2).sum(), 1e-18))
        for half in (slice(None, middle), slice(middle, None))
    )


def _compute_spectrum(level: Floats) -> tuple[Floats, Floats]:
    """Returns frequencies (Hz) and the mean square movement at each."""
    count = len(level)
    taper = np.hanning(count)
    size = _FINE * count
    lines = np.fft.rfft(level * taper, size)
    power = np.abs(lines) ** 2 * (2.0 / (size * float((taper**2).sum())))
    return np.asarray(np.fft.rfftfreq(size, STEP_S)), power


def _find_peak(hz: Floats, power: Floats, low_hz: float) -> float:
    """Returns the frequency of the highest peak in the band; NaN if its maximum is at an edge."""
    band = np.flatnonzero((hz >= low_hz) & (hz <= HIGH_HZ))
    top = int(band[np.argmax(power[band])])
    before, here, after = (float(p) for p in power[top - 1 : top + 2])
    if not here > 0.0 or before > here or after > here:
        return NAN
    bend = before - 2.0 * here + after
    shift = 0.5 * (before - after) / bend if bend < 0.0 else 0.0
    return float(hz[top]) + shift * float(hz[1])


@dataclass(frozen=True, slots=True)
class BreathSummary:
    """Summary of the estimates over a period.

    per_min: median of the estimates, None if there were none. confidence: their mean.
    answered_share: share of the time with an estimate. reason: most frequent reason for having
    none, "" if there always was one.
    """

    per_min: float | None
    confidence: float
    answered_share: float
    reason: str


def summarise_breaths(pieces: Iterable[tuple[Breathing, float]]) -> BreathSummary | None:
    """Returns the summary of estimates, each with its seconds; None if the chest was never seen."""
    estimates = list(pieces)
    if all(one.reason == NoBreath.HIDDEN for one, _ in estimates):
        return None
    answers = sorted(
        (one.per_min, s, one.confidence) for one, s in estimates if one.per_min is not None
    )
    answered_s = sum(s for _, s, _ in answers)
    reasons = {one.reason for one, _ in estimates if one.reason}
    silent_s = {why: sum(s for one, s in estimates if one.reason == why) for why in sorted(reasons)}
    return BreathSummary(
        per_min=_compute_weighted_median([(per_min, s) for per_min, s, _ in answers]),
        confidence=sum(s * sure for _, s, sure in answers) / answered_s if answers else 0.0,
        answered_share=answered_s / sum(s for _, s in estimates),
        reason=max(silent_s, key=lambda reason: silent_s[reason], default=""),
    )


def _compute_weighted_median(rising: Sequence[tuple[float, float]]) -> float | None:
    """Returns the median of (value, weight) pairs in rising order; None without any."""
    ends = list(accumulate(weight for _, weight in rising))
    return rising[bisect_left(ends, ends[-1] / 2)][0] if rising else None
