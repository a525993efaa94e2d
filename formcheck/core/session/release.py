"""Pressure on a sore spot until it has eased: the person says how strong it is, nobody else can."""

from __future__ import annotations

from dataclasses import replace

from formcheck.core.session import sentences as say
from formcheck.core.session import speech as voice
from formcheck.core.session.asking import Ask, lesson_asks
from formcheck.core.session.state import FlowState

TRIES = 3
"""Asked so often without any easing, the spot is left (stretches.md 37)."""


def is_release(state: FlowState, question_id: str) -> bool:
    """Whether the question is the one that leads a release."""
    ask = _ask(state)
    return ask is not None and ask.question.id == question_id


def due(state: FlowState) -> Ask | None:
    """How strong it is: asked at once, and again after each ask_every_s of pressure."""
    release = state.lesson.dose.release
    if release is None or not state.running:
        return None
    late = state.held_s - state.turn.asked_s >= release.ask_every_s
    return _ask(state) if late else None


def eased(state: FlowState, answer: str) -> FlowState:
    """With the number that the person gave, and what it means said."""
    release = state.lesson.dose.release
    if release is None:
        return state
    numbers = (*state.turn.numbers, int(answer))
    over, text = _verdict(numbers, release.start, release.goal)
    turn = replace(state.turn, numbers=numbers, asked_s=state.held_s, eased=over)
    speech = voice.queue(state.speech, [state.words(text)])
    return replace(state, turn=turn, speech=speech)


def _verdict(numbers: tuple[int, ...], start: tuple[float, float], goal: float) -> tuple[bool, str]:
    """Whether this spot is over, and what to say."""
    last = numbers[-1]
    if last <= goal:
        return True, say.EASED
    if last > start[1]:
        return False, say.EASE_OFF
    if len(numbers) >= TRIES and numbers[-TRIES] - last < 1:
        return True, say.NOT_EASING
    if len(numbers) == 1 and last < start[0]:
        return False, say.SPOT_CLOSER
    return False, say.STAY


def _ask(state: FlowState) -> Ask | None:
    if state.lesson.dose.release is None:
        return None
    return next(iter(lesson_asks(state.lesson, "pain")), None)
