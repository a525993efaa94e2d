"""The breathing pacer: it defines the breaths of a set and stands still while nothing counts."""

from __future__ import annotations

from dataclasses import replace

from formcheck.core.kinematics.breathing import Breathing, NoBreath
from formcheck.core.session import sentences as say
from formcheck.core.session.values import Air, Pace
from formcheck.core.session.words import Words
from formcheck.core.stretch import DoseTable

SURE = 0.5
"""Below this confidence an estimate is called a rough one. Chosen here."""

AIR = {Air.IN: say.BREATHE_IN, Air.OUT: say.BREATHE_OUT, Air.PAUSE: say.BREATHE_PAUSE}
_WHY = {
    NoBreath.TOO_SHORT: say.BREATH_TOO_SHORT,
    NoBreath.MOVING: say.BREATH_MOVING,
    NoBreath.HIDDEN: say.BREATH_HIDDEN,
    NoBreath.NO_RHYTHM: say.BREATH_NO_RHYTHM,
}


def pace_at(dose: DoseTable, held_s: float) -> Pace:
    """Where the pacer is after held_s seconds of good form, in, out and pause in turn."""
    parts = ((Air.IN, dose.in_s), (Air.OUT, dose.out_s), (Air.PAUSE, dose.pause_s))
    done, into_s = divmod(max(held_s, 0.0), dose.cycle_s)
    number = min(int(done) + 1, dose.breaths)
    for air, lasts_s in parts:
        if into_s < lasts_s:
            return Pace(air, into_s / lasts_s, lasts_s - into_s, number, dose.breaths)
        into_s -= lasts_s
    return Pace(Air.PAUSE if dose.pause_s else Air.OUT, 1.0, 0.0, number, dose.breaths)


def told_pace(pace: Pace, words: Words) -> Pace:
    """The same with its words."""
    told = words(say.BREATH_OF, n=pace.number, of=pace.of)
    return replace(pace, say=words(AIR[pace.air]), told=told)


def breath_words(breathing: Breathing, words: Words) -> str:
    """What is known of the person's own breathing: an estimate, or why there is none."""
    if breathing.per_min is None:
        return words(_WHY[NoBreath(breathing.reason)])
    text = say.BREATH_ABOUT if breathing.confidence >= SURE else say.BREATH_ROUGHLY
    return words(text, n=round(breathing.per_min))
