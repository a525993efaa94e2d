"""Maps measures to marks: the verdict to show and the body parts that show it. Pure.

Videos, photos, the window and the page share it, so that colours mean the same everywhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import inf, nan

from formcheck.core.body import BONES, Landmark
from formcheck.core.coach import HoldStatus, choose_cue
from formcheck.core.judging import Verdict
from formcheck.core.kinematics import Definition
from formcheck.core.kinematics.readings import list_landmarks
from formcheck.core.session.screen_values import Screen
from formcheck.core.session.session_values import Stage
from formcheck.core.stretch import FaultRule, Plan


class MarkTone(StrEnum):
    """How a body part is drawn; where measures share a part, the tone listed later wins.

    FAINT: not used by the stretch. PLAIN: used but not judged now, or possibly wrong. GOOD: judged
    right. UNJUDGED: too uncertain for a verdict. CORRECT: to be corrected.
    """

    FAINT = "faint"
    PLAIN = "plain"
    GOOD = "good"
    UNJUDGED = "unseen"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Mark:
    """One measure as shown. value is NaN if it could not be measured.

    low and high are the band required now, in the measure's unit; an open end is infinite.
    """

    definition: Definition
    value: float
    tone: MarkTone
    low: float = -inf
    high: float = inf


_LIMBS = ("_ELBOW", "_WRIST", "_KNEE", "_ANKLE")
"""Joints that are shown together with the bone proximal to them."""

rank_tone = list(MarkTone).index
"""Rank of a tone: higher ones are drawn later and win."""


@cache
def find_subject(definition: Definition) -> tuple[Landmark, ...]:
    """Returns the landmarks that show a measure: those it uses, without its trunk reference."""
    if definition.is_moving:
        return ()
    if definition.measure == "ear_shoulder_gap":
        return (definition.of.landmark("shoulder"),)
    landmarks = list_landmarks(definition.measure, definition.of)
    own = [lm for lm in landmarks if not lm.name.endswith(("_SHOULDER", "_HIP"))]
    return tuple(dict.fromkeys(own or landmarks))


@cache
def find_bones(subject: tuple[Landmark, ...]) -> tuple[tuple[Landmark, Landmark], ...]:
    """Returns the bones that show a measure: those to its limb joints, or between its landmarks."""
    return tuple(
        (start, end)
        for start, end in BONES
        if end in subject and (start in subject or end.name.endswith(_LIMBS))
    )


def build_live_marks(plan: Plan, screen: Screen) -> tuple[Mark, ...]:
    """Returns a mark for each measure in a live session.

    They are judged during the work, and after it while the clock still runs: being out of position
    before and afterwards is no fault.
    """
    held_on = screen.stage is Stage.LET_GO and screen.clock is HoldStatus.RUNNING
    now = screen.progress
    if not now.attempting or not (screen.stage is Stage.WORK or held_on):
        return build_idle_marks(plan)
    phase = plan.phases[now.phase_index].id
    values = {name: reading.value for name, reading in now.readings.items()}
    return build_marks(plan, phase, values, now.verdicts, now.active_faults, choose_cue(plan, now))


def build_idle_marks(plan: Plan) -> tuple[Mark, ...]:
    """Returns a plain mark without value or verdict for each measure of the plan."""
    return tuple(Mark(definition, nan, MarkTone.PLAIN) for definition in plan.definitions)


def build_marks(
    plan: Plan,
    phase: str,
    values: Mapping[str, float],
    verdicts: Mapping[str, Verdict],
    active_faults: Iterable[str],
    cue: str | None,
) -> tuple[Mark, ...]:
    """Returns a mark for each measure of the plan; values are readings; keys are measure names.

    A measure is marked as wrong only if reported: with a fault, or by ``cue``, the current cue
    ("": none). With None, every wrong verdict is marked.
    """
    faults = [plan.find_fault(fault) for fault in active_faults]
    faulty = {need.measure for fault in faults for need in fault.needs}
    bands = _find_bands(plan, phase, faults)
    marks: list[Mark] = []
    for definition in plan.definitions:
        name = definition.name
        is_told = cue is None or (cue != "" and cue in plan.cues.get(name, ()))
        tone = _choose_tone(verdicts.get(name), name in faulty, is_told)
        value = definition.sign * values.get(name, nan)
        band = definition.orient_band(*bands.get(name, (-inf, inf)))
        marks.append(Mark(definition, value, tone, *band))
    return tuple(marks)


def _find_bands(plan: Plan, phase: str, faults: list[FaultRule]) -> dict[str, tuple[float, float]]:
    """Returns the band required of each measure: the phase's target, else its fault's limits."""
    bands: dict[str, tuple[float, float]] = {}
    for fault in faults:
        for need in fault.needs:
            bands.setdefault(need.measure, need.limits)
    for rule in plan.phases:
        if rule.id == phase:
            bands |= {need.measure: (need.low, need.high) for need in rule.needs}
    return bands


def _choose_tone(verdict: Verdict | None, faulty: bool, is_told: bool) -> MarkTone:
    if faulty:
        return MarkTone.CORRECT
    match verdict:
        case Verdict.OK:
            return MarkTone.GOOD
        case Verdict.UNJUDGED:
            return MarkTone.UNJUDGED
        case Verdict.LOW | Verdict.HIGH if is_told:
            return MarkTone.CORRECT
    return MarkTone.PLAIN
