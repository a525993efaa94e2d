"""The texts that the monitor shows at a moment, in the person's language."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from formcheck.core.language import Words
from formcheck.core.posture import posture_texts
from formcheck.core.posture.breaks import BreakStage
from formcheck.core.posture.posture_values import PostureState, Unjudgeable
from formcheck.core.posture.rules import AROUND, Suppression, Surroundings
from formcheck.core.posture.sit import Watching
from formcheck.core.posture.sit_view import SitView
from formcheck.output.report.console import CORRECT, GOOD, QUIET
from formcheck.ui.terminal import terminal_texts as say
from formcheck.vision.video.camera import CameraState, CameraStatus

_MINUTE_S, _HOUR_MIN = 60, 60
_OWN = {Suppression.STARTING, Suppression.GAP, Suppression.BASELINE}
"""Reasons from the timing of nudges itself; shown only if a nudge would otherwise be given."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The texts. Equal panels look the same, so an unchanged one need not be redrawn.

    style: of the state: GOOD, CORRECT, or QUIET for neither (nobody there, undecided or not
    watched). why: the reason for the state. cue: what would help; told: a nudge has said so. ask:
    a question or an instruction. facts and keys are shown side by side, notes below each other.
    """

    style: str
    state: str
    why: str = ""
    since: str = ""
    cue: str = ""
    told: bool = False
    ask: str = ""
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """State, cue and question as plain lines, without what changes with time alone."""
        first = f"{self.state}: {self.why}" if self.why else self.state
        rest = (self.cue if self.told else "", self.ask)
        return (first, *(line for line in rest if line))


@dataclass(frozen=True, slots=True)
class PanelContent:
    """Everything that a panel is made from.

    since, paused_until: times of day as text. released: the camera is released for a call. ask: the
    prompt about the baseline; taking: one is being recorded; offered: the prompt can be declined.
    share: upright fraction of today, 0 to 1, None if nothing was judged. stretches: titles for a
    break here; in_window: it is being coached. told: a nudge came during this slouch. notes:
    further notes. keyed: keys can be pressed. muted: None if there is no sound anyway. break_s:
    length of a break.
    """

    view: SitView
    around: Surroundings
    camera: CameraStatus
    since: str
    paused_until: str = ""
    released: bool = False
    ask: str = ""
    taking: bool = False
    offered: bool = False
    share: float | None = None
    stretches: tuple[str, ...] = ()
    in_window: bool = False
    told: bool = False
    notes: tuple[str, ...] = ()
    keyed: bool = True
    muted: bool | None = None
    break_s: float = 60.0


def make_panel(shown: PanelContent, words: Words) -> Panel:
    """Returns the panel for that content."""
    view = shown.view
    style, state, why = _make_headline(shown, view, words)
    watched = _is_watched(view)
    slouched = watched and view.state is PostureState.SLOUCHED
    return Panel(
        style=style,
        state=state,
        why=why,
        since=words(say.SINCE, time=shown.since) if watched else "",
        cue=words(view.cue) if slouched else "",
        told=slouched and shown.told,
        # one prompt at a time: a baseline being recorded, then breaks, then the rest
        ask=(shown.taking and shown.ask) or _ask_break(shown, view, words) or shown.ask,
        facts=tuple(_list_facts(shown, view, words)),
        notes=tuple(_list_notes(shown, view, words)),
        keys=_list_keys(shown, view, words),
    )


def _is_watched(view: SitView) -> bool:
    """Whether posture and sitting time are being watched, outside of a break."""
    return view.watching is Watching.WATCHED and view.break_stage is not BreakStage.RUNNING


def _make_headline(shown: PanelContent, view: SitView, words: Words) -> tuple[str, str, str]:
    """Returns style, state and reason; a pause, break or missing frame precedes the posture."""
    if view.paused_until_s is not None:
        return QUIET, words(say.PAUSED, time=shown.paused_until), words(say.PAUSED_DETAIL)
    if shown.around.locked:
        return QUIET, words(say.LOCKED), words(say.LOCKED_DETAIL)
    if view.break_stage is BreakStage.RUNNING:
        return GOOD, words(say.BREAK), _say_break_left(shown, view, words)
    if shown.camera.state is CameraState.BUSY:
        return QUIET, words(say.NO_PICTURE), words(say.BUSY)
    if shown.released:
        return QUIET, words(say.CALL), words(say.CALL_DETAIL)
    if view.watching is not Watching.WATCHED or view.unclear is Unjudgeable.PICTURE:
        why = words.say(shown.camera.say or posture_texts.UNCLEAR[Unjudgeable.PICTURE])
        return QUIET, words(say.NO_PICTURE), why
    return _name_posture(view, words)


def _name_posture(view: SitView, words: Words) -> tuple[str, str, str]:
    if view.open is None:
        return QUIET, words(say.STARTING), ""
    name = words(view.state)
    name = name[0].upper() + name[1:]
    match view.state:
        case PostureState.UPRIGHT:
            return GOOD, name, ""
        case PostureState.SLOUCHED:
            return CORRECT, name, posture_texts.format_reasons(view.why, words)
        case PostureState.UNSURE if view.unclear is not None:
            return QUIET, name, words(posture_texts.UNCLEAR[view.unclear])
    return QUIET, name, ""


def _say_break_left(shown: PanelContent, view: SitView, words: Words) -> str:
    if shown.in_window:
        return words(say.IN_WINDOW, what=", ".join(shown.stretches))
    left_s = math.ceil(view.break_left_s or 0.0)
    return words(say.BREAK_LEFT, n=left_s) if left_s > 0 else words(say.BREAK_OVER)


def _ask_break(shown: PanelContent, view: SitView, words: Words) -> str:
    what = ", ".join(shown.stretches) if shown.keyed else ""
    if view.break_stage is BreakStage.DUE:
        text = posture_texts.format_break(view.sat_s, shown.break_s, words)
        return f"{text} {words(say.DUE_STRETCH, what=what)}" if what else text
    if view.break_stage is not BreakStage.RUNNING or shown.in_window:
        return ""
    return words(say.MOVE_OR_STRETCH, what=what) if what else words(say.MOVE)


def _list_facts(shown: PanelContent, view: SitView, words: Words) -> Iterator[str]:
    if view.sat_s > 0 and _is_watched(view):
        yield words(say.SAT, time=_say_span(view.sat_s, words))
        if view.break_in_s and view.break_stage in {BreakStage.NONE, BreakStage.SOON}:
            yield words(say.NEXT_BREAK, time=_say_span(view.break_in_s, words))
    if shown.share is not None:
        yield words(say.UPRIGHT_TODAY, n=round(100 * shown.share))


def _list_notes(shown: PanelContent, view: SitView, words: Words) -> Iterator[str]:
    held = view.holding_back
    slouched = view.state is PostureState.SLOUCHED and not shown.told
    if (held in AROUND and not shown.released) or (held in _OWN and slouched):
        yield words(held)
    for note in () if shown.taking else view.notes:
        if note != posture_texts.NO_BASELINE or not shown.ask:  # `ask` already requests one
            yield words.say(note)
    yield from shown.notes


def _list_keys(shown: PanelContent, view: SitView, words: Words) -> tuple[str, ...]:
    if not shown.keyed:
        return (words(say.CTRL_C),)
    running = view.break_stage is BreakStage.RUNNING
    asked = view.break_stage in {BreakStage.DUE, BreakStage.SOON, BreakStage.HELD}
    keys = (
        (say.KEY_CALIBRATE, not running),
        (say.KEY_NOT_NOW, shown.offered and not running),
        (say.KEY_PAUSE if view.paused_until_s is None else say.KEY_RESUME, True),
        (say.KEY_STRETCH, shown.stretches),
        (say.KEY_BREAK, not shown.stretches and not running),
        (say.KEY_LATER, asked),
        (say.KEY_SKIP, asked),
        (say.KEY_END, running),
        (say.KEY_SOUND if shown.muted else say.KEY_MUTE, shown.muted is not None),
        (say.KEY_QUIT, True),
    )
    return tuple(words(key) for key, works in keys if works)


def _say_span(lasts_s: float, words: Words) -> str:
    hours, minutes = divmod(int(lasts_s) // _MINUTE_S, _HOUR_MIN)
    if hours:
        return words(say.HOURS, h=hours, n=minutes)
    return words(say.MINUTES, n=minutes) if minutes else words(say.SHORT)
