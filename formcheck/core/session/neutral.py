"""What is lacking for the start position that changes count from."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.core.judging import distance
from formcheck.core.session import sentences as say
from formcheck.core.session.coached import Coached
from formcheck.core.session.values import Lesson
from formcheck.core.session.words import Words


@dataclass(frozen=True, slots=True)
class Stillness:
    """How stillness is asked for: what the check is called, and what to do about it.

    arms and upright answer what the neutral position usually needs, start everything else.
    """

    title: str
    still: str
    arms: str
    upright: str
    start: str


_STANDING = Stillness(say.NEUTRAL, say.STAND_STILL, say.ARMS_HANG, say.UPRIGHT, say.STAND_STILL)
_SITTING = Stillness(
    say.NEUTRAL_SITTING, say.SIT_STILL, say.ARMS_HANG_SITTING, say.UPRIGHT_SITTING, say.SIT_STILL
)
_KNEELING = Stillness(
    say.NEUTRAL_KNEELING,
    say.KNEEL_STILL,
    say.START_KNEELING,
    say.START_KNEELING,
    say.START_KNEELING,
)
_LYING = Stillness(
    say.NEUTRAL_LYING, say.LIE_STILL, say.START_LYING, say.START_LYING, say.START_LYING
)
_PLAIN = Stillness(
    say.NEUTRAL_PLAIN, say.KEEP_STILL, say.START_PLAIN, say.START_PLAIN, say.START_PLAIN
)
_STILLNESS = {
    "standing": _STANDING,
    "sitting": _SITTING,
    "kneeling": _KNEELING,
    "half-kneeling": _KNEELING,
    "supine": _LYING,
    "prone": _LYING,
    "side-lying": _LYING,
}
_UPRIGHT = frozenset({"trunk_incl", "trunk_incl_sagittal", "trunk_incl_frontal"})
"""Measures of a trunk that is not upright."""


def stillness(position: str) -> Stillness:
    """How stillness is asked for in that position."""
    return _STILLNESS.get(position, _PLAIN)


def neutral_say(coached: Coached, lesson: Lesson, words: Words) -> str:
    """What to do so that the neutral position can be taken; "" when it was."""
    progress, plan = coached.progress, coached.plan
    if "start" in progress.baselines:
        return ""
    how = stillness(lesson.position)
    measures = {d.name: d.measure for d in plan.definitions}
    for need in plan.start_needs:
        if not distance(need, progress.readings.get(need.measure)):
            continue
        measure = measures[need.measure]
        if measure == "shoulder_elevation":
            return words(how.arms)
        return words(how.upright if measure in _UPRIGHT else how.start)
    return words(how.still)
