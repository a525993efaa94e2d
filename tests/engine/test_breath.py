import math
from dataclasses import replace

import numpy as np
import pytest

from formcheck.core.body import Detection, Side
from formcheck.core.coach import Span
from formcheck.core.kinematics.breathing import LEAST_S, RISE, SWAY, TAKE, NoBreath
from formcheck.core.stretch import build_dose
from formcheck.engine.analyse import analyse
from formcheck.engine.observer import BreathLog
from tests.engine.sessions import SHORT, SIZE, session, short_spec, up_and_down

FPS = 10


def make_detection(rise_ratio: float | None) -> Detection:
    extras = {} if rise_ratio is None else {RISE: rise_ratio, SWAY: 0.0, TAKE: 1.0}
    return Detection(np.zeros((33, 2)), np.zeros((33, 3)), np.zeros(33), extras)


def make_breath_log(per_min: float, lasts_s: float, asked: bool = True) -> BreathLog:
    log = BreathLog()
    for i in range(round(lasts_s * FPS)):
        t_s = i / FPS
        rise = 0.002 * math.sin(2 * math.pi * per_min / 60 * t_s)
        log.advance(t_s, make_detection(rise if asked else None))
    return log


def test_the_breathing_of_a_span_is_what_was_estimated_in_it() -> None:
    breath = make_breath_log(6.0, 60.0).summary([Span(10.0, 60.0)])

    assert breath is not None
    assert breath.per_min == pytest.approx(6.0, abs=0.3)
    assert breath.answered_share == pytest.approx((60.0 - LEAST_S) / 50.0, abs=0.05)
    assert breath.reason == NoBreath.TOO_SHORT


def test_a_span_too_short_for_an_answer_says_so() -> None:
    breath = make_breath_log(6.0, 60.0).summary([Span(0.0, 15.0)])

    assert breath is not None
    assert (breath.per_min, breath.answered_share) == (None, 0.0)
    assert breath.reason == NoBreath.TOO_SHORT


def test_where_nobody_asked_nothing_is_said() -> None:
    assert make_breath_log(6.0, 30.0, asked=False).summary([Span(0.0, 30.0)]) is None
    assert make_breath_log(6.0, 30.0).summary([]) is None


def test_the_chest_is_looked_at_where_the_dose_is_in_breaths() -> None:
    paced = SHORT.replace("hold_s = 4", "breaths = 3").replace("holds = 1\n", "")

    assert build_dose(short_spec(paced).dose).is_paced
    assert not build_dose(short_spec().dose).is_paced


def test_only_a_dose_in_breaths_tells_of_breathing_though_the_chest_was_looked_at() -> None:
    """As in a video for which no stretch was named."""
    extras = {RISE: 0.0, SWAY: 0.0, TAKE: 1.0}
    frames = [
        replace(frame, detections=tuple(replace(d, extras=extras) for d in frame.detections))
        for frame in session(up_and_down(3.0, 9.0, "left"), 12.0)
    ]
    paced = short_spec(SHORT.replace("hold_s = 4", "breaths = 3").replace("holds = 1\n", ""))
    told = [
        [side.breath is not None for side in analyse(spec, (Side.LEFT,), frames, SIZE, "").sides]
        for spec in (short_spec(), paced)
    ]

    assert told == [[False], [True]]
