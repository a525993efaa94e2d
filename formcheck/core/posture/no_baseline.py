"""Recognises slouches without a baseline: what would be a slouch for anybody (B2, B3).

From the front, lengths are in shoulder widths. No number here is a craniovertebral angle. "Rendered
people" are the project's own test footage.
"""

import math

import numpy as np

from formcheck.core.kinematics.geometry import NAN
from formcheck.core.posture.posture_values import SlouchReason, Values, View
from formcheck.core.posture.severity import MOST, Band, limit_explained

TOLD_ODDS = 2.0
"""Least odds to report a slouch, or upright, without a baseline to compare with.

People differ in build and cameras in position, so many postures can't be decided: then neither is
reported. The numbers below are those of random people at random desks before random cameras
(``synth sample --sitting-stills``, seeds 2 and 3): those who sit comfortably or work against those
who slouch half as far again as good posture goes, in equal numbers. ``benchmarks.sitting.stills``
fits them again (0.511 and 17.0 from the front, 30.1, 0.131 and 0.120 from the side). No photo of
real people went into these numbers; these odds were chosen with results on real photos known.

A slouch is reported from two to one in favour, upright from two to one against; in between a
baseline is asked for. Chosen for formcheck. Of those random people who are called upright from the
front, mixed with as many clear slouches, 0.81 are upright, from the side 0.92; at five to four 0.78
and 0.85."""

HEAD_OVER_EVEN = 0.510
HEAD_OVER_SLOPE = 18.0
"""Ears over shoulders, in shoulder widths, at which a slouch is as probable as not, and how much
its log odds rise as that falls by 1. Upright people read 0.57 +-0.075, of which 0.06 is the error
of one image."""
CUT_SLOPE = 8.0
"""The same if the model guesses a shoulder outside the image: the error is 0.10 then."""

NECK_EVEN_DEG = 30.0
NECK_SLOPE = 0.131
TRUNK_SLOPE = 0.120
"""Lean of the neck at which a slouch is as probable as not, and how much the log odds rise with
each degree of it, and of forward lean of the trunk. The error of one image is 6 degrees for the
neck, 5 for the trunk. Leaning against a backrest is no slouch by itself."""
NECK_ALONE_EVEN_DEG = 23.7
NECK_ALONE_SLOPE = 0.166
"""The same if the hips are not seen: the trunk may lean as well."""

HEAD_TURNED_DEG = 28.0
"""Turn of the head beyond which its tilt can't be measured: the far half of the face is guessed.
Chosen for formcheck."""
FRONT_BENT_DEG = Band(20.0, 30.0)
"""Head bent down by depth (B2, head_pitch)."""
TILTED_DEG = Band(12.0, 20.0)
ASLANT_DEG = Band(7.5, 12.0)
ASIDE = Band(0.18, 0.30)
"""Half as much again as with a baseline, since the person's own tilt is unknown."""

NECK_DEG = Band(15.0, 25.0)
TRUNK_DEG = Band(10.0, 18.0)
SIDE_BENT_DEG = Band(25.0, 35.0)
BOTH_DEG = Band(12.0, 22.0)
"""Excess over a neck lean of 20, a trunk lean of 10 and a head bent by 15 degrees, which B2 calls
good for anybody: what it calls bad (35 and 20) is the warning here. BOTH_DEG is the excess of neck
and trunk together over 25: upright rendered people read 12 to 30, slumped ones 32 to 45."""
LEANING_DEG = 8.0
"""Lean of the trunk from which neck and trunk together are a slump. Chosen for formcheck."""


def estimate_odds(view: View, now: Values) -> float:
    """Returns the natural log of the odds of a slouch; NaN if its features are not seen."""
    if view is View.FRONT:
        is_cut = math.isnan(now["shoulder_width"])
        slope = CUT_SLOPE if is_cut else HEAD_OVER_SLOPE
        return slope * (HEAD_OVER_EVEN - now["head_over"])
    neck, trunk = now["neck_deg"], now["trunk_deg"]
    if math.isnan(trunk):
        return NECK_ALONE_SLOPE * (neck - NECK_ALONE_EVEN_DEG)
    return NECK_SLOPE * (neck - NECK_EVEN_DEG) + TRUNK_SLOPE * max(0.0, trunk)


def score_front(now: Values, k: float) -> dict[SlouchReason, float]:
    """Returns the strengths from the front, NaN if not measurable; k scales the limits.

    A bent head is measured from level. A head low over the shoulders counts as forward: of random
    people at a desk who visibly sag (slump, poked chin, phone) 0.7 to 1.0 have it.
    """
    turned = abs(now["head_yaw_deg"]) > HEAD_TURNED_DEG
    slope = now["shoulder_roll_deg"]
    offset = now["ears_x"] - now["shoulders_x"]
    aside = -math.copysign(1.0, slope) * offset / now["shoulder_width"]
    odds = estimate_odds(View.FRONT, now) / (math.log(TOLD_ODDS) * k)
    return {
        SlouchReason.FORWARD_HEAD: NAN if math.isnan(odds) else min(MOST, max(0.0, odds)),
        SlouchReason.HEAD_TILT: NAN if turned else TILTED_DEG.grade(abs(now["head_roll_deg"]), k),
        SlouchReason.LEANING: combine_strengths(
            ASLANT_DEG.grade(abs(slope), k), ASIDE.grade(aside, k)
        ),
        SlouchReason.PHONE: FRONT_BENT_DEG.grade(now["head_pitch_3d_deg"], k),
    }


def combine_strengths(*strengths: float) -> float:
    """Combines the strengths of several signs of one reason; NaN if one is unknown.

    Their mean, but at most three times the weakest: one sign alone is no evidence. Chosen for
    formcheck.
    """
    return float(min(np.mean(strengths), 3.0 * np.min(strengths)))


def score_side(now: Values, k: float) -> dict[SlouchReason, float]:
    """Returns the strengths from the side, NaN if not measurable; k scales the limits."""
    neck, trunk = now["neck_deg"], now["trunk_deg"]
    slump = BOTH_DEG.grade(neck + trunk - 25.0, k) if trunk > LEANING_DEG else 0.0
    found = {
        SlouchReason.FORWARD_HEAD: NECK_DEG.grade(neck - 20.0, k),
        SlouchReason.LEANING: TRUNK_DEG.grade(trunk - 10.0, k),
        SlouchReason.SLUMP: slump,
        SlouchReason.PHONE: SIDE_BENT_DEG.grade(now["head_pitch_deg"] - 15.0, k),
    }
    if found[SlouchReason.LEANING] >= 1.0:
        limit_explained(found, SlouchReason.SLUMP)
    if found[SlouchReason.LEANING] >= 1.0 or found[SlouchReason.SLUMP] >= 1.0:
        limit_explained(found, SlouchReason.FORWARD_HEAD)
    return found
