"""What is said before a step: what comes next, where to be, and how it is done."""

from __future__ import annotations

from formcheck.core.fast_replace import replace
from formcheck.core.session import cue_queue as cues
from formcheck.core.session import session_texts as say
from formcheck.core.session.sides import has_other
from formcheck.core.session.state import SessionState


def tell_opening(state: SessionState) -> SessionState:
    """Tell what the set-up is for: the stretch, its side, and where to be.

    In a break, where they sit already, it is only the stretch, unless they are to turn.
    """
    step, words = state.step, state.words
    title = words(say.NEXT_TITLE if state.index else say.TITLE, title=step.plan.spec.title)
    if state.programme.is_break and state.spec.view.camera != "side":
        return replace(state, speech=cues.drop_text(state.speech, title)).tell(title)
    side = say.SIDE_FIRST if has_other(state) else say.ONLY_SIDE
    one_sided = step.side.other is not step.side
    side_text = words.sided(side, step.side) if one_sided else ""
    turns = words(say.IN_TURN) if len(state.together) > 1 else side_text
    return tell_place(state.tell(title, turns, guide=True))


def tell_place(state: SessionState) -> SessionState:
    """Tell where to be in the set-up of the present side."""
    return state.with_step(placed=True).tell(*state.spec.setup[:1], guide=True)


def list_guides(state: SessionState) -> tuple[str, ...]:
    """The sentences on how the step is done: all of them the first time, the short one later.

    Where to be is one of them for a side of which the set-up told nothing, unless both are alike.
    """
    short, how = (state.step.plan.phases[0].say,), state.spec.setup[1:]
    if state.step.set_number > 1:
        return short
    other = state.other_coach
    alike = other is None or other.plan.spec.setup[:1] == state.spec.setup[:1]
    place = () if alike or state.step_state.placed else state.spec.setup[:1]
    return (*place, *(how or short))


def explain_rest(state: SessionState) -> str:
    """What comes after the rest: the other side, or the same once more."""
    before = state.steps[state.index - 1]
    if state.spec.dose.alternate or state.step.side is before.side:
        return state.words(say.REST_SPOT if state.spec.dose.release else say.REST_AGAIN)
    return state.words.sided(say.REST_NEXT, state.step.side)
