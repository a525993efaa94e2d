"""The result of a session so far: a summary of each side, and its account in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from formcheck.core.body import Side
from formcheck.core.fast_replace import replace
from formcheck.core.session.account import SideRecap, write_account
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.session_values import SessionResult, Stage, Step, StretchResult
from formcheck.core.session.state import FlowState
from formcheck.core.stretch import Spec


def make_result(state: FlowState) -> SessionResult:
    """The result of the session so far, in the session's language."""
    stretches = tuple(_make_stretch_result(state, coaches) for coaches in _list_begun(state))
    worked = [one for result in stretches for one in _list_worked(state, result)]
    account = write_account(state.words, worked, state.end, len(state.programme.titles))
    return SessionResult(
        account.verdict,
        account.good,
        account.watch,
        account.unjudged,
        end=state.end,
        duration_s=(state.stage_s if state.stage is Stage.DONE else state.now_s) - state.begun_s,
        stretches=stretches,
        answers=state.answers,
        words=state.words,
    )


def list_held_specs(state: FlowState) -> tuple[Spec, ...]:
    """The stretches in which something was held or repeated."""
    return tuple(
        coaches[0].plan.spec
        for coaches in _list_begun(state)
        if any(done.holds or done.repetitions for done in (c.summary() for c in coaches))
    )


def _list_begun(state: FlowState) -> tuple[tuple[LiveCoach, ...], ...]:
    return (*state.past, tuple(state.coaches.values()))


def _make_stretch_result(state: FlowState, coaches: tuple[LiveCoach, ...]) -> StretchResult:
    """Sides that were tried, in the order of the stretch; else the first that was announced."""
    spec = coaches[0].plan.spec
    summaries = [(c, c.summary()) for c in coaches]
    called = [s for c, s in summaries if c.turns or c.turn_s is not None]
    tried = [s for _, s in summaries if s.attempts] or called[:1]
    steps = [step for step in state.steps if step.spec_id == spec.id]
    return StretchResult(
        spec_id=spec.id,
        title=spec.title,
        sides=tuple(replace(s, completed=_is_side_done(state, steps, s.side)) for s in tried),
        planned_s=sum(step.plan.dose.round_s for step in steps),
        completed=all(step.key in state.done for step in steps),
        planned_reps=sum(step.plan.dose.round_reps for step in steps),
    )


def _list_worked(state: FlowState, result: StretchResult) -> Iterator[SideRecap]:
    """Each side that was planned, begun or not."""
    steps = [step for step in state.steps if step.spec_id == result.spec_id]
    begun = {summary.side: summary for summary in result.sides}
    for side, plan in {step.side: step.plan for step in steps}.items():
        done = _is_side_done(state, steps, side)
        yield SideRecap(plan, begun.get(side), done, adds_up=True)


def _is_side_done(state: FlowState, steps: Iterable[Step], side: Side) -> bool:
    """Whether the session counted all that these steps wanted of that side.

    Its clock forgives a lapse of a moment. When the person lets go just then, the hold that ends
    is that much shorter than the planned one.
    """
    return all(step.key in state.done for step in steps if step.side is side)
