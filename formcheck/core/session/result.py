"""The result of a session so far: a summary of each side, and its account in words."""

from __future__ import annotations

from formcheck.core.coach import SideSummary
from formcheck.core.fast_replace import replace
from formcheck.core.session.account import SideRecap, write_account
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.session_values import SessionResult, Stage, StretchResult
from formcheck.core.session.state import FlowState
from formcheck.core.stretch import Spec


def make_result(state: FlowState) -> SessionResult:
    """The result of the session so far, in the session's language."""
    stretches: list[StretchResult] = []
    worked: list[SideRecap] = []
    for coaches in _list_begun(state):
        spec = coaches[0].plan.spec
        steps = [step for step in state.steps if step.spec_id == spec.id]
        # All that the session counted: its clock forgives a lapse of a moment. When the person lets
        # go just then, the hold that ends is that much shorter than the planned one.
        missing = {step.side for step in steps if step.key not in state.done}
        sides = {
            side.side: replace(side, completed=side.side not in missing)
            for side in _list_tried(coaches)
        }
        worked += [
            SideRecap(plan, sides.get(side), side not in missing, adds_up=True)
            for side, plan in {step.side: step.plan for step in steps}.items()
        ]
        stretches.append(
            StretchResult(
                spec_id=spec.id,
                title=spec.title,
                sides=tuple(sides.values()),
                planned_s=sum(step.plan.dose.round_s for step in steps),
                completed=not missing,
                planned_reps=sum(step.plan.dose.round_reps for step in steps),
            )
        )
    account = write_account(state.words, worked, state.end, len(state.programme.titles))
    return SessionResult(
        account.verdict,
        account.good,
        account.watch,
        account.unjudged,
        end=state.end,
        duration_s=(state.stage_s if state.stage is Stage.DONE else state.now_s) - state.begun_s,
        stretches=tuple(stretches),
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


def _list_tried(coaches: tuple[LiveCoach, ...]) -> list[SideSummary]:
    """Sides that were tried, in the order of the stretch; else the first that was announced."""
    summaries = [c.summary() for c in coaches]
    called = [s for c, s in zip(coaches, summaries, strict=True) if c.turns]
    return [s for s in summaries if s.attempts] or called[:1]
