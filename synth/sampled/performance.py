"""A sampled person's movement on film: how it begins, what is done at which pace, how it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from reference.skeleton import Skeleton
from reference.truth import Truth, measure_truth
from synth.body import JOINTS
from synth.geometry import Array
from synth.pose import Pose, blend_poses
from synth.script import Script, Segment
from synth.sitting.walk import Walk
from synth.stance import Figure

from .pose_space import SET_UP, START, PoseSpace
from .sampling import CannotSampleError, Sample, Sampler, is_speed

Span = tuple[float, float]

BEGINS = {"neutral": 0.5, "in-position": 0.3, "walks-in": 0.2}
"""How films begin, with probabilities. Chosen for this project: most films by other people show no
neutral pose before the stretch."""
ABRUPT_SHARE = 0.4  # share of films that end before the person leaves the stretch
FROM_THE_START_SHARE = 0.5  # share of faults that are present as soon as the position is reached
PAUSE_SHARE, DRIFT_SHARE = 0.25, 0.5
DRIFT_STEPS = 6  # steps of the random walk between a hold's first and last pose

NEUTRAL_S: Span = (0.5, 2.0)
MOVE_S: Span = (0.7, 2.0)
SET_UP_S: Span = (0.3, 1.4)
HOLD_S: Span = (3.0, 6.0)
GOOD_S: Span = (1.5, 3.0)
SLIP_S: Span = (0.4, 1.2)
WRONG_S: Span = (2.5, 4.5)
REST_S: Span = (0.2, 0.8)
PAUSE_S: Span = (0.3, 1.0)
CYCLE_S: Span = (2.2, 9.0)
WALK_M: Span = (1.6, 2.6)
WALK_MPS: Span = (0.8, 1.4)
"""Seconds, metres and metres per second of each part, drawn uniformly. Chosen for this project."""
BEAT_HZ: Span = (0.6, 1.6)
SWING_SHARES = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7)
"""How far a swing goes towards the pose before the stretch: the first that is fast enough."""
FILM_S = 10.0
"""Approximate total duration of repetitions."""
SPEED_HZ = 30.0
STANDS_SHARE = 0.8
"""A person stands if the pelvis is higher than this share of the leg length."""
_APART_S = 1e4  # so far apart in time that all speeds vanish


@dataclass(frozen=True)
class Performance:
    """A movement and the part of it that is filmed.

    script: with the left side working. filmed_s: start and end of the film. begins and ends: in
    words. before: the poses from which changes are counted, by name. walk: a walk into the picture
    before the script, which starts when the walk is over.
    """

    script: Script
    filmed_s: Span
    begins: str
    ends: str
    before: Mapping[str, Pose] = field(default_factory=dict)
    walk: Walk | None = None

    def pose_at(self, t_s: float) -> Pose:
        """Returns the intended pose at a script time; before 0 the person walks or stands."""
        if t_s < 0.0 and self.walk is not None:
            return self.walk.pose(self.walk.seconds + t_s)
        return self.script.pose_at(max(t_s, 0.0))


class Choices:
    """Draws numbers, events and names from one random generator."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random

    def draw_within(self, span: Span) -> float:
        """Draws a number from the span."""
        return float(self._random.uniform(*span))

    def draw_event(self, share: float) -> bool:
        """Draws whether an event with this probability happens."""
        return bool(self._random.random() < share)

    def draw_name(self, shares: dict[str, float]) -> str:
        """Draws a name with the given probabilities."""
        return str(self._random.choice(list(shares), p=list(shares.values())))


def draw_performance(
    space: PoseSpace,
    seed: int,
    random: np.random.Generator,
    fault: str | None = None,
    severity: Span = (1.0, 3.0),
) -> Performance:
    """Draws a film's movement, in good form or with a fault of that severity.

    Raises CannotSampleError if no such form is found.
    """
    choices = Choices(random)
    good, later = Sampler(space, seed).samples(2, DRIFT_STEPS)
    speed = _find_speed(space, fault)
    wrong = None
    if fault is not None and speed is None:
        (wrong,) = Sampler(space, seed, fault, severity).samples(1, DRIFT_STEPS, good)
    paced = None if speed is None else (speed, choices.draw_within(severity))
    if space.reference.repetition is not None:
        begun = wrong or good
        done = _draw_repetitions(space, choices, begun, paced)
    else:
        done = _draw_hold(space, choices, good, later, wrong, paced)
        begun = good if wrong is None or done[0].phase == "hold" else wrong
    script, first_s, last_s = _frame_script(choices, begun, done, fault)
    before = {name: begun.poses[name] for name in space.before}
    return replace(_cut_film(space, choices, script, first_s, last_s), before=before)


def draw_walk_by(fig: Figure, random: np.random.Generator) -> Performance:
    """Draws somebody who only walks through the picture."""
    choices = Choices(random)
    x, y = choices.draw_within((1.8, 2.6)), choices.draw_within((-0.6, 0.5))
    walk = Walk(
        fig, [(-x, y), (x, y + choices.draw_within((-0.3, 0.3)))], choices.draw_within(WALK_MPS)
    )
    script = Script(walk.pose(walk.seconds), ())
    return Performance(script, (-walk.seconds, 0.0), "walks-in", "walks-out", walk=walk)


def _find_speed(space: PoseSpace, fault: str | None) -> str | None:
    """Returns the quantity of a speed fault; None for any other fault."""
    if fault is None:
        return None
    name = space.reference.faults[fault].quantity
    return name if is_speed(space.reference.quantities[name]) else None


def _draw_approach(choices: Choices, start: Pose, to: Pose, phase: str) -> list[Segment]:
    """Draws the way into a pose, sometimes with a pause."""
    seconds = choices.draw_within(MOVE_S)
    if not choices.draw_event(PAUSE_SHARE):
        return [Segment(phase, seconds, to)]
    share = choices.draw_within((0.3, 0.8))
    halfway = blend_poses(start, to, share)
    return [
        Segment(phase, seconds * share, halfway),
        Segment(phase, choices.draw_within(PAUSE_S), halfway),
        Segment(phase, seconds * (1 - share), to),
    ]


def _draw_hold(
    space: PoseSpace,
    choices: Choices,
    good: Sample,
    later: Sample,
    wrong: Sample | None,
    paced: tuple[str, float] | None,
) -> list[Segment]:
    """Draws a hold: good form, a fault that creeps in, one from the start, or a swing."""
    if paced is not None:
        hold = Segment("hold", choices.draw_within(GOOD_S), good.pose)
        return [hold, _draw_swing(space, choices, good, *paced)]
    if wrong is None:
        last = later.pose if choices.draw_event(DRIFT_SHARE) else good.pose
        arrived = Segment("hold", 0.2, good.pose)
        return [arrived, Segment("hold", choices.draw_within(HOLD_S), last)]
    kept = Segment("fault", choices.draw_within(WRONG_S), wrong.pose)
    if choices.draw_event(FROM_THE_START_SHARE):
        return [kept]
    slip = Segment("fault", choices.draw_within(SLIP_S), wrong.pose)
    return [Segment("hold", choices.draw_within(GOOD_S), good.pose), slip, kept]


def _draw_swing(
    space: PoseSpace, choices: Choices, good: Sample, quantity: str, severity: float
) -> Segment:
    """Draws a swing about the hold whose speed is that many tolerances too high."""
    before = good.poses.get(SET_UP, good.poses[START])
    hz, seconds = choices.draw_within(BEAT_HZ), choices.draw_within(WRONG_S)
    for share in SWING_SHARES:
        peak = blend_poses(good.pose, before, share)
        told = Segment("fault", seconds, good.pose, peak, hz)
        script = Script(good.pose, (told,))
        speed = measure_top_speed(space, script, (0.0, 1.0 / hz), good, quantity)
        if speed >= _find_excessive_speed(space, quantity, severity):
            return told
    raise CannotSampleError(f"{quantity}: a swing of {hz:.1f} Hz is not fast enough")


def _find_excessive_speed(space: PoseSpace, quantity: str, severity: float) -> float:
    """Returns the value that many tolerances above a speed's target."""
    wanted = space.reference.quantities[quantity]
    return wanted.target[1] + severity * wanted.tolerance


def _draw_repetitions(
    space: PoseSpace, choices: Choices, sample: Sample, paced: tuple[str, float] | None
) -> list[Segment]:
    """Draws repetitions from near to far and back, at a tolerated pace or too fast."""
    repetition = space.reference.repetition
    if repetition is None:
        raise ValueError(f"{space.reference.id} is no stretch of repetitions")
    poses, via = sample.poses, space.find_waypoint(sample.poses)
    least, most = (
        max(repetition.seconds[0] * 1.1, CYCLE_S[0]),
        min(repetition.seconds[1], CYCLE_S[1]),
    )
    cycle_s = float(np.exp(choices.draw_within((np.log(least), np.log(max(most, least))))))
    far_s = repetition.hold_s * choices.draw_within((1.05, 1.2)) or choices.draw_within(REST_S)
    out_share = choices.draw_within((0.4, 0.6))
    move_s = max(cycle_s - far_s, 1.4)

    def cycle(far: str, move_s: float) -> list[Segment]:
        legs = []
        for phase, share, to in (("out", out_share, far), ("back", 1 - out_share, "near")):
            seconds = share * move_s
            if via is not None:
                legs += [Segment(phase, seconds / 2, via), Segment(phase, seconds / 2, poses[to])]
            else:
                legs.append(Segment(phase, seconds, poses[to]))
            dwell_s = far_s if phase == "out" else choices.draw_within(REST_S)
            legs.append(Segment("far" if phase == "out" else "near", dwell_s, poses[to]))
        return legs

    move_s *= _find_pace(space, sample, cycle("far", move_s), paced)
    fars = [name for name in ("far", "far-right") if name in poses]
    count = max(2, min(4, int(FILM_S / (move_s + far_s + 0.5))))
    rest = Segment("near", choices.draw_within(REST_S), poses["near"])
    return [rest, *(s for k in range(count) for s in cycle(fars[k % len(fars)], move_s))]


def _find_pace(
    space: PoseSpace, sample: Sample, cycle: list[Segment], paced: tuple[str, float] | None
) -> float:
    """Returns the factor on a cycle's durations that brings its speeds into tolerance.

    With `paced`, the factor that makes that quantity too fast by that severity.
    """
    script = Script(sample.poses["near"], tuple(cycle))
    span = (0.0, script.duration_s)
    if paced is not None:
        name, severity = paced
        return measure_top_speed(space, script, span, sample, name) / _find_excessive_speed(
            space, name, severity
        )
    slower = 1.0
    for name, quantity in space.reference.quantities.items():
        if is_speed(quantity):
            speed = measure_top_speed(space, script, span, sample, name)
            slower = max(slower, speed / _find_excessive_speed(space, name, 0.9))
    return slower


def measure_top_speed(
    space: PoseSpace, script: Script, span_s: Span, sample: Sample, quantity: str
) -> float:
    """Returns the largest value of a speed quantity in a part of a script."""
    times_s = np.arange(span_s[0], span_s[1], 1 / SPEED_HZ)
    moving = [solve_joints(space.figure, script.pose_at(float(t))) for t in times_s]
    before = [sample.solved.joints[name] for name in space.before]
    truth = measure_performance(space, "left", np.array(before), times_s, np.array(moving))
    return float(np.nanmax(truth.values[quantity]))


def _frame_script(
    choices: Choices, begun: Sample, done: list[Segment], fault: str | None
) -> tuple[Script, float, float]:
    """Returns the whole script, and when the stretch itself begins and ends."""
    first, start = done[0].to, begun.poses[START]
    before = [Segment("neutral", choices.draw_within(NEUTRAL_S), start)]
    if SET_UP in begun.poses:
        reach = begun.poses[SET_UP]
        before += _draw_approach(choices, start, reach, "enter")
        before += [Segment("reach", choices.draw_within(SET_UP_S), reach)]
        before += _draw_approach(choices, reach, first, "turn")
    elif first is not start:
        before += _draw_approach(choices, start, first, "enter")
    first_s = sum(seg.seconds for seg in before)
    last_s = first_s + sum(seg.seconds for seg in done)
    after = [Segment("leave", choices.draw_within(MOVE_S), start), Segment("neutral", 0.5, start)]
    return Script(start, (*before, *done, *after), fault), first_s, last_s


def _cut_film(
    space: PoseSpace, choices: Choices, script: Script, first_s: float, last_s: float
) -> Performance:
    """Cuts off the script's beginning and end, or adds a walk into the picture."""
    on_foot = script.start.pelvis[2] > STANDS_SHARE * space.figure.leg_m
    begins = choices.draw_name(BEGINS)
    begins = "neutral" if begins == "walks-in" and not on_foot else begins
    begin_s, walk = 0.0, None
    if begins == "in-position":
        begin_s = first_s + choices.draw_within((0.0, 0.4))
    elif begins == "walks-in":
        x, y = script.start.pelvis[:2]
        way = [(x - choices.draw_within(WALK_M), y - choices.draw_within((0.0, 0.4))), (x, y)]
        walk = Walk(space.figure, way, choices.draw_within(WALK_MPS))
        turn = Segment("walk", choices.draw_within((0.6, 1.0)), script.start)
        script = replace(script, start=walk.pose(walk.seconds), segments=(turn, *script.segments))
        begin_s, last_s = -walk.seconds, last_s + turn.seconds
    if choices.draw_event(ABRUPT_SHARE):
        return Performance(script, (begin_s, last_s - 0.05), begins, "abrupt", walk=walk)
    return Performance(script, (begin_s, script.duration_s), begins, "neutral", walk=walk)


def solve_joints(fig: Figure, pose: Pose) -> Array:
    """Returns the true joints (21, 3) of a pose, metres."""
    joints = fig.solve(pose).joints
    return np.array([joints[name] for name in JOINTS])


def measure_performance(
    space: PoseSpace, side: str, before: Array, times_s: Array, joints: Array
) -> Truth:
    """Returns the ground truth of joints (n, 21, 3) at those times, for that working side.

    before (k, 21, 3): the joints at the moments from which changes are counted, in the order of
    `space.before`, whether or not the film shows them. They are not part of the result.
    """
    k = len(before)
    all_s = np.concatenate([times_s[0] - _APART_S * np.arange(k, 0, -1), times_s])
    skeleton = Skeleton.of(JOINTS, all_s, np.concatenate([before, joints]))
    moments = {name: np.arange(len(all_s)) == at for at, name in enumerate(space.before)}
    truth = measure_truth(space.reference, skeleton, side, moments)
    return Truth(truth.stretch, {name: values[k:] for name, values in truth.values.items()})
