"""What the sitting page is told after a look: plain values and sentences in its language."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

from formcheck.core.posture.breaks import BreakDue, BreakEnded, BreakKind
from formcheck.core.posture.calibration import CALIBRATION_S, limits
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.rules import Held, Rules
from formcheck.core.posture.scores import score_posture
from formcheck.core.posture.sentences import (
    BREAK_SAT_ON,
    BREAK_TAKEN,
    CUES,
    HELD,
    NUDGE,
    UNCLEAR,
    break_text,
)
from formcheck.core.posture.sit_events import CameraMoved, Watching
from formcheck.core.posture.sit_view import SitView
from formcheck.core.session.words import Words
from formcheck.engine.posture_service import KeptBaseline
from formcheck.engine.sitter import Sat

_PLAIN = frozenset({Held.PAUSED, Held.AWAY, Held.UNSURE, Held.NO_PICTURE, Held.BREAK})
"""Reasons that the page shows large anyway."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What goes with a look.

    stretches: those that the next break offers. refused: why there is no baseline, "" when none
    was refused. waits: why nothing is looked at, "" while it is. problem: why nothing can be kept,
    "" while it can. next_look_s: when to look again.
    """

    stretches: tuple[str, ...]
    refused: str
    waits: str
    problem: str
    next_look_s: float


def sitting_part(
    sat: Sat, rules: Rules, baseline: KeptBaseline | None, aside: Aside, words: Words
) -> dict[str, Any]:
    """All that the page needs of one look."""
    view = sat.view
    return {
        "is": "screen",
        "state": view.state.value,
        "watching": view.watching.value,
        "level": int(view.level),
        "why": [why.value for why in view.why],
        "cue": words(view.cue) if view.cue else "",
        "needs": words(aside.waits or _needs(view)),
        "since_s": round(view.t_s - view.since_s, 1),
        "sat_s": round(view.sat_s, 1),
        "break": view.break_stage.value,
        "break_in_s": _rounded(view.break_in_s),
        "break_left_s": _rounded(view.break_left_s),
        "stretches": list(aside.stretches),
        "paused_left_s": _rounded(_paused_left_s(view)),
        "holding_back": _holding_back(view, words),
        "notes": [note.said(words) for note in view.notes],
        "signs": _signs(sat, rules, baseline),
        "calibrating": _calibrating(sat),
        "refusal": words(aside.refused) if aside.refused else "",
        "baseline": _baseline(baseline),
        "limits": _limits(rules, baseline, words),
        "events": _events(sat, rules, words),
        "problem": aside.problem,
        "next_look_s": round(aside.next_look_s, 3),
    }


def _needs(view: SitView) -> str:
    return "" if view.unclear is None else UNCLEAR[view.unclear]


def _paused_left_s(view: SitView) -> float | None:
    if view.watching is not Watching.PAUSED or view.paused_until_s is None:
        return None
    return max(0.0, view.paused_until_s - view.t_s)


def _holding_back(view: SitView, words: Words) -> str:
    held = view.holding_back
    return "" if held is None or held in _PLAIN else words(HELD[held])


def _signs(sat: Sat, rules: Rules, baseline: KeptBaseline | None) -> dict[str, float]:
    """How far each reason is on the way to counting: 1 is where it begins to."""
    if sat.features is None:
        return {}
    calibration = None if baseline is None else baseline.calibration
    strength = score_posture(sat.features, calibration, rules.sensitivity).strength
    return {why.value: round(share, 2) for why, share in strength.items() if not isnan(share)}


def _calibrating(sat: Sat) -> dict[str, Any] | None:
    taking = sat.calibrating
    if taking is None or taking.left_s <= 0.0:
        return None
    return {"left_s": round(taking.left_s, 2), "of_s": CALIBRATION_S}


def _baseline(baseline: KeptBaseline | None) -> dict[str, Any] | None:
    if baseline is None:
        return None
    return {
        "profile": baseline.profile,
        "taken": baseline.taken.isoformat(),
        "view": baseline.calibration.view.value,
    }


def _limits(rules: Rules, baseline: KeptBaseline | None, words: Words) -> list[dict[str, str]]:
    if baseline is None:
        return []
    return [
        {"why": limit.why.value, "say": words(limit.sentence, n=limit.n)}
        for limit in limits(baseline.calibration, rules.sensitivity)
    ]


def _events(sat: Sat, rules: Rules, words: Words) -> list[dict[str, Any]]:
    """What just happened that is heard, or shown for a moment."""
    told: list[dict[str, Any]] = []
    for event in sat.events:
        match event:
            case Nudged():
                worst = event.why[0]
                told.append({"is": "nudge", "say": words(CUES[worst]), "more": words(NUDGE[worst])})
            case BreakDue():
                say = break_text(event.sat_s, rules.break_s, words)
                told.append({"is": "break", "say": say, "more": ""})
            case BreakEnded():
                sat_on = event.kind is BreakKind.POSTPONED
                say = words(BREAK_SAT_ON if sat_on else BREAK_TAKEN)
                told.append({"is": "break-over", "kind": event.kind.value, "say": say})
            case CameraMoved():
                told.append({"is": "moved"})
            case _:
                pass
    taken = sat.calibrating is not None and sat.calibrating.taken is not None
    return [*told, {"is": "calibrated"}] if taken else told


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
