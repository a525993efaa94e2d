"""Which side's turn it is, which side is really working, and what is said before a step."""

from formcheck.core.coach import HoldStatus
from formcheck.core.fast_replace import replace
from formcheck.core.session import cue_queue as cues
from formcheck.core.session import session_texts as say
from formcheck.core.session.exercise import MIRROR_S, RIVAL_S, choose_exercise
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.programme import take_turns
from formcheck.core.session.screen_values import Tone
from formcheck.core.session.session_values import Stage
from formcheck.core.session.state import SessionState


def watch_sides(state: SessionState) -> SessionState:
    """Makes the attempt of the working side count, and swaps the sides when the other one works."""
    coach, other_coach = state.coach, state.other_coach
    if coach.plan.spec.dose.alternate:
        return state.with_coaches(*(c.count() for c in state.coaches.values() if not c.counts))
    if other_coach is not None:
        lead_s = choose_exercise(coach.plan).rate_lead(state, other_coach)
        state = state.with_step(lead_s=lead_s)
        if lead_s >= RIVAL_S and state.stage is not Stage.LET_GO:  # in LET_GO this side is done
            return _switch_to_other(state, other_coach)
    if coach.in_position and not coach.counts:
        return state.with_coaches(coach.count())
    return state


def _switch_to_other(state: SessionState, other_coach: LiveCoach) -> SessionState:
    """Makes the other side's attempt count; if that side is still to be done, it comes now."""
    state = state.with_coaches(state.coach.count(counts=False), other_coach.count())
    if not has_other(state):
        return state
    state = swap_sides(state).drop_lines()
    if state.progress.hold.clock is HoldStatus.RUNNING:
        state = state.play_tone(Tone.START)
    text = state.words.sided(say.SIDE_THEN, state.step.side)
    return state.begin_step().close_old_attempt().tell(text)


def has_other(state: SessionState) -> bool:
    """Whether a later step of this stretch is for the other side."""
    now, rest = state.step, state.steps[state.index + 1 :]
    return any(s.spec_id == now.spec_id and s.side is not now.side for s in rest)


def swap_sides(state: SessionState) -> SessionState:
    """Puts the other side next, then alternates; the other side must have a step left."""
    now = state.step
    done, rest = state.steps[: state.index], state.steps[state.index :]
    here = [s for s in rest if s.spec_id == now.spec_id]
    later = [s for s in rest if s.spec_id != now.spec_id]
    steps = (*done, *take_turns(here, now.side.other), *later)
    return call_side(replace(state, steps=steps))


def call_side(state: SessionState) -> SessionState:
    """Gives the turn to the current step's side and ends the other side's turn."""
    coaches = state.coaches.values()
    return state.with_coaches(*(c.note_turn(state.now_s, its=c is state.coach) for c in coaches))


def prepare_coach(state: SessionState) -> SessionState:
    """Prepares the coach of the side whose turn it now is.

    An attempt already begun counts from its start. One that only mirrored the other side's attempt
    begins again, and so does a wrong view if no attempt is under way.
    """
    coach, other_coach = state.coach, state.other_coach
    if other_coach is None:
        return state
    until_s = state.now_s if other_coach.attempting else other_coach.attempt_end_s
    mirrored = not coach.counts and until_s - coach.position_s > MIRROR_S
    turned = not coach.attempting and coach.progress.view_ok is False
    return state.with_coaches(coach.resume()) if mirrored or turned else state


def tell_opening(state: SessionState) -> SessionState:
    """Announces what the set-up is for: the stretch, its side, and where to be.

    In a break at the desk the person is already seated: only the stretch, unless they should turn.
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
    """Announces where to be in the set-up of the current side."""
    return state.with_step(placed=True).tell(*state.spec.setup[:1], guide=True)


def list_guides(state: SessionState) -> tuple[str, ...]:
    """Returns the instructions for the step: all the first time, the short one in later sets.

    They include where to be if the set-up did not say so for this side and the sides differ in it.
    """
    short, how = (state.step.plan.phases[0].say,), state.spec.setup[1:]
    if state.step.set_number > 1:
        return short
    other = state.other_coach
    alike = other is None or other.plan.spec.setup[:1] == state.spec.setup[:1]
    place = () if alike or state.step_state.placed else state.spec.setup[:1]
    return (*place, *(how or short))


def explain_rest(state: SessionState) -> str:
    """Returns what comes after the rest: the other side, or the same once more."""
    before = state.steps[state.index - 1]
    if state.spec.dose.alternate or state.step.side is before.side:
        return state.words(say.REST_SPOT if state.spec.dose.release else say.REST_AGAIN)
    return state.words.sided(say.REST_NEXT, state.step.side)
