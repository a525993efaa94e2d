"""One photo of somebody sitting to what their posture is in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from formcheck.core.posture.judge import blind_to, judge
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.settle import ENTER
from formcheck.core.posture.values import (
    Bearing,
    Calibration,
    Sensitivity,
    State,
    Unclear,
    View,
    Why,
)
from formcheck.engine.sit_baseline import (
    NO_BASELINE,
    BaselineUsed,
    BaselineWanted,
    look_at_photo,
    used,
)


@dataclass(frozen=True, slots=True, eq=False)
class SitPhoto:
    """What the posture in one photo is; why is worst first, unclear explains an unsure state."""

    file: str
    state: State
    why: tuple[Why, ...]
    view: View | None
    unclear: Unclear | None
    baseline: BaselineUsed
    blind: tuple[Why, ...]
    warnings: tuple[str, ...]


def state_of(
    bearing: Bearing | None, calibration: Calibration | None, sensitivity: Sensitivity
) -> tuple[State, tuple[Why, ...], Unclear | None]:
    """What the posture in one picture is, why, worst first, and what explains an unsure state."""
    if bearing is None:
        return State.AWAY, (), None
    signs = judge(bearing, calibration, sensitivity)
    if signs.unclear is not None:
        return State.UNSURE, (), signs.unclear
    told = sorted((-s, why) for why, s in signs.strength.items() if s >= ENTER)
    return State.SLOUCHED if told else State.UPRIGHT, tuple(why for _, why in told), None


def sit_photo(path: Path, baseline: BaselineWanted, rules: Rules, model_path: Path) -> SitPhoto:
    """What the posture in a photo is; somebody in front of the camera is the one who is judged.

    A photo has no first seconds: that baseline means none. Raises FormcheckError when the photo
    can't be read.
    """
    seen, people = look_at_photo(path, model_path)
    bearing = seen.look.bearing
    calibration = baseline.calibration
    used_baseline = used(NO_BASELINE if calibration is None else baseline, None)
    warnings: list[str] = []
    if people > 1:
        warnings.append(f"{people} people are in the picture: the most prominent was judged.")
    if bearing is None:
        return SitPhoto(
            str(path), State.AWAY, (), None, None, used_baseline, (), ("Nobody was seen.",)
        )
    if calibration is None:
        warnings.append(used_baseline.say)
    state, why, unclear = state_of(bearing, calibration, rules.sensitivity)
    view = bearing.view
    return SitPhoto(
        file=str(path),
        state=state,
        why=why,
        view=view,
        unclear=unclear,
        baseline=used_baseline,
        blind=() if view is None else blind_to(view, calibration),
        warnings=tuple(warnings),
    )
