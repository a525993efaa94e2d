"""How each measure is drawn: its verdict, and the parts of the body it belongs to. Pure.

The same for videos, photos, the window and the page: colour means one thing everywhere.
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
    """How a part of the body is drawn; the later one wins where measures share a part.

    FAINT is a part that the stretch does not use, PLAIN one that it uses but does not judge now, or
    that may be wrong. GOOD is only what was judged right, in all that concerns it.
    """

    FAINT = "faint"
    PLAIN = "plain"
    GOOD = "good"
    UNJUDGED = "unseen"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Mark:
    """One measure as it is to be shown. value is NaN where it could not be seen.

    low and high are the band required now, in its own unit; infinite where it is open.
    """

    definition: Definition
    value: float
    tone: MarkTone
    low: float = -inf
    high: float = inf


_LIMBS = ("_ELBOW", "_WRIST", "_KNEE", "_ANKLE")
"""Joints that are drawn together with the bone above them."""

rank_tone = list(MarkTone).index
"""How much a tone matters: the higher one is drawn later and wins."""


@cache
def find_subject(definition: Definition) -> tuple[Landmark, ...]:
    """The landmarks that a measure shows: those it uses, without the trunk it is relative to."""
    if definition.is_moving:
        return ()
    if definition.measure == "ear_shoulder_gap":
        return (definition.of.landmark("shoulder"),)
    landmarks = list_landmarks(definition.measure, definition.of)
    own = [lm for lm in landmarks if not lm.name.endswith(("_SHOULDER", "_HIP"))]
    return tuple(dict.fromkeys(own or landmarks))


@cache
def find_bones(subject: tuple[Landmark, ...]) -> tuple[tuple[Landmark, Landmark], ...]:
    """The bones that show a measure: those ending at its joints, or lying within the trunk."""
    return tuple(
        (start, end)
        for start, end in BONES
        if end in subject and (start in subject or end.name.endswith(_LIMBS))
    )


def build_live_marks(plan: Plan, screen: Screen) -> tuple[Mark, ...]:
    """A mark for every measure in a session; only the stretch itself is judged.

    Before the position is taken, and on the way in and out, nobody is in it, and nothing is wrong
    with that.
    """
    held_on = screen.stage is Stage.LET_GO and screen.clock is HoldStatus.RUNNING
    now = screen.progress
    if not now.attempting or not (screen.stage is Stage.WORK or held_on):
        return build_idle_marks(plan)
    phase = plan.phases[now.phase_index].id
    values = {name: reading.value for name, reading in now.readings.items()}
    return build_marks(plan, phase, values, now.verdicts, now.active_faults, choose_cue(plan, now))


def build_idle_marks(plan: Plan) -> tuple[Mark, ...]:
    """The parts that the stretch uses, not judged."""
    return tuple(Mark(definition, nan, MarkTone.PLAIN) for definition in plan.definitions)


def build_marks(
    plan: Plan,
    phase: str,
    values: Mapping[str, float],
    verdicts: Mapping[str, Verdict],
    active_faults: Iterable[str],
    cue: str | None,
) -> tuple[Mark, ...]:
    """A mark for every measure of the plan; values, as they are read, and verdicts by measure name.

    Nothing is marked as wrong before it is reported: cue is the current cue, None shows all.
    """
    faults = [plan.find_fault(fault) for fault in active_faults]
    faulty = {need.measure for fault in faults for need in fault.needs}
    bands = _find_bands(plan, phase, faults)
    marks: list[Mark] = []
    for definition in plan.definitions:
        name = definition.name
        text = plan.texts.get(name)
        is_told = cue is None or (cue != "" and text is not None and cue in {text.low, text.high})
        tone = _choose_tone(verdicts.get(name), name in faulty, is_told)
        value = definition.sign * values.get(name, nan)
        band = definition.orient_band(*bands.get(name, (-inf, inf)))
        marks.append(Mark(definition, value, tone, *band))
    return tuple(marks)


def _find_bands(plan: Plan, phase: str, faults: list[FaultRule]) -> dict[str, tuple[float, float]]:
    """The band required of each measure now: by the phase, else by its fault."""
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
