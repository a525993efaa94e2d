"""What a session came to so far: a summary for each side, and what to say about it."""

from __future__ import annotations

from collections.abc import Iterator

from formcheck.body import Side
from formcheck.coach import FaultSpan, SideSummary
from formcheck.flow import sentences as say
from formcheck.flow.coached import Coached
from formcheck.flow.reasons import reason_words
from formcheck.flow.state import FlowState, key_of
from formcheck.flow.values import End, Lesson, LessonResult, SessionResult, Stage
from formcheck.flow.words import Words
from formcheck.spec import Plan

UNSEEN_S = 3.0
"""What was hidden for less is not worth a word. Chosen here."""
AT_ONCE_S = 8.0
"""A fault that was over this soon after it was told was put right after the first cue."""
FEW = 6
"""At most this many sentences of each kind. Chosen here: what a person reads."""


def result_of(state: FlowState) -> SessionResult:
    """What the session came to so far, in the session's language."""
    lessons = tuple(_lesson_result(state, lesson, c) for lesson, c in _begun(state))
    good: list[str] = []
    watch: list[str] = []
    for result in lessons:
        for summary, plan in zip(result.sides, result.plans, strict=True):
            name = _name(state.words, plan, alone=len(lessons) == 1)
            steps = [
                step
                for step in state.steps
                if step.plan.spec_id == plan.spec_id and step.side is summary.side
            ]
            goal_s = sum(step.plan.hold_s for step in steps)
            done = all(key_of(step) in state.done for step in steps)
            good += _good(state.words, name, summary, goal_s if done else None)
            watch += _watch(state.words, name, summary, plan, None if done else goal_s)
        watch += _not_begun(state, result, alone=len(lessons) == 1)
    if state.end is End.PAIN:
        good, watch = [], [state.words(say.PAIN_REPLY), *watch]
    return SessionResult(
        end=state.end,
        duration_s=(state.stage_s if state.stage is Stage.DONE else state.now_s) - state.begun_s,
        lessons=lessons,
        answers=state.answers,
        good=tuple(good[:FEW]),
        watch=tuple(watch[:FEW]),
    )


def anything_held(state: FlowState) -> bool:
    """Whether there was any hold."""
    return bool(held_lessons(state))


def held_lessons(state: FlowState) -> tuple[Lesson, ...]:
    """The lessons in which something was held."""
    return tuple(
        lesson for lesson, coaches in _begun(state) if any(c.summary().holds for c in coaches)
    )


def _begun(state: FlowState) -> Iterator[tuple[Lesson, tuple[Coached, ...]]]:
    for coaches in (*state.past, tuple(state.coaches.values())):
        yield state.programme.lesson(coaches[0].plan.spec_id), coaches


def _lesson_result(state: FlowState, lesson: Lesson, coaches: tuple[Coached, ...]) -> LessonResult:
    """Sides that were tried, in the order of the stretch; the announced one if none was."""
    summaries = [(c, c.summary()) for c in coaches]
    tried = [(c, s) for c, s in summaries if s.attempts] or _called(summaries)
    steps = [s for s in state.steps if s.plan.spec_id == lesson.spec_id]
    return LessonResult(
        spec_id=lesson.spec_id,
        title=lesson.title,
        sides=tuple(s for _, s in tried),
        plans=tuple(c.plan for c, _ in tried),
        planned_s=sum(step.plan.hold_s for step in steps),
        completed=all(key_of(step) in state.done for step in steps),
    )


def _called(
    summaries: list[tuple[Coached, SideSummary]],
) -> list[tuple[Coached, SideSummary]]:
    """The first of them whose turn it was, alone; none when no turn came."""
    called = [pair for pair in summaries if pair[0].turns or pair[0].turn_s is not None]
    return called[:1]


def _name(words: Words, plan: Plan, *, alone: bool) -> str:
    """What a sentence is about; with one stretch alone its title goes without saying."""
    if plan.side is Side.BOTH:
        return plan.title
    if alone:
        return words(say.LEFT_SIDE if plan.side is Side.LEFT else say.RIGHT_SIDE)
    return words.sided(say.NAME_SIDE, plan.side, title=plan.title)


def _good(words: Words, name: str, summary: SideSummary, goal_s: float | None) -> Iterator[str]:
    """goal_s is what was planned and done; None when it was not done."""
    if goal_s is not None:
        yield words(say.HELD_ALL, name=name, n=int(summary.hold_s), of=round(goal_s))
    if summary.holds and not summary.faults:
        yield words(say.NO_FAULT, name=name)
    for fault_id in dict.fromkeys(f.id for f in summary.faults):
        spans = [f for f in summary.faults if f.id == fault_id]
        if len(spans) == 1 and summary.holds and _put_right(spans[0], summary):
            yield words(say.PUT_RIGHT, name=name, cue=spans[0].cue)


def _put_right(span: FaultSpan, summary: SideSummary) -> bool:
    """Whether it was over soon after it was told, and the hold went on."""
    soon = span.end_s - span.told_s <= AT_ONCE_S
    return soon and any(hold.end_s > span.end_s + 1.0 for hold in summary.holds)


def _watch(
    words: Words, name: str, summary: SideSummary, plan: Plan, goal_s: float | None
) -> Iterator[str]:
    """goal_s is what was planned and not reached; None when it was.

    Holds too short to count do not add up; of them the longest is told.
    """
    if goal_s is not None:
        kept_s = sum(hold.held_s for hold in summary.holds if hold.kept)
        longest_s = max((hold.held_s for hold in summary.holds), default=0.0)
        yield words(say.HELD_PART, name=name, n=int(max(kept_s, longest_s)), of=round(goal_s))
    if summary.wrong_view:
        yield words(say.WRONG_VIEW, name=name, say=plan.view_say)
    lasted: dict[str, float] = {}
    for span in summary.faults:
        lasted[span.id] = lasted.get(span.id, 0.0) + span.end_s - span.start_s
    for fault_id, fault_s in sorted(lasted.items(), key=lambda item: -item[1]):
        rule = plan.fault(fault_id)
        n = max(1, round(fault_s))
        yield words(say.FAULT_TIME, name=name, fault=rule.title, n=n, cue=rule.cue)
    if summary.neutral_assumed and summary.attempts:
        yield words(say.NEUTRAL_ASSUMED, name=name)
    hidden: dict[str, float] = {}
    for unseen in summary.unseen:
        hidden[unseen.what] = hidden.get(unseen.what, 0.0) + unseen.end_s - unseen.start_s
    for what, hidden_s in sorted(hidden.items(), key=lambda item: -item[1]):
        if hidden_s >= UNSEEN_S:
            text = reason_words(what, words)
            yield words(say.UNSEEN_TIME, name=name, what=text, n=round(hidden_s))


def _not_begun(state: FlowState, result: LessonResult, *, alone: bool) -> Iterator[str]:
    begun = {summary.side for summary in result.sides}
    plans = {s.side: s.plan for s in state.steps if s.plan.spec_id == result.spec_id}
    for side, plan in plans.items():
        if side not in begun:
            yield state.words(say.NOT_BEGUN, name=_name(state.words, plan, alone=alone))
