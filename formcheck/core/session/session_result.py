"""The result of a session so far, by stretch, side and round."""

from dataclasses import asdict
from math import inf

from formcheck.core.coach import Round, SideSummary
from formcheck.core.fast_replace import replace
from formcheck.core.session import session_texts as say
from formcheck.core.session.account import SideRecap, write_account
from formcheck.core.session.asking import NO_PAIN, PAIN, list_closing_asks
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.session_values import (
    Answer,
    End,
    SessionResult,
    Stage,
    StretchResult,
)
from formcheck.core.session.state import SessionState
from formcheck.core.stretch import Spec


def make_result(state: SessionState) -> SessionResult:
    """Returns the result of every planned stretch so far, in the session's language."""
    stretches: list[StretchResult] = []
    worked: list[SideRecap] = []
    turned_to = {coaches[0].plan.spec.id: coaches for coaches in _list_begun(state)}
    for spec_id, spec in {step.spec_id: step.plan.spec for step in state.steps}.items():
        coaches = turned_to.get(spec_id, ())
        steps = [step for step in state.steps if step.spec_id == spec_id]
        begun = any(coach.works for coach in coaches)
        # A side is done when the session counted all of it. Its clock tolerates a short lapse: if
        # the person lets go in one, the hold is that much shorter than planned.
        missing = {step.side for step in steps if not state.is_done(step)}
        tried = [_with_rounds(state, side) if begun else side for side in _list_tried(coaches)]
        missing -= {s.side for s in tried if s.rounds and all(one.done for one in s.rounds)}
        sides = {side.side: replace(side, completed=side.side not in missing) for side in tried}
        others = {title: s for (its_id, title), s in state.others.items() if its_id == spec_id}
        first = next(iter(sides), None)
        worked += [
            SideRecap(
                plan,
                sides.get(side),
                side not in missing,
                others=others if side is first else {},
                given_up=sum(step.side is side and step.key in state.given_up for step in steps),
            )
            for side, plan in {step.side: step.plan for step in steps}.items()
        ]
        stretches.append(
            StretchResult(
                spec_id=spec_id,
                title=spec.title,
                sides=tuple(sides.values()),
                planned_s=sum(step.plan.dose.round_s for step in steps),
                completed=not missing,
                planned_reps=sum(step.plan.dose.round_reps for step in steps),
                is_timer=spec.is_timer,
                unit=steps[0].plan.dose.unit,
                planned=sum({step.side: step.plan.dose.planned for step in steps}.values()),
            )
        )
    account = write_account(
        state.words, worked, state.end, len(state.programme.titles), advice=_recall_advice(state)
    )
    return SessionResult(
        **asdict(account),
        end=state.end,
        duration_s=(state.stage_s if state.stage is Stage.DONE else state.now_s) - state.begun_s,
        stretches=tuple(stretches),
        answers=_title_answers(state),
        words=state.words,
    )


def _title_answers(state: SessionState) -> tuple[Answer, ...]:
    """Returns the answers, each about one of several stretches with its title."""
    titles = {step.spec_id: f"{step.plan.spec.title}: " for step in state.steps}
    if len(titles) == 1:
        return state.answers
    begins = (titles.get(given.stretch, "") for given in state.answers)
    return tuple(
        replace(given, text=f"{begin}{given.text.removeprefix(begin)}")
        for begin, given in zip(begins, state.answers, strict=True)
    )


def _with_rounds(state: SessionState, side: SideSummary) -> SideSummary:
    """Returns the summary with a round for each step; a hold belongs to the step it began in.

    In a finished step short holds count too, up to what was planned; in an unfinished one, what
    counted before a pause and with it the current hold. A step that was skipped but held as long as
    planned is done; a spot is not, since it may not have eased. A breath may begin in one hold and
    end in the next. Repetitions beyond the goal of one set do not count for another.
    """
    dose = side.plan.dose
    rounds, reps, since_s = [], 0, -inf
    for step in state.steps:
        if step.spec_id == side.plan.spec.id and step.side is side.side:
            until_s = state.ended.get(step.key, inf)
            own = [hold for hold in side.holds if since_s <= hold.start_s < until_s]
            kept_s = sum(hold.held_s for hold in own if hold.counted)
            longest_s = max((hold.held_s for hold in own), default=0.0) * dose.is_paced
            done = state.is_done(step)
            needed_s = state.credit.get(step.key, 0.0)
            if done:
                needed_s = min(sum(hold.held_s for hold in own), dose.round_s)
            elif needed_s > 0.0 and step == state.step:
                needed_s = state.held_s
            held_s = max(kept_s, needed_s, longest_s)
            held_all = held_s >= dose.enough_s and (dose.takes_seconds or dose.is_paced)
            rounds.append(Round(held_s, done or held_all))
            reps += state.count_reps(step)
            since_s = until_s
    if dose.unit == "release":
        reps = sum(one.done for one in rounds)
    elif not dose.is_movement or all(one.done for one in rounds):
        reps = max(reps, side.reps)
    return replace(side, rounds=tuple(rounds), reps=reps)


def write_pain_advice(state: SessionState) -> str:
    """Writes the advice to a person in pain: to leave out the stretch.

    Of several stretches it names the current one, if pain stopped the session during it.
    """
    if len(state.programme.titles) == 1:
        return state.words(say.PAIN_REPLY)
    over = state.end is not End.PAIN or state.step.key in state.ended
    if over or not any(coach.works for coach in state.coaches.values()):
        return state.words(say.PAIN_REPLY_ONE)
    return state.words(say.PAIN_REPLY_TITLE, title=state.spec.title)


def _recall_advice(state: SessionState) -> str:
    """Returns the advice that was given because of pain; "" if no pain was reported."""
    rating = {given.question: given.answer for given in state.answers}.get(PAIN, "")
    if rating == NO_PAIN or (not rating and state.end is not End.PAIN):
        return ""
    advice = write_pain_advice(state)
    if state.end is End.PAIN:
        return advice
    pain, *_ = list_closing_asks(list_held_specs(state), state.words, advice)
    return pain.replies[rating]


def list_held_specs(state: SessionState) -> tuple[Spec, ...]:
    """Returns the stretches in which something was held or repeated."""
    return tuple(
        coaches[0].plan.spec
        for coaches in _list_begun(state)
        if any(done.holds or done.repetitions for done in (c.summary() for c in coaches))
    )


def _list_begun(state: SessionState) -> tuple[tuple[LiveCoach, ...], ...]:
    return (*state.past, tuple(state.coaches.values()))


def _list_tried(coaches: tuple[LiveCoach, ...]) -> list[SideSummary]:
    """Returns the sides that were tried, in the stretch's order; else the first one announced."""
    summaries = [c.summary() for c in coaches]
    called = [s for c, s in zip(coaches, summaries, strict=True) if c.turns]
    return [s for s in summaries if s.attempts] or called[:1]
