"""Exercises that are not in the catalogue, and activities at a desk, in two poses each.

A network that learns names only from stretches takes a squat or a plank for the most similar
stretch. These are common exercises, given by angles, chosen and written for this project.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from synth.moves import Setup
from synth.pose import Angles, Arm, Leg, Pose, blend_poses, mirror_pose
from synth.script import Script
from synth.stance import HANG, Figure

from .pose_numbers import PoseNumbers

WIDTH_SHARE = 0.7
"""Variation between people, relative to that of stretches in `pose_numbers.WIDE`."""
AT_AN_END_SHARE = 0.5
"""Share of poses at one of the two ends; the others are anywhere in between."""
VIEWS_DEG = (0.0, 45.0, 90.0)
"""Camera directions: front, three-quarter, side; on either side."""

AHEAD = Angles(plane=90.0, elev=88.0, elbow=8.0)
UP = Angles(plane=50.0, elev=170.0, elbow=8.0)
OUT = Angles(plane=5.0, elev=88.0, elbow=6.0)
DOWN = replace(HANG, elev=4.0)
BACK = Angles(plane=-70.0, elev=35.0, elbow=10.0)
AT_SHOULDER = Angles(plane=55.0, elev=30.0, elbow=145.0)
AT_HEAD = Angles(plane=10.0, elev=100.0, rot=60.0, elbow=140.0)
ON_BAR = Angles(plane=0.0, elev=50.0, rot=80.0, elbow=135.0)
ON_HIP = Angles(plane=-10.0, elev=40.0, rot=-50.0, elbow=85.0)
GUARD = Angles(plane=75.0, elev=35.0, elbow=140.0)
CURLED = Angles(plane=30.0, elev=10.0, elbow=130.0)
ELBOWS_BACK = Angles(plane=-60.0, elev=45.0, elbow=100.0)
PRESSED = Angles(plane=25.0, elev=45.0, elbow=105.0)
FOREARM = Angles(plane=90.0, elev=88.0, elbow=90.0)
CROSSED = Angles(plane=110.0, elev=40.0, rot=-30.0, elbow=110.0)
TYPING = Angles(plane=80.0, elev=22.0, elbow=80.0)

STRAIGHT = Leg(abd=4.0, rot=6.0, knee=4.0)
ON_TOES = Leg(abd=4.0, knee=4.0, ankle=-15.0)
DEEP = Leg(flex=120.0, abd=18.0, rot=15.0, knee=112.0, ankle=-22.0)
BENT = Leg(flex=90.0, abd=6.0, knee=90.0)
CHAIR = Leg(flex=88.0, abd=6.0, rot=5.0, knee=88.0)
KNEE_DOWN = Leg(flex=90.0, abd=3.0, knee=90.0, ankle=50.0)
PLANTED = Leg(flex=55.0, abd=6.0, knee=100.0, ankle=30.0)
CROUCHED = Leg(flex=105.0, abd=25.0, rot=20.0, knee=90.0)


def _pose(leg: Leg, arm: Arm, other_leg: Leg | None = None, other_arm: Arm | None = None,
          **trunk: float) -> Pose:  # fmt: skip
    """Returns a pose with this left leg and arm, and the other ones on the right if given."""
    return Pose((0.0, 0.0, 1.0), leg, other_leg or leg, arm, other_arm or arm, **trunk)


STAND = _pose(STRAIGHT, DOWN)
SIT = _pose(CHAIR, TYPING)
PLANK = _pose(ON_TOES, AHEAD, pitch=76.0)
FOURS = _pose(KNEE_DOWN, AHEAD, pitch=86.0)
BACK_DOWN = _pose(PLANTED, DOWN, pitch=-90.0)
SIDE_DOWN = _pose(Leg(flex=45.0, knee=85.0), AHEAD, roll=-90.0)
FLOOR_SIT = _pose(Leg(flex=95.0, abd=5.0, knee=50.0), AHEAD, pitch=-25.0)

Ends = tuple[Pose, ...]

ON_FEET: Mapping[str, Ends] = {
    "squat": (_pose(STRAIGHT, AHEAD), _pose(DEEP, AHEAD, pitch=32.0)),
    "squat with a bar": (_pose(STRAIGHT, ON_BAR), _pose(DEEP, ON_BAR, pitch=36.0)),
    "chair pose": (STAND, _pose(replace(DEEP, flex=95.0, knee=80.0), UP, pitch=28.0)),
    "lunge": (STAND, _pose(BENT, ON_HIP, Leg(flex=-15.0, knee=70.0, ankle=-10.0))),
    "warrior": (_pose(Leg(abd=28.0), OUT),
                _pose(Leg(flex=60.0, abd=55.0, rot=60.0, knee=75.0), OUT, Leg(abd=40.0))),
    "lunge, arms up": (STAND, _pose(BENT, UP, Leg(flex=-25.0, knee=15.0, ankle=-20.0))),
    "deadlift": (STAND, _pose(Leg(flex=85.0, knee=50.0, ankle=-10.0),
                              Angles(plane=90.0, elev=58.0, elbow=4.0), pitch=58.0)),
    "swing": (_pose(STRAIGHT, AHEAD), _pose(Leg(flex=75.0, abd=15.0, knee=40.0),
                                            Angles(plane=90.0, elev=35.0), pitch=52.0)),
    "bent-over row": tuple(_pose(Leg(flex=65.0, knee=30.0), arm, pitch=52.0)
                           for arm in (Angles(plane=90.0, elev=52.0), ELBOWS_BACK)),
    "toe touch": (STAND, _pose(Leg(flex=105.0, knee=6.0), Angles(plane=90.0, elev=140.0),
                               pitch=100.0, low=15.0)),
    "jumping jack": (STAND, _pose(Leg(abd=26.0), Angles(plane=0.0, elev=165.0))),
    "overhead press": (_pose(STRAIGHT, AT_SHOULDER), _pose(STRAIGHT, UP)),
    "biceps curl": (STAND, _pose(STRAIGHT, CURLED)),
    "lateral raise": (STAND, _pose(STRAIGHT, OUT)),
    "front raise": (STAND, _pose(STRAIGHT, AHEAD)),
    "arms open and close": (_pose(STRAIGHT, replace(AHEAD, plane=100.0)), _pose(STRAIGHT, OUT)),
    "elbow circles": (_pose(STRAIGHT, replace(AT_SHOULDER, plane=85.0, elev=80.0)),
                      _pose(STRAIGHT, replace(AT_SHOULDER, plane=10.0, elev=90.0))),
    "punch": (_pose(STRAIGHT, GUARD), _pose(STRAIGHT, AHEAD, None, GUARD, rot=-20.0)),
    "twist with a ball": tuple(_pose(STRAIGHT, replace(AHEAD, elev=60.0, elbow=50.0), rot=rot)
                               for rot in (-35.0, 35.0)),
    "side bend": (_pose(STRAIGHT, UP, None, ON_HIP), _pose(STRAIGHT, UP, None, ON_HIP, side=-28.0)),
    "push-up at a wall": (_pose(STRAIGHT, replace(AHEAD, elev=80.0), pitch=14.0),
                          _pose(STRAIGHT, replace(PRESSED, elev=60.0), pitch=22.0)),
    "tree pose": (_pose(STRAIGHT, UP, Leg(flex=50.0, abd=40.0, rot=50.0, knee=120.0)),
                  _pose(STRAIGHT, ON_HIP, Leg(flex=50.0, abd=40.0, rot=50.0, knee=120.0))),
    "thigh stretch": (STAND, _pose(STRAIGHT, OUT, Leg(flex=-5.0, knee=125.0), BACK)),
    "leg to the side": (_pose(STRAIGHT, ON_HIP), _pose(Leg(abd=38.0), ON_HIP, STRAIGHT)),
    "high knees": tuple(_pose(a, CURLED, b, replace(CURLED, plane=80.0, elev=30.0))
                        for a, b in ((BENT, STRAIGHT), (STRAIGHT, BENT))),
    "walk": tuple(_pose(a, replace(DOWN, plane=80.0, elev=20.0), b, replace(DOWN, plane=-70.0))
                  for a, b in ((Leg(flex=24.0, knee=6.0), Leg(flex=-14.0, knee=25.0)),
                               (Leg(flex=-14.0, knee=25.0), Leg(flex=24.0, knee=6.0)))),
    "arms crossed, hands on hips": (_pose(STRAIGHT, CROSSED), _pose(STRAIGHT, ON_HIP)),
    "phone": (_pose(STRAIGHT, TYPING, neck_flex=25.0),
              _pose(STRAIGHT, replace(GUARD, elev=45.0), None, DOWN)),
}  # fmt: skip
SEATED: Mapping[str, Ends] = {
    "typing, reading": (SIT, _pose(CHAIR, TYPING, pitch=12.0, neck_flex=22.0)),
    "drinking": (SIT, _pose(CHAIR, replace(GUARD, elev=50.0), None, TYPING)),
    "reaching up": (SIT, _pose(CHAIR, UP)),
    "head turned": tuple(replace(SIT, neck_rot=rot) for rot in (-60.0, 60.0)),
    "head tilted": tuple(replace(SIT, neck_side=side) for side in (-35.0, 35.0)),
    "leaning back": (_pose(CHAIR, CROSSED, pitch=-14.0), _pose(CHAIR, TYPING, pitch=-22.0)),
    "sit to stand": (_pose(CHAIR, AHEAD), _pose(replace(DEEP, flex=85.0, knee=70.0), AHEAD,
                                                pitch=30.0)),
    "seated press": (_pose(CHAIR, AT_SHOULDER), _pose(CHAIR, UP)),
    "knee extension": (SIT, _pose(replace(CHAIR, knee=10.0), TYPING, CHAIR)),
}  # fmt: skip
ON_FLOOR: Mapping[str, Ends] = {
    "push-up": (PLANK, _pose(ON_TOES, PRESSED, pitch=86.0)),
    "push-up on the knees": tuple(_pose(Leg(flex=10.0, knee=80.0), arm, pitch=pitch)
                                  for arm, pitch in ((AHEAD, 68.0), (PRESSED, 80.0))),
    "forearm plank": (_pose(ON_TOES, FOREARM, pitch=84.0),
                      _pose(Leg(flex=25.0, knee=3.0, ankle=-15.0), FOREARM, pitch=95.0)),
    "downward dog": (PLANK, _pose(Leg(flex=95.0, knee=8.0, ankle=-20.0), UP, pitch=128.0)),
    "mountain climber": tuple(_pose(a, AHEAD, b, pitch=78.0) for a, b in (
        (Leg(flex=105.0, knee=115.0), ON_TOES), (ON_TOES, Leg(flex=105.0, knee=115.0)))),
    "shoulder taps": (PLANK, _pose(ON_TOES, AHEAD, None, CROSSED, pitch=76.0)),
    "side plank": (_pose(STRAIGHT, ON_HIP, None, OUT, roll=-68.0),
                   _pose(STRAIGHT, OUT, None, OUT, roll=-64.0)),
    "bird dog": (FOURS, _pose(replace(STRAIGHT, flex=2.0), AHEAD, KNEE_DOWN, UP, pitch=88.0)),
    "donkey kick": (FOURS, _pose(Leg(flex=-5.0, knee=85.0), AHEAD, KNEE_DOWN, pitch=84.0)),
    "crunch": (_pose(PLANTED, AT_HEAD, pitch=-90.0),
               _pose(PLANTED, AT_HEAD, pitch=-80.0, low=15.0, high=30.0, neck_flex=25.0)),
    "sit-up": (BACK_DOWN, _pose(Leg(flex=105.0, knee=95.0), AHEAD, pitch=-35.0, low=15.0)),
    "heel touches": tuple(_pose(PLANTED, DOWN, pitch=-84.0, high=20.0, side=side,
                                neck_flex=15.0) for side in (-22.0, 22.0)),
    "leg raises": tuple(_pose(Leg(flex=flex, knee=6.0), DOWN, pitch=-90.0)
                        for flex in (15.0, 88.0)),
    "dead bug": (_pose(BENT, AHEAD, pitch=-90.0),
                 _pose(Leg(flex=10.0, knee=8.0), AHEAD, BENT, UP, pitch=-90.0)),
    "bicycle": tuple(_pose(a, AT_HEAD, b, pitch=-80.0, high=25.0, rot=rot, neck_flex=20.0)
                     for a, b, rot in ((Leg(flex=95.0, knee=100.0), Leg(flex=20.0), -20.0),
                                       (Leg(flex=20.0), Leg(flex=95.0, knee=100.0), 20.0))),
    "chest press": (_pose(PLANTED, PRESSED, pitch=-90.0), _pose(PLANTED, AHEAD, pitch=-90.0)),
    "clamshell": (SIDE_DOWN, replace(SIDE_DOWN, left_foot=Leg(flex=45.0, abd=38.0, knee=85.0))),
    "side leg raise": (_pose(STRAIGHT, AHEAD, roll=-90.0),
                       _pose(Leg(abd=42.0), AHEAD, STRAIGHT, roll=-90.0)),
    "twist in a V": tuple(_pose(CROUCHED, replace(AHEAD, elev=55.0, elbow=60.0), pitch=-38.0,
                                rot=rot) for rot in (-38.0, 38.0)),
    "boat pose": (FLOOR_SIT, _pose(Leg(flex=90.0, knee=25.0), AHEAD, pitch=-40.0)),
    "leaning on the hands behind": (_pose(Leg(flex=75.0, knee=6.0), BACK, pitch=-20.0),
                                    _pose(Leg(flex=100.0, knee=80.0), BACK, pitch=-25.0)),
    "superman": tuple(_pose(Leg(flex=flex, knee=4.0, ankle=45.0), UP, pitch=90.0, high=high,
                            low=high) for flex, high in ((0.0, 0.0), (-15.0, -14.0))),
    "lunge on the knee": (_pose(BENT, ON_HIP, Leg(flex=-5.0, knee=85.0, ankle=50.0)),
                          _pose(Leg(flex=115.0, knee=110.0), UP,
                                Leg(flex=-25.0, knee=65.0, ankle=50.0))),
}  # fmt: skip
EXERCISES: Mapping[str, Ends] = {**ON_FEET, **SEATED, **ON_FLOOR}


@dataclass(frozen=True, eq=False)
class Exercise:
    """One person's version of an exercise: its poses at both ends, and its surroundings."""

    name: str
    ends: Ends
    setup: Setup


def draw_exercise(random: np.random.Generator, number: int) -> Exercise:
    """Draws exercise `number` as one random person does it, seen from a random side."""
    name = list(EXERCISES)[number % len(EXERCISES)]
    first, second = (_vary(random, end) for end in EXERCISES[name])
    if random.random() < 0.5:
        first, second = mirror_pose(first), mirror_pose(second)
    view_deg = float(random.choice(VIEWS_DEG)) * float(random.choice([-1.0, 1.0]))
    setup = Setup(Script(first, ()), view_deg=view_deg, mat=name in ON_FLOOR)
    return Exercise(name, (first, second), setup)


def _vary(random: np.random.Generator, pose: Pose) -> Pose:
    """Returns the pose with random variation between people."""
    numbers = PoseNumbers(pose)
    values = numbers.usual + WIDTH_SHARE * numbers.widths * random.normal(size=len(numbers.usual))
    return numbers.pose(np.clip(values, *numbers.limits))


def draw_moment(random: np.random.Generator, exercise: Exercise, figure: Figure) -> Pose:
    """Draws a pose of the exercise, its lowest part on the floor."""
    at_an_end = random.random() < AT_AN_END_SHARE
    way = float(random.integers(2)) if at_an_end else float(random.random())
    first, second = exercise.ends
    return figure.set_down(blend_poses(first, second, way))
