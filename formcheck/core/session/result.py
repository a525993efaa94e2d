"""The result of a session so far: a summary of each side, and its account in words."""

from __future__ import annotations

from collections.abc import Iterator

from formcheck.core.session.account import SideRecap, write_account
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.session_values import (
    SessionResult,
    SessionStretch,
    Stage,
    StretchResult,
)
from formcheck.core.session.state import FlowState, make_key


def make_result(state: FlowState) -> SessionResult:
    """The result of the session so far, in the session's language."""
    stretches = tuple(_make_stretch_result(state, stretch, c) for stretch, c in _list_begun(state))
    worked = [one for result in stretches for one in _list_worked(state, result)]
    account = write_account(state.words, worked, state.end, len(state.programme.stretches))
    return SessionResult(
        end=state.end,
        duration_s=(state.stage_s if state.stage is Stage.DONE else state.now_s) - state.begun_s,
        stretches=stretches,
        answers=state.answers,
        good=account.good,
        watch=account.watch,
        verdict=account.verdict,
        unjudged=account.unjudged,
        words=state.words,
    )


def list_held_stretches(state: FlowState) -> tuple[SessionStretch, ...]:
    """The stretches in which something was held or repeated."""
    return tuple(
        stretch
        for stretch, coaches in _list_begun(state)
        if any(done.holds or done.repetitions for done in (c.summary() for c in coaches))
    )


def _list_begun(state: FlowState) -> Iterator[tuple[SessionStretch, tuple[LiveCoach, ...]]]:
    for coaches in (*state.past, tuple(state.coaches.values())):
        yield state.programme.find_stretch(coaches[0].plan), coaches


def _make_stretch_result(
    state: FlowState, stretch: SessionStretch, coaches: tuple[LiveCoach, ...]
) -> StretchResult:
    """Sides that were attempted, in the order of the stretch; else the first that was announced."""
    summaries = [(c, c.summary()) for c in coaches]
    called = [(c, s) for c, s in summaries if c.turns or c.turn_s is not None]
    tried = [(c, s) for c, s in summaries if s.attempts] or called[:1]
    steps = [s for s in state.steps if s.plan.spec.id == stretch.spec.id]
    return StretchResult(
        spec_id=stretch.spec.id,
        title=stretch.spec.title,
        sides=tuple(s for _, s in tried),
        plans=tuple(c.plan for c, _ in tried),
        planned_s=sum(step.plan.dose.round_s for step in steps),
        completed=all(make_key(step) in state.done for step in steps),
        planned_reps=sum(step.plan.dose.round_reps for step in steps),
    )


def _list_worked(state: FlowState, result: StretchResult) -> Iterator[SideRecap]:
    """Each side that was planned, begun or not."""
    steps = [step for step in state.steps if step.plan.spec.id == result.spec_id]
    begun = {summary.side: summary for summary in result.sides}
    for side, plan in {step.side: step.plan for step in steps}.items():
        done = all(make_key(step) in state.done for step in steps if step.side is side)
        yield SideRecap(plan, begun.get(side), done, adds_up=True)
