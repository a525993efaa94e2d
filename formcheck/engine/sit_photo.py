"""One photo of somebody sitting to what their posture is in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from formcheck.core.posture.rules import Rules
from formcheck.core.posture.scores import find_blind, score_posture
from formcheck.core.posture.segments import ENTER
from formcheck.core.posture.values import (
    Calibration,
    PostureFeatures,
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
    features: PostureFeatures | None, calibration: Calibration | None, sensitivity: Sensitivity
) -> tuple[State, tuple[Why, ...], Unclear | None]:
    """What the posture in one picture is, why, worst first, and what explains an unsure state."""
    if features is None:
        return State.AWAY, (), None
    scores = score_posture(features, calibration, sensitivity)
    if scores.unclear is not None:
        return State.UNSURE, (), scores.unclear
    told = sorted((-s, why) for why, s in scores.strength.items() if s >= ENTER)
    return State.SLOUCHED if told else State.UPRIGHT, tuple(why for _, why in told), None


def sit_photo(path: Path, baseline: BaselineWanted, rules: Rules, model_path: Path) -> SitPhoto:
    """What the posture in a photo is; somebody in front of the camera is the one who is judged.

    A photo has no first seconds: that baseline means none. Raises FormcheckError when the photo
    can't be read.
    """
    seen, people = look_at_photo(path, model_path)
    features = seen.look.features
    calibration = baseline.calibration
    used_baseline = used(NO_BASELINE if calibration is None else baseline, None)
    warnings: list[str] = []
    if people > 1:
        warnings.append(f"{people} people are in the picture: the most prominent was judged.")
    if features is None:
        return SitPhoto(
            str(path), State.AWAY, (), None, None, used_baseline, (), ("Nobody was seen.",)
        )
    if calibration is None:
        warnings.append(used_baseline.say)
    state, why, unclear = state_of(features, calibration, rules.sensitivity)
    view = features.view
    return SitPhoto(
        file=str(path),
        state=state,
        why=why,
        view=view,
        unclear=unclear,
        baseline=used_baseline,
        blind=() if view is None else find_blind(view, calibration),
        warnings=tuple(warnings),
    )
