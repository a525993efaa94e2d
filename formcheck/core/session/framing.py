"""The checks of the set-up: light, person, distance, centre, view and rest, in that order."""

import math

import numpy as np

from formcheck.core.body import Floats, Landmark, Pose, Rejection, Side
from formcheck.core.judging import measure_distance_sigmas
from formcheck.core.language import Words
from formcheck.core.session import session_texts as say
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.screen_values import FramingCheck
from formcheck.core.session.session_values import Input, Light
from formcheck.core.session.state import SessionState
from formcheck.core.stretch.plan import Plan

DARK, BRIGHT, FLAT = 45.0, 235.0, 12.0
"""Mean grey below DARK is too dark, above BRIGHT too bright; with a standard deviation below FLAT
nothing can be made out. Chosen for formcheck."""
FAR_RATIO = 0.1
"""A trunk shorter than this share of the image height is too far away. Chosen for formcheck: a
whole person then fills a third of the height."""
OFF_CENTRE = 0.22
"""Least distance of the trunk's middle from an edge, in image widths. Chosen for formcheck."""
WIDE_RATIO = 0.5
"""At a desk, shoulders wider than this share of the image leave the arms no room. Chosen for
formcheck: raised elbows are twice as far apart."""
NEAR_RATIO = 0.3
"""Shoulders as wide as this share of the image height are as near as at a laptop. Chosen for
formcheck: a third more than at two metres, where most cameras show 0.15 to 0.24."""
HEAD_RATIO = 1.5
"""Shoulder width over the height of the nose above the shoulders, which turning does not change.
Measured: 1.5 in the sample videos."""
SIDEWAYS_RATIO = 0.4
"""Shoulders closer together than this share of the trunk's length are seen from the side. Chosen
for formcheck: from the front they are two thirds of it apart, from the side at most a third, at the
edge of the image."""
SLACK = 0.9
"""A check that passed fails only beyond its limit by this factor, so that it does not flicker."""

UPRIGHT = frozenset({"standing", "sitting", "upright"})
"""In these positions the person moves to be seen; for others the camera is moved. Seen from the
side, a person would have to move forwards or back to be centred: there the camera is turned too."""

_LOW = frozenset({"supine", "prone", "side-lying", "all-fours"})

_SIDES = (Side.LEFT, Side.RIGHT)
_PARTS = {
    "head": (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR),
    "shoulders": tuple(side.landmark("shoulder") for side in _SIDES),
    "hips": tuple(side.landmark("hip") for side in _SIDES),
    "knees": tuple(side.landmark("knee") for side in _SIDES),
    "feet": tuple(side.landmark("ankle") for side in _SIDES),
}
"""The landmarks of each part; one that is seen is enough."""
_DOWN_TO = {"upper": ("hips",), "knees": ("hips", "knees"), "full": ("hips", "feet")}
"""What must be seen below the shoulders, by framing."""
_NEEDED = frozenset({"head", "shoulders"})
"""Nothing can be judged without these; without the rest, less."""


def check_framing(state: SessionState, now: Input) -> tuple[FramingCheck, ...]:
    """Returns the checks, in the order in which the person should correct them.

    Without a person, all checks but light fail, and only light and person have a text.
    """
    pose, words, coach, position = now.pose, state.words, state.coach, state.position
    upright, start_position = position in UPRIGHT, find_start_position(coach.plan, position)
    titles = {**say.CHECKS, "neutral": say.STILLNESS[group_position(start_position)]}
    passed = {check.id for check in state.framing if check.ok}
    slack = {name: SLACK if name in passed else 1.0 for name in titles}
    optional: set[str] = set()
    remedies: tuple[str | None, ...] = (words(say.STEP_IN), None, None, None, None, None)
    if pose is not None:
        part, near_say = _find_missing_part(pose, state.wanted, position, words)
        if state.wanted == "head" and not part and _is_wide(pose, slack["near"]):
            part, near_say = "arms", words(say.DESK_BACK)
        optional = {"neutral"} | ({"near"} if part not in _NEEDED else set())
        far_say = words(_check_distance(pose, slack["far"], upright=upright))
        centre_say = words(_centre(pose, slack["centre"], upright=upright))
        view_say = state.spec.view.say if coach.progress.view_ok is False else ""
        neutral_say = _ask_for_neutral(coach, start_position, words)
        remedies = ("", near_say, far_say, centre_say, view_say, neutral_say)
    remedies = (words(_check_light(now.light, slack["light"])), *remedies)
    return tuple(
        FramingCheck(name, words(title), text == "", text or "", needed=name not in optional)
        for (name, title), text in zip(titles.items(), remedies, strict=True)
    )


def sits_near(pose: Pose | None, *, before: bool) -> bool:
    """Whether the person is as near as at a laptop, with the hips outside the image.

    before: the previous answer, which is kept while a shoulder is unseen.
    """
    if pose is None:
        return before
    shoulders_px = pose.image_px[list(_PARTS["shoulders"])]
    if not np.isfinite(shoulders_px).all():
        return before
    hips = {pose.find_reason(landmark) for landmark in _PARTS["hips"]}
    if Rejection.NONE in hips or Rejection.OUT_OF_FRAME not in hips:
        return False
    head_px = math.dist(pose.image_px[Landmark.NOSE], shoulders_px.mean(axis=0))
    width_px = np.nanmax([math.dist(*shoulders_px), HEAD_RATIO * head_px])
    slack = SLACK if before else 1.0
    return bool(width_px > NEAR_RATIO * slack * pose.size.height_px)


def _check_light(light: Light | None, slack: float) -> str:
    if light is None:
        return ""
    if light.mean < DARK * slack:
        return say.MORE_LIGHT
    if light.mean > BRIGHT / slack:
        return say.LESS_LIGHT
    return say.NO_CONTRAST if light.contrast < FLAT * slack else ""


def _find_missing_part(pose: Pose, framing: str, position: str, words: Words) -> tuple[str, str]:
    """Returns the first missing part of the body from the head down, and what to do; or "", ""."""
    for part in ("head", "shoulders", *_DOWN_TO.get(framing, ())):
        whys = {pose.find_reason(landmark) for landmark in _PARTS[part]}
        outside = Rejection.OUT_OF_FRAME in whys
        # A person folded forward hides their own hips and legs.
        expected = position == "standing" or part in _NEEDED or outside
        if Rejection.NONE not in whys and expected:
            return part, _say_missing(part, framing, position, words, outside=outside)
    return "", ""


def _say_missing(part: str, framing: str, position: str, words: Words, *, outside: bool) -> str:
    outside = outside and part in say.BACK_UNTIL
    if outside and framing == "head":
        return words(say.LID)
    if position in UPRIGHT:
        return words(say.BACK_UNTIL[part] if outside else say.CLEAR_PART[part])
    return words(say.CAMERA_BACK if outside else say.CLEAR, part=words(f"your {part}"))


def _find_middle_px(pose: Pose, joint: str) -> Floats:
    """Returns the midpoint (2,) of a pair of joints in pixels; NaN unless both are seen."""
    middle: Floats = pose.image_px[[side.landmark(joint) for side in _SIDES]].mean(axis=0)
    return middle


def _is_wide(pose: Pose, slack: float) -> bool:
    """Whether the shoulders fill so much of the image that raised arms would leave it."""
    left_px, right_px = pose.image_px[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], 0]
    return bool(abs(left_px - right_px) > WIDE_RATIO * pose.size.width_px / slack)


def _check_distance(pose: Pose, slack: float, *, upright: bool) -> str:
    torso_px = math.dist(_find_middle_px(pose, "shoulder"), _find_middle_px(pose, "hip"))
    limit_px = FAR_RATIO * pose.size.height_px * slack
    if not torso_px < limit_px:
        return ""
    return say.CLOSER if upright else say.CAMERA_CLOSER


def _centre(pose: Pose, slack: float, *, upright: bool) -> str:
    # A person lying down is as long as the image is wide: the hips are their middle.
    left_hip_px, right_hip_px = pose.image_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    hip_px = right_hip_px if math.isnan(left_hip_px[0]) else left_hip_px
    shoulder_px = _find_middle_px(pose, "shoulder")
    middle_px = (shoulder_px if upright else hip_px)[0]
    margin_px = OFF_CENTRE * pose.size.width_px * slack
    towards_right_of_picture = middle_px < margin_px
    if not towards_right_of_picture and not middle_px > pose.size.width_px - margin_px:
        return ""
    left_px, right_px = pose.image_px[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], 0]
    trunk_px = math.dist(shoulder_px, hip_px)
    if not upright or abs(left_px - right_px) < SIDEWAYS_RATIO * trunk_px:
        return say.CAMERA_CENTRE
    facing = left_px >= right_px  # the person's left is on the right of the image
    return say.TO_LEFT if towards_right_of_picture == facing else say.TO_RIGHT


_UPRIGHT = frozenset({"trunk_incl", "trunk_incl_sagittal", "trunk_incl_frontal"})
"""Measures that ask for an upright trunk."""
_SITTING_DEG = 50
"""A start whose trunk lean is limited to this or less is taken sitting: a lying trunk leans more.
The bundled stretches that start sitting have this limit."""
_GROUPS = {
    **{position: position for position in ("standing", "sitting", "upright", "kneeling")},
    "half-kneeling": "kneeling",
    **dict.fromkeys(("supine", "prone", "side-lying"), "lying"),
}


def group_position(position: str) -> str:
    """Returns the key of the position in the sentences about stillness; "any" if it has none."""
    return _GROUPS.get(position, "any")


def lies_low(position: str, camera: str) -> bool:
    """Whether the person is in the lower half of the image, so that the upper half is free."""
    return position in _LOW or (position == "kneeling" and camera == "side")


def find_start_position(plan: Plan, position: str) -> str:
    """Returns the position in which the start is taken: some lying stretches begin sitting."""
    inclined = {d.name for d in plan.definitions if d.measure == "trunk_incl"}
    sits = any(need.measure in inclined and need.high <= _SITTING_DEG for need in plan.start_needs)
    return "sitting" if sits and group_position(position) == "lying" else position


def _ask_for_neutral(coach: LiveCoach, start_position: str, words: Words) -> str:
    """Returns what to do so that the neutral position can be taken; "" once it was."""
    progress, plan = coach.progress, coach.plan
    if "start" in progress.moments:
        return ""
    group = group_position(start_position)
    measures = {d.name: d.measure for d in plan.definitions}
    for need in plan.start_needs:
        if not measure_distance_sigmas(need, progress.readings.get(need.measure)):
            continue
        measure = measures[need.measure]
        usual = say.START.get(group, say.KEEP_STILL[group])
        if measure == "shoulder_elevation":
            return words(say.ARMS_HANG.get(group, usual))
        return words(say.UPRIGHT.get(group, usual) if measure in _UPRIGHT else usual)
    return words(say.KEEP_STILL[group])
