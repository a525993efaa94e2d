"""Slouches that are seen without the person's own upright: what would be one for anybody (B2, B3).

From the front lengths are in shoulder widths. No number here is a craniovertebral angle. "Rendered
people" are the project's own test footage.
"""

import math

import numpy as np

from formcheck.core.kinematics.geometry import NAN
from formcheck.core.posture.posture_values import SlouchReason, Values, View
from formcheck.core.posture.severity import MOST, Band, limit_explained

TOLD_ODDS = 2.0
"""How probable a slouch is without the person's own upright to compare with.

People differ in build and cameras in place, so that a good part of all postures can't be told: then
neither is said. The numbers are those of random people at random desks before random cameras
(``synth sample --sitting-stills``, seeds 2 and 3): who sits comfortably or works there against who
slouches half as far again as good goes, both as often. ``benchmarks.sitting.stills`` fits them
again (0.511 and 17.0 from the front, 30.1, 0.131 and 0.120 from the side). No photo of real people
went into these numbers; the odds that are asked for were chosen with figures of real photos known.

A slouch is told from two to one on, and upright from two to one against it; between the two a
baseline is asked for. Chosen here. Of those random people who are called upright from the front
0.81 are then, seen beside clear slouches as often, and from the side 0.92; at five to four 0.78 and
0.85."""

HEAD_OVER_EVEN = 0.510
HEAD_OVER_SLOPE = 18.0
"""Ears over shoulders, in shoulder widths, at which a slouch is as probable as not, and by how much
its log odds rise as that falls by 1. Upright people read 0.57, +-0.075, of which 0.06 is the error
of one picture."""
CUT_SLOPE = 8.0
"""The same where the model guesses a shoulder that the picture cuts off: its error is 0.10 then."""

NECK_EVEN_DEG = 30.0
NECK_SLOPE = 0.131
TRUNK_SLOPE = 0.120
"""Lean of the neck at which a slouch is as probable as not, and by how much the log odds
rise with each degree of it, and of a trunk that leans forward. The picture's error is 6 degrees for
the neck, 5 for the trunk. Against a backrest nobody slouches by that alone."""
NECK_ALONE_EVEN_DEG = 23.7
NECK_ALONE_SLOPE = 0.166
"""The same where the hips are not seen: the trunk may lean as well."""

HEAD_TURNED_DEG = 28.0
"""Turn of the head beyond which its tilt can't be told: the far half of the face is guessed. Chosen
here."""
FRONT_BENT_DEG = Band(20.0, 30.0)
"""Head bent down by depth (B2, head_pitch)."""
TILTED_DEG = Band(12.0, 20.0)
ASLANT_DEG = Band(7.5, 12.0)
ASIDE = Band(0.18, 0.30)
"""Half as much again as with a baseline, since nobody's own tilt is known."""

NECK_DEG = Band(15.0, 25.0)
TRUNK_DEG = Band(10.0, 18.0)
SIDE_BENT_DEG = Band(25.0, 35.0)
BOTH_DEG = Band(12.0, 22.0)
"""Beyond a neck of 20, a trunk of 10 and a head bent by 15 degrees, which B2 calls good for
anybody: what it calls bad (35 and 20) is the warning here. Neck and trunk together, beyond 25:
upright rendered people read 12 to 30, slumped ones 32 to 45."""
LEANING_DEG = 8.0
"""Lean of the trunk from which neck and trunk together are a slump. Chosen here."""


def estimate_odds(view: View, now: Values) -> float:
    """Natural log of the odds of a slouch; NaN where the features it depends on are not seen."""
    if view is View.FRONT:
        is_cut = math.isnan(now["shoulder_width"])
        slope = CUT_SLOPE if is_cut else HEAD_OVER_SLOPE
        return slope * (HEAD_OVER_EVEN - now["head_over"])
    neck, trunk = now["neck_deg"], now["trunk_deg"]
    if math.isnan(trunk):
        return NECK_ALONE_SLOPE * (neck - NECK_ALONE_EVEN_DEG)
    return NECK_SLOPE * (neck - NECK_EVEN_DEG) + TRUNK_SLOPE * max(0.0, trunk)


def score_front(now: Values, k: float) -> dict[SlouchReason, float]:
    """The strengths from the front, NaN where one can't be measured; k scales the limits.

    A head bent down counts from level. One low over the shoulders is forward: of random people at a
    desk who visibly sag (slump, poked chin, phone) 0.7 to 1.0 have it.
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
    """The strength of what several signs say together; NaN where one is unknown.

    Their mean, but at most three times the weakest: one sign alone says nothing. Chosen here.
    """
    return float(min(np.mean(strengths), 3.0 * np.min(strengths)))


def score_side(now: Values, k: float) -> dict[SlouchReason, float]:
    """The same from the side."""
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
