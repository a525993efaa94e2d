"""Scores of a side view: changes of the near side from the baseline (B2).

Lengths are in torso lengths at calibration, because slumping shortens the torso. "Rendered people"
are the project's own test footage. No number here is a craniovertebral angle.
"""

from __future__ import annotations

import math
from typing import Final

from formcheck.core.body import Side
from formcheck.core.kinematics.geometry import NAN, divide
from formcheck.core.posture.posture_values import Calibration, PostureFeatures, Unclear, Why
from formcheck.core.posture.strengths import (
    Band,
    Values,
    combine_strengths,
    find_least,
    limit_explained,
    replace_nan,
)

NECK_DEG: Final = Band(8.0, 15.0)
"""Lean of shoulder to ear (B2, neck_incl)."""
NECK_GOOD_DEG: Final = 15.0
"""A neck less inclined than this plus the limit is no forward head, whatever the baseline: B2 calls
up to 20 good, and its good and warn are 3 apart."""
NODDING: Final = 0.4
NODDED_DEG: Final = 8.0
"""Bending the head down carries the ear forwards too: by 0.4 of what it is bent beyond 8 degrees,
which poking the head forwards with the gaze on the screen bends it. Measured on rendered people."""
TRUNK_DEG: Final = Band(15.0, 20.0)
"""Lean of hip to shoulder (B2, trunk_incl_sag)."""
BENT_DEG: Final = Band(20.0, 30.0)
"""Ear to nose below the level (B2, head_pitch)."""
BENT_GOOD_DEG: Final = 10.0
"""A head less bent than this plus the limit looks at no phone, however high it was held at
calibration: rendered people at a screen read 7 to 17, at a phone 37 to 47. Chosen between."""
NEARER: Final = Band(0.30, 0.50)
COMING_DEG: Final = Band(8.0, 12.0)
"""Way of the ear towards the screen, which is ahead: 15 and 25 cm of a torso of 50; and the lean of
the trunk that comes along, for a head alone is no such thing, nor is a camera that was moved.
Rendered ears come 0.39 to 0.60 forwards in people who go near to the screen or lean over the desk,
at most 0.30 in slumps, 0.26 at a phone, 0.19 with the head forward. Chosen here."""
BEHIND: Final = 0.5
"""How much weaker than a strong lean it is at most: by so much reasons change places, see
``segments.STEP``."""
SUNK: Final = Band(0.07, 0.12)
"""Loss of the height of the shoulder over the hip (B2, slump); the shoulder's fall in the picture
likewise."""
ROUND: Final = 1.25
"""Loss of height over shortening of the torso in rendered people who slump: a straight trunk that
leans loses height without shortening."""
ROUNDED: Final = 0.7
"""Strength of a slump from which a head that is forward is part of it. Chosen here."""
CLOSER_TO_EAR: Final = Band(0.06, 0.12)
RISEN: Final = Band(0.035, 0.07)
UNDER_EAR_DEG: Final = Band(3.5, 8.0)
"""A shoulder nearer to the ear (half of B2's 0.12 and 0.20), and higher or carried forwards under
the ear, for a shrug. Rendered shoulders rise by 0.08 in a full one. The model, which does not see
the joint from the side, shows 0.06 and a gap 15 % smaller in some people; in others 0.02, a gap 8 %
smaller, and a neck that leans 6 degrees less."""
RISING: Final = 0.008
STILL_NECK_DEG: Final = 4.0
STILL_PITCH_DEG: Final = 12.0
STILL_TRUNK_DEG: Final = -3.0
STILL_YAW_DEG: Final = 20.0
LEANING_BACK: Final = 1.7
"""The shoulder at least so much higher, and head and chest about where they were, for it to be a
shrug: nodding, turning and raising an arm to the head close the gap too. Leaning back farther than
this carries the shoulder under the ear and up a little, so that so much more is asked for then: it
came to 1.1 in rendered people without that. Chosen here."""

TURNED_DEG: Final = 38.0
"""Turn of the chest from the camera below which nothing is told: from a half turn, as to talk to
somebody, leans show 0.6 of themselves and nothing shows that is not there."""
FARTHEST: Final = 0.9
"""The shoulder's way forwards that is undone as leaning, at most: an arc needs less than 1."""
SAME_SIZE: Final = 0.06
SAME_PLACE: Final = 0.06
"""How much the head's length and its place over the shoulder may differ for both to have moved
alike: twice what they waver by in people who sit still."""
SHIFTED: Final = 0.25
ROLLED: Final = 0.6
"""Up or down (B3) and to and fro: farther than chairs go while nothing else changes."""
ASIDE: Final = 0.6
"""Ear to nose over the same at calibration, below which the head is turned to the camera or away
from it, and says nothing of looking down: bent heads kept 0.8 of it and more in rendered people,
turned ones less than 0.3."""
ELSEWHERE: Final = 0.9
SMALLEST: Final = 0.5
LARGEST: Final = 1.7
"""Way of the shoulder, and the head's length over that at calibration, beyond which it is not the
calibrated seat: leaning far over the desk goes 0.55 in rendered people. Chosen between that and
standing up."""


def locate(now: Values, own: Values) -> tuple[float, bool]:
    """How far the shoulder is from its place, in torso lengths; whether that is another seat."""
    x = now["near_shoulder_x"] - own["near_shoulder_x"]
    y = now["near_shoulder_y"] - own["near_shoulder_y"]
    distance = math.hypot(x, y) / own["torso"]
    profile = divide(now["head_length"], own["head_length"])
    # A head that turns to the camera is shorter from ear to nose, and no smaller.
    height = divide(now["eye_mouth"], own["eye_mouth"])
    is_small = profile < SMALLEST and not height >= SMALLEST
    return distance, distance > ELSEWHERE or is_small or profile > LARGEST


def find_unclear(features: PostureFeatures, calibration: Calibration) -> Unclear | None:
    """Why nothing can be judged, None where something can."""
    if features.unclear in (Unclear.HEAD, Unclear.SHOULDERS):
        return features.unclear
    yaw = features.values["chest_yaw_deg"]
    if abs(yaw) < TURNED_DEG:
        return Unclear.TURNED
    near = Side.RIGHT if yaw > 0.0 else Side.LEFT
    if near is not calibration.near:
        return Unclear.OTHER_VIEW
    return Unclear.HEAD if math.isnan(features.values["neck_deg"]) else None


def score_reasons(now: Values, own: Values, k: float) -> dict[Why, float]:
    """The strength of every reason, NaN where it can't be judged; k scales the limits.

    One posture changes several quantities: what another reason explains does not count.
    """
    aside = divide(now["head_length"], own["head_length"]) < ASIDE
    bent = NAN if aside else now["head_pitch_deg"] - own["head_pitch_deg"]
    nodded = NODDING * max(0.0, replace_nan(bent) - NODDED_DEG)
    neck = find_least(now["neck_deg"] - own["neck_deg"], now["neck_deg"] - NECK_GOOD_DEG) - nodded
    trunk = now["trunk_deg"] - own["trunk_deg"]
    leaning = TRUNK_DEG.grade(trunk, k)
    found = {
        Why.FORWARD_HEAD: NECK_DEG.grade(neck, k),
        Why.SLUMP: _score_slump(now, own, k),
        Why.LEANING: leaning,
        Why.TOO_CLOSE: _score_closeness(now, own, trunk, leaning, k),
        Why.PHONE: BENT_DEG.grade(find_least(bent, now["head_pitch_deg"] - BENT_GOOD_DEG), k),
        Why.SHRUG: 0.0 if aside else _score_shrug(now, own, neck, replace_nan(trunk), bent, k),
    }
    slump, forward = found[Why.SLUMP], found[Why.FORWARD_HEAD]
    if slump >= ROUNDED and forward >= 1.0 and replace_nan(leaning) < 1.0:
        found[Why.SLUMP] = max(slump, (slump + forward) / 2.0)
    if found[Why.SLUMP] >= 1.0:
        limit_explained(found, Why.LEANING, Why.FORWARD_HEAD)
    if found[Why.SLUMP] >= ROUNDED or found[Why.PHONE] >= 1.0:
        limit_explained(found, Why.TOO_CLOSE)
    if found[Why.LEANING] >= 1.0 or found[Why.PHONE] >= 1.0:
        limit_explained(found, Why.FORWARD_HEAD)
    return found


def _score_closeness(now: Values, own: Values, trunk: float, leaning: float, k: float) -> float:
    """The head nearer to the screen, the trunk coming along; where that leans far, it comes first.

    It stays so much weaker then that the reason is leaning, whichever was seen first.
    """
    ahead = (_read_ear_x(now) - _read_ear_x(own)) / own["torso"]
    near = find_least(NEARER.grade(ahead, k), COMING_DEG.grade(trunk, k))
    return find_least(near, leaning - BEHIND) if leaning >= 2.0 else near


def _read_ear_x(values: Values) -> float:
    over = values["near_shoulder_y"] - values["near_ear_y"]
    return values["near_shoulder_x"] + over * math.tan(math.radians(values["neck_deg"]))


def _score_slump(now: Values, own: Values, k: float) -> float:
    """Shoulders lower, by the trunk being rounded and not only by its leaning.

    Over the hips, and in the picture, which stands still. The mean of both, for the model guesses
    hips behind an arm or a desk; one alone where the other can't be measured.
    """
    torso = own["torso"]
    ahead = min(abs(now["near_shoulder_x"] - own["near_shoulder_x"]) / torso, FARTHEST)
    fallen = (now["near_shoulder_y"] - own["near_shoulder_y"]) / torso
    in_picture = SUNK.grade(fallen - 1.0 + math.sqrt(1.0 - ahead * ahead), k)
    lost = 1.0 - divide(
        now["near_hip_y"] - now["near_shoulder_y"], own["near_hip_y"] - own["near_shoulder_y"]
    )
    shorter = 1.0 - divide(now["torso"], own["torso"])
    over_hips = SUNK.grade(find_least(lost, ROUND * shorter), k)
    if is_shifted(now, own):
        return over_hips
    return in_picture if math.isnan(over_hips) else (over_hips + in_picture) / 2.0


def _score_shrug(
    now: Values, own: Values, neck: float, trunk: float, bent: float, k: float
) -> float:
    """Shoulder up to the ear, with the head where it was: the gap closes from below."""
    rise = (own["near_shoulder_y"] - now["near_shoulder_y"]) / own["torso"]
    turned = abs(abs(now["chest_yaw_deg"]) - abs(own["chest_yaw_deg"])) > STILL_YAW_DEG
    if turned or neck > STILL_NECK_DEG or abs(bent) > STILL_PITCH_DEG or rise < RISING:
        return 0.0
    gap = divide(
        now["near_shoulder_y"] - now["near_ear_y"], own["near_shoulder_y"] - own["near_ear_y"]
    )
    if trunk < STILL_TRUNK_DEG:
        k *= LEANING_BACK
        return combine_strengths(CLOSER_TO_EAR.grade(1.0 - gap, k), RISEN.grade(rise, k))
    raised = max(RISEN.grade(rise, k), UNDER_EAR_DEG.grade(-neck, k))
    return combine_strengths(CLOSER_TO_EAR.grade(1.0 - gap, k), raised)


def is_shifted(now: Values, own: Values) -> bool:
    """Whether the picture has moved: head and shoulder alike, keeping their size, and far."""
    torso = own["torso"]
    x = now["near_shoulder_x"] - own["near_shoulder_x"]
    y = now["near_shoulder_y"] - own["near_shoulder_y"]
    nose_x, nose_y = now["near_nose_x"] - own["near_nose_x"], now["nose_y"] - own["nose_y"]
    same = abs(divide(now["head_length"], own["head_length"]) - 1.0) < SAME_SIZE
    alike = same and math.hypot(nose_x - x, nose_y - y) < SAME_PLACE * torso
    return alike and (abs(y) > SHIFTED * torso or abs(x) > ROLLED * torso)


NECK_EVEN_DEG: Final = 30.0
NECK_SLOPE: Final = 0.131
TRUNK_SLOPE: Final = 0.120
"""Lean of the neck at which a slouch is as probable as not, and by how much the log odds
rise with each degree of it, and of a trunk that leans forward. The picture's error is 6 degrees for
the neck, 5 for the trunk. Against a backrest nobody slouches by that alone."""
NECK_ALONE_EVEN_DEG: Final = 23.7
NECK_ALONE_SLOPE: Final = 0.166
"""The same where the hips are not seen: the trunk may lean as well."""


def estimate_odds(now: Values) -> float:
    """Natural log of the odds of a slouch seen from the side."""
    neck, trunk = now["neck_deg"], now["trunk_deg"]
    if math.isnan(trunk):
        return NECK_ALONE_SLOPE * (neck - NECK_ALONE_EVEN_DEG)
    return NECK_SLOPE * (neck - NECK_EVEN_DEG) + TRUNK_SLOPE * max(0.0, trunk)


ALONE_NECK_DEG: Final = Band(15.0, 25.0)
ALONE_TRUNK_DEG: Final = Band(10.0, 18.0)
ALONE_BENT_DEG: Final = Band(25.0, 35.0)
ALONE_BOTH_DEG: Final = Band(12.0, 22.0)
"""Beyond a neck of 20, a trunk of 10 and a head bent by 15 degrees, which B2 calls good for
anybody: what it calls bad (35 and 20) is the warning here. Neck and trunk together, beyond 25:
upright rendered people read 12 to 30, slumped ones 32 to 45."""
ALONE_LEANING_DEG: Final = 8.0
"""Lean of the trunk from which neck and trunk together are a slump. Chosen here."""


def score_alone(now: Values, k: float) -> dict[Why, float]:
    """The strengths without a baseline: only what is a slouch for anybody."""
    neck, trunk = now["neck_deg"], now["trunk_deg"]
    slump = ALONE_BOTH_DEG.grade(neck + trunk - 25.0, k) if trunk > ALONE_LEANING_DEG else 0.0
    found = {
        Why.FORWARD_HEAD: ALONE_NECK_DEG.grade(neck - 20.0, k),
        Why.LEANING: ALONE_TRUNK_DEG.grade(trunk - 10.0, k),
        Why.SLUMP: slump,
        Why.PHONE: ALONE_BENT_DEG.grade(now["head_pitch_deg"] - 15.0, k),
    }
    if found[Why.LEANING] >= 1.0:
        limit_explained(found, Why.SLUMP)
    if found[Why.LEANING] >= 1.0 or found[Why.SLUMP] >= 1.0:
        limit_explained(found, Why.FORWARD_HEAD)
    return found
