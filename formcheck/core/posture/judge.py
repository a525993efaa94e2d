"""How far a bearing is from the person's own upright, reason by reason.

Every reason has a strength: 0 as upright, 1 where good is left (section B's "warn"), 2 where it is
far past (its "bad"). They are never added up: the worst one counts (B4). ``front.py`` and
``beside.py`` say what is measured in each view.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from formcheck.core.kinematics.geometry import NAN
from formcheck.core.posture import beside, front
from formcheck.core.posture.alone import is_upright, odds_before, odds_beside
from formcheck.core.posture.values import Bearing, Calibration, Sensitivity, Unclear, View, Why

_SCALE: Final[Mapping[Sensitivity, float]] = {
    Sensitivity.RELAXED: 1.3,
    Sensitivity.NORMAL: 1.0,
    Sensitivity.STRICT: 0.75,
}
"""What every limit is multiplied by. Chosen here."""


ONE_PICTURE: Final = 1.3
"""What limits are multiplied by as well where the baseline is a single picture: that shows one
moment, and not what somebody does for five seconds. Chosen here."""


def scale_of(sensitivity: Sensitivity, calibration: Calibration | None) -> float:
    """What every limit is multiplied by against that baseline."""
    single = calibration is not None and calibration.samples == 1
    return _SCALE[sensitivity] * (ONE_PICTURE if single else 1.0)


RISEN: Final = 0.3
"""Who stands so far from where they sit has left the seat. Chosen here: thighs that hang are not
believed of somebody who is where they were."""


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """What one look says.

    strength: by reason, 0 the person's own upright, 1 past good, 2 far past it; absent where it
    can't be told. unclear says why nothing can be told, None otherwise. moved is how far the body
    is from its place at calibration, in shoulder widths (from the side in torso lengths), NaN
    without a baseline. elsewhere says that whoever is seen does not sit in the calibrated seat.
    """

    strength: Mapping[Why, float]
    unclear: Unclear | None
    moved: float
    elsewhere: bool


def judge(bearing: Bearing, calibration: Calibration | None, sensitivity: Sensitivity) -> Signs:
    """The signs in one bearing, against the person's own upright where there is one.

    Without a baseline only what is wrong for anybody counts, with wider limits: see ``blind_to``.
    """
    scale = scale_of(sensitivity, calibration)
    if bearing.unclear is Unclear.PICTURE:
        return Signs({}, Unclear.PICTURE, NAN, False)
    if calibration is None:
        return _judge_alone(bearing, scale)
    # Two modules, not two objects: a module as a value is Any to a type checker.
    is_front = calibration.view is View.FRONT
    now, own = bearing.values, calibration.values
    moved, elsewhere = front.place(now, own) if is_front else beside.place(now, own)
    risen = bearing.unclear is Unclear.NOT_SEATED and moved > RISEN
    if elsewhere or risen:
        return Signs({}, Unclear.NOT_SEATED, moved, True)
    unclear = (
        front.unclear(bearing, calibration) if is_front else beside.unclear(bearing, calibration)
    )
    if unclear is not None:
        return Signs({}, unclear, moved, False)
    strength = front.strengths(now, own, scale) if is_front else beside.strengths(now, own, scale)
    return Signs(_told(strength), None, moved, False)


def _judge_alone(bearing: Bearing, scale: float) -> Signs:
    """The signs without a baseline; unclear by ``Unclear.BASELINE`` where it takes one to tell."""
    now, is_front = bearing.values, bearing.view is View.FRONT
    odds = odds_before(now) if is_front else odds_beside(now)
    is_cut = is_front and bearing.unclear is Unclear.SHOULDERS and not math.isnan(odds)
    if bearing.unclear is not None and not is_cut:
        return Signs({}, bearing.unclear, NAN, bearing.unclear is Unclear.NOT_SEATED)
    strength = _told(front.alone(now, scale) if is_front else beside.alone(now, scale))
    if max(strength.values(), default=0.0) >= 1.0 or is_upright(odds):
        return Signs(strength, None, NAN, False)
    return Signs({}, Unclear.BASELINE, NAN, False)


def _told(strength: dict[Why, float]) -> dict[Why, float]:
    return {why: value for why, value in strength.items() if not math.isnan(value)}


def shifted(bearing: Bearing, calibration: Calibration) -> bool:
    """Whether head and shoulders are shifted alike and keep their size: the camera was moved."""
    if bearing.unclear is not None:
        return False
    now, own = bearing.values, calibration.values
    if calibration.view is View.FRONT:
        return front.shifted(now, own)
    return beside.shifted(now, own)


def blind_to(view: View, calibration: Calibration | None) -> tuple[Why, ...]:
    """The reasons that can't be told from this view, with or without a baseline."""
    if view is View.SIDE:
        blind = (Why.HEAD_TILT,)
        return blind if calibration is not None else (*blind, Why.TOO_CLOSE, Why.SHRUG)
    if calibration is None:
        return (Why.SLUMP, Why.TOO_CLOSE, Why.SHRUG)
    return ()
