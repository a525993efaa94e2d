"""What is shown of the watch after a look."""

from __future__ import annotations

from formcheck.core.posture import breaks as rest
from formcheck.core.posture import sentences as say
from formcheck.core.posture.judge import blind_to
from formcheck.core.posture.nudge import nudge_in_s, own_reason
from formcheck.core.posture.rules import Held, Rules
from formcheck.core.posture.sentences import Note
from formcheck.core.posture.values import Level, Segment, State
from formcheck.core.posture.watch import SitProgress, SitView, Watching


def sit_view(rules: Rules, progress: SitProgress) -> SitView:
    """What is to be shown after the last look."""
    posture, breaks = progress.posture, progress.breaks
    state, why = progress.state_now
    since_s = progress.watching_s if posture is None else posture.since_s
    known = posture is not None or progress.watching is Watching.OUT
    stage = rest.stage_of(rules, breaks)
    left_s = None
    if breaks.begun_s is not None:
        left_s = max(0.0, breaks.begun_s + rules.break_s - progress.now_s)
    return SitView(
        t_s=progress.now_s,
        watching=progress.watching,
        state=state,
        why=why,
        cue=say.CUES[why[0]] if why else "",
        level=Level.OK if posture is None else posture.level,
        since_s=since_s,
        unclear=None if posture is None else posture.unclear,
        open=Segment(since_s, progress.now_s, state, why) if known else None,
        posture=posture,
        sat_s=breaks.sat_s,
        break_stage=stage,
        break_in_s=rest.due_in_s(rules, breaks),
        break_left_s=left_s,
        paused_until_s=progress.paused_until_s,
        holding_back=_holding_back(rules, progress),
        nudge_in_s=_nudge_in_s(rules, progress),
        notes=_notes(progress),
    )


def _holding_back(rules: Rules, progress: SitProgress) -> Held | None:
    kept = progress.kept_back
    posture, here_s = progress.posture, progress.here_s
    if kept is not None:
        return kept
    if posture is None:
        return Held.STARTING
    if posture.state is State.AWAY:
        return Held.AWAY
    if posture.state is State.UNSURE:
        return Held.UNSURE
    if posture.state is State.UPRIGHT or here_s is None:
        return None
    return own_reason(rules, progress.nudges, posture, here_s)


def _nudge_in_s(rules: Rules, progress: SitProgress) -> float | None:
    if progress.posture is None or progress.here_s is None:
        return None
    return nudge_in_s(rules, progress.posture, progress.here_s)


def _notes(progress: SitProgress) -> tuple[Note, ...]:
    """What to know about the watch: what it is blind to, and what would mend it."""
    calibration, view = progress.calibration, progress.view
    notes: list[Note] = []
    if progress.moved:
        notes.append(Note(say.CAMERA_MOVED))
    if calibration is None:
        notes.append(Note(say.NO_BASELINE))
    if view is not None and (blind := blind_to(view, calibration)):
        notes.append(Note(say.BLIND_TO, tuple(say.WHYS[why] for why in blind)))
    return tuple(notes)
