"""What is lacking for the neutral position that lengths are learnt from."""

from __future__ import annotations

from formcheck.check import Verdict, judge
from formcheck.flow import sentences as say
from formcheck.flow.coached import Coached
from formcheck.flow.values import Lesson
from formcheck.flow.words import Words

_HOW = {
    "shoulder_elevation_deg": (say.ARMS_HANG, say.ARMS_HANG_SITTING),
    "trunk_incl_deg": (say.UPRIGHT, say.UPRIGHT_SITTING),
    "trunk_forward_deg": (say.UPRIGHT, say.UPRIGHT_SITTING),
    "lean_to_side_deg": (say.UPRIGHT, say.UPRIGHT_SITTING),
}
"""What to do about the usual needs of a neutral position: standing, sitting."""


def neutral_say(coached: Coached, lesson: Lesson, words: Words) -> str:
    """What to do so that the neutral position can be taken; "" when it was."""
    progress, plan = coached.progress, coached.plan
    if progress.baseline is not None and not progress.baseline.assumed:
        return ""
    sitting = int(lesson.position == "sitting")
    quantities = {d.name: d.quantity for d in plan.definitions}
    for need in plan.neutral_needs:
        inside = need.key in progress.inside
        verdict = judge(need, progress.readings.get(need.measure), was_inside=inside)
        if verdict in {Verdict.LOW, Verdict.HIGH}:
            if quantities[need.measure] == "facing_deg":
                return plan.view_say
            how = _HOW.get(quantities[need.measure], (say.STAND_STILL, say.SIT_STILL))
            return words(how[sitting])
    return words((say.STAND_STILL, say.SIT_STILL)[sitting])
