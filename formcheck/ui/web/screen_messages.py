"""A screen of the session, or of a watch over sitting, as the message that the page draws."""

from __future__ import annotations

from math import isnan

from formcheck.core.language import Words
from formcheck.core.posture.breaks import BreakDue, BreakEnded, BreakKind
from formcheck.core.posture.calibration import CALIBRATION_S, list_limits
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_texts import (
    BREAK_SAT_ON,
    BREAK_TAKEN,
    CUES,
    HELD,
    UNCLEAR,
    format_break,
)
from formcheck.core.posture.posture_values import Calibration, Why
from formcheck.core.posture.rules import Held, Rules
from formcheck.core.posture.scores import score_posture
from formcheck.core.posture.sit_events import CameraMoved, Watching
from formcheck.core.posture.sit_view import SitView
from formcheck.core.session.session_values import Programme, Sound
from formcheck.engine.live_session import LivePicture
from formcheck.engine.posture_service import PostureService
from formcheck.engine.sitter import PostureUpdate
from formcheck.output.draw.ghost import place_live_ghost
from formcheck.output.draw.marks import build_live_marks
from formcheck.output.draw.sketch import build_sketch
from formcheck.ui.web.messages import SessionScreen, StepPart
from formcheck.ui.web.sitting_messages import (
    CalibratingPart,
    LimitPart,
    WatchBaseline,
    WatchEvent,
    WatchScreen,
)

_PLAIN = frozenset({Held.PAUSED, Held.AWAY, Held.UNSURE, Held.NO_PICTURE, Held.BREAK})
"""Reasons that the page shows large anyway."""


def make_session_screen(
    shown: LivePicture, programme: Programme, sounds: tuple[Sound, ...]
) -> SessionScreen:
    """Everything the page needs for one frame, with all sounds since the last one it was shown."""
    screen, size = shown.screen, (shown.size.width_px, shown.size.height_px)
    step, plan = screen.step, screen.step.plan
    ghost, sketch = place_live_ghost(shown, programme), None
    if shown.pose is not None:
        marks = build_live_marks(plan, screen)
        sketch = build_sketch(shown.pose.image_px, marks, min(size) / 100.0)
    return SessionScreen.build(
        screen,
        ghost=None if ghost is None else [polygon.tolist() for polygon in ghost],
        sketch=sketch,
        size=size,
        step=StepPart.build(
            step, number=screen.number, steps=screen.steps, title=plan.spec.title,
            unit=plan.dose.unit,
        ),
        sounds=sounds,
        view_faults=sorted(screen.progress.active_faults),
    )  # fmt: skip


def make_watch_screen(
    update: PostureUpdate,
    service: PostureService,
    rules: Rules,
    words: Words,
    *,
    refused: str,
    waits: str,
) -> WatchScreen:
    """Everything the page needs for one look of the service.

    refused: why there is no baseline, "" when none was refused. waits: why nothing is looked at, ""
    while it is.
    """
    view, held, taking = update.view, update.view.holding_back, update.calibrating
    baseline, calibration = service.baseline, None
    if baseline is not None:
        calibration = baseline.calibration
    limits = {} if calibration is None else list_limits(calibration, rules.sensitivity)
    return WatchScreen.build(
        view,
        cue=words(view.cue),
        needs=words(waits or ("" if view.unclear is None else UNCLEAR[view.unclear])),
        since_s=view.t_s - view.since_s,
        break_=view.break_stage,
        stretches=tuple(stretch.id for stretch in service.stretches),
        paused_left_s=_find_paused_left(view),
        holding_back="" if held is None or held in _PLAIN else words(HELD[held]),
        notes=[words.say(note) for note in view.notes],
        signs=_measure_signs(update, rules, calibration),
        calibrating=None
        if taking is None or taking.left_s <= 0.0
        else CalibratingPart(left_s=taking.left_s, of_s=CALIBRATION_S),
        refusal=words(refused),
        baseline=None
        if baseline is None
        else WatchBaseline.build(
            baseline, taken=baseline.taken.isoformat(), view=baseline.calibration.view
        ),
        limits=[LimitPart(why=why, say=words.say(limit)) for why, limit in limits.items()],
        events=_tell_events(update, rules, words),
        problem=service.problem,
        next_look_s=service.sitter.next_look_s,
    )


def _find_paused_left(view: SitView) -> float | None:
    if view.watching is not Watching.PAUSED or view.paused_until_s is None:
        return None
    return max(0.0, view.paused_until_s - view.t_s)


def _measure_signs(
    update: PostureUpdate, rules: Rules, calibration: Calibration | None
) -> dict[Why, float]:
    """How far each reason has gone towards counting: it begins to count at 1."""
    if update.features is None:
        return {}
    strength = score_posture(update.features, calibration, rules.sensitivity).strength
    return {why: share for why, share in strength.items() if not isnan(share)}


def _tell_events(update: PostureUpdate, rules: Rules, words: Words) -> list[WatchEvent]:
    events: list[WatchEvent] = []
    for event in update.events:
        match event:
            case Nudged():
                events.append(WatchEvent(is_="nudge", say=words(CUES[event.why[0]])))
            case BreakDue():
                say = format_break(event.sat_s, rules.break_s, words)
                events.append(WatchEvent(is_="break", say=say))
            case BreakEnded():
                sat_on = event.kind is BreakKind.POSTPONED
                say = words(BREAK_SAT_ON if sat_on else BREAK_TAKEN)
                events.append(WatchEvent(is_="break-over", say=say))
            case CameraMoved():
                events.append(WatchEvent(is_="moved"))
    taken = update.calibrating is not None and update.calibrating.taken is not None
    return [*events, WatchEvent(is_="calibrated")] if taken else events
