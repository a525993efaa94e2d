"""The result of a session or video in words: a verdict, what was good, what was not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeVar

from formcheck.core.body import Side
from formcheck.core.coach import FaultSpan, Hold, SideSummary
from formcheck.core.kinematics import Cause
from formcheck.core.language import Number, Words, format_clock
from formcheck.core.session import session_texts as say
from formcheck.core.session.measure_names import describe_measure
from formcheck.core.session.reasons import describe_reason, find_place
from formcheck.core.session.session_values import End, Recap
from formcheck.core.stretch import Plan, whole_seconds

UNSEEN_S = 3.0
"""Something hidden for less than this is not mentioned. Chosen for formcheck."""
AT_ONCE_S = 8.0
"""A fault that was over this soon after it was reported was corrected after the first cue."""
FEW = 6
"""At most this many sentences of each kind. Chosen for formcheck: as many as a person reads."""
_FEW_PARTS = 3
"""At most this many hidden parts in one sentence. Chosen for formcheck."""

_What = TypeVar("_What")


@dataclass(frozen=True, slots=True)
class SideRecap:
    """The result of one side. done: whether everything planned for it was done.

    summary is None for a side whose turn never came. others: seconds by title of other stretches
    that it looked like. given_up: how many spots were given up because they did not ease.
    """

    plan: Plan
    summary: SideSummary | None
    done: bool
    others: Mapping[str, float] = field(default_factory=dict)
    given_up: int = 0

    @classmethod
    def of_summary(cls, summary: SideSummary) -> Self:
        """Returns the recap of a side, done or not according to its summary."""
        return cls(summary.plan, summary, summary.completed)

    @property
    def tried(self) -> bool:
        """Whether the person came to rest in the position."""
        done = self.summary
        return done is not None and bool(done.attempts or done.holds or done.repetitions)

    @property
    def count(self) -> float:
        """The amount to report, in the unit of ``Dose.planned``."""
        reps, breaths = (self.summary.reps, self.summary.breaths) if self.summary else (0, 0)
        return self.plan.dose.count_done(self.held_s, reps, breaths)

    def write_count(self, words: Words) -> str:
        """Writes the count in the language of ``words``."""
        return words.say(Number(f"{self.count:g}"))

    @property
    def _holds(self) -> tuple[Hold, ...]:
        return self.summary.holds if self.summary else ()

    @property
    def counting_holds(self) -> tuple[Hold, ...]:
        """Holds long enough to count; all holds if the side is done only with the short ones."""
        kept = tuple(hold for hold in self._holds if hold.counted)
        needs_all = self.done and sum(hold.held_s for hold in kept) < self.plan.dose.planned_s
        return self._holds if needs_all else kept

    @property
    def told_holds(self) -> tuple[Hold, ...]:
        """The holds whose seconds are reported: those that count, at most as many as planned.

        If the side is done, they are all the holds that count; if none counts, the longest hold. A
        pacer counts breaths, so none of its holds is too short.
        """
        kept = self._holds if self.plan.dose.is_paced else self.counting_holds
        if self.done:
            return kept
        best = sorted(kept or self._holds, key=lambda hold: -hold.held_s)
        return tuple(best[: self.plan.dose.rounds if kept else 1])

    @property
    def too_short(self) -> bool:
        """Whether the longest hold was too short to count, and what counts is shorter still.

        A hold that a halt interrupted counts however short. Then the longest hold is reported.
        """
        rounds = self.summary.rounds if self.summary else ()
        longest_s = max((hold.held_s for hold in self._holds), default=0.0)
        counts = self.done or self.counting_holds or sum(one.held_s for one in rounds) >= longest_s
        return bool(self._holds) and self.plan.dose.takes_seconds and not counts

    @property
    def held_s(self) -> float:
        """Seconds to report: those that count; once the side is done, also those beyond the plan.

        Holds too short to count are not added up: the longest is reported. On a side that is done,
        they count as far as the plan needed them, after an interruption. Seconds on a spot that
        was given up do not count.
        """
        if self.summary is None:
            return 0.0
        dose, told_s = self.plan.dose, [hold.held_s for hold in self.told_holds]
        if self.done:
            return max(sum(told_s), min(self.summary.held_s, dose.planned_s))
        rounds = self.summary.rounds
        rounds_s = [one.held_s for one in rounds if one.done or dose.unit != "release"]
        if rounds:
            told_s = rounds_s if any(rounds_s) and not self.too_short else told_s[:1]
        return sum(dose.cut_best(told_s))


def write_account(
    words: Words, worked: Sequence[SideRecap], end: End, stretches: int = 1, *, advice: str = ""
) -> Recap:
    """Writes the account of these sides in the language of ``words``, which their plans use too.

    The summaries hold reasons in English, from which remedies are looked up. stretches: how many
    were planned, done or not. After pain nothing is praised; advice: what the person was advised
    because of pain.
    """
    alone = len({one.plan.spec.id for one in worked}) <= 1
    good: list[str] = []
    watch: list[str] = []
    unjudged: list[str] = []
    tried = {one.plan.spec.id for one in worked if one.tried}
    left_out = {one.plan.spec.title: one for one in worked if one.plan.spec.id not in tried}
    for one in sorted(worked, key=lambda one: not one.tried):
        name = _name(words, one.plan, alone=alone)
        if not one.done and end is not End.PAIN:
            if stretches > 1 and not one.tried and one.plan.spec.id in tried:
                watch.append(words(say.NOT_BEGUN, name=name))
            watch += _list_missing(words, name, one, stretches)
        if one.summary is not None:
            good += _list_good(words, name, one, one.summary)
            watch += _list_faults(words, name, one.summary)
            watch += _list_closest(words, name, one.summary)
            unjudged += _list_unjudged(words, name, one.summary)
            unjudged += _list_untold(words, name, one.summary)
    good = [] if end is End.PAIN else good
    watch = [advice, *watch] if advice else watch
    if left_out and stretches > 1 and end is not End.PAIN:
        watch.insert(FEW - 1, words(say.NOT_BEGUN, name=", ".join(left_out)))
    kept = (tuple(texts[:FEW]) for texts in (good, watch, unjudged))
    return Recap(_say_verdict(words, worked, end, stretches), *kept)


def write_video_account(words: Words, sides: Sequence[SideSummary], *, timed: bool = True) -> Recap:
    """Writes the account of a video, each side against its dose; untimed, it can't be judged."""
    if not timed:
        return Recap(words(say.NOT_TIMED), (), (), ())
    worked = [SideRecap.of_summary(side) for side in sides]
    return write_account(words, worked, End.COMPLETED)


def _name(words: Words, plan: Plan, *, alone: bool) -> str:
    """Returns the subject of a sentence; a single stretch need not be named."""
    if plan.side is Side.BOTH:
        return plan.spec.title
    if alone:
        return words(say.SIDES[plan.side])
    return words.sided(say.NAME_SIDE, plan.side, title=plan.spec.title)


def _say_verdict(words: Words, worked: Sequence[SideRecap], end: End, stretches: int) -> str:
    if end is End.PAIN:
        return words(say.ENDED_HURT)
    begun = [one.summary for one in worked if one.summary is not None]
    if not any(summary.holds or summary.reps for summary in begun):
        if begun and all(summary.wrong_view for summary in begun):
            return words(say.NOTHING_COUNTED)
        if not any(one.tried for one in worked):
            texts = say.NOTHING_HELD
            return _say(words, worked[0], texts) if worked else words(texts["hold"])
        texts = say.NOTHING_GOOD
        if worked[0].plan.spec.is_timer:
            texts = texts | {"hold": say.NEVER_IN_POSITION}
        return _with_faults(words, _say(words, worked[0], texts), worked)
    if stretches > 1:
        begun_ids = {one.plan.spec.id for one in worked}
        n = len(begun_ids - {one.plan.spec.id for one in worked if not one.done})
        if n < stretches:
            return words(say.STRETCHES_PART if n else say.STRETCHES_NONE, n=n, of=stretches)
        return _with_faults(words, words(say.STRETCHES_HELD), worked)
    if all(one.done for one in worked):
        texts = say.HELD if worked[0].plan.side is Side.BOTH else say.SIDE_HELD
        texts = say.BOTH_HELD if len(worked) > 1 else texts
        return _with_faults(words, _say(words, worked[0], texts), worked)
    return _say_part_held(words, worked)


def _with_faults(words: Words, held: str, worked: Sequence[SideRecap]) -> str:
    """Returns what was held, as a sentence with the number of different faults."""
    kinds = {
        (one.plan.spec.id, fault.id)
        for one in worked
        if one.summary is not None
        for fault in one.summary.faults
    }
    if not kinds:
        return words(say.NO_THING, held=held)
    return words(say.ONE_THING if len(kinds) == 1 else say.THINGS, held=held, n=len(kinds))


def _say_part_held(words: Words, worked: Sequence[SideRecap]) -> str:
    """Returns what was done on each side; one side is incomplete, and something was held."""
    first, *others = sorted(worked, key=lambda one: (not one.done, not one.count))
    if first.plan.dose.unit == "release":
        of = sum(one.plan.dose.planned for one in worked)
        n = sum(min(one.count, one.plan.dose.planned) for one in worked)
        return words(say.SPOTS_PART if n else say.NO_SPOT, n=n, of=of)
    texts = say.PART if first.plan.side is Side.BOTH else say.SIDE_PART
    are_short = first.too_short and any(other.too_short for other in others)
    short = "" if are_short else say.TOO_SHORT_PART
    held = _say(words, first, say.SIDE_HELD if first.done else texts, short)
    for other in others[:1]:
        texts = say.AND_PART if first.done else say.AND_SAME_PART
        short = say.BOTH_TOO_SHORT if are_short else say.TOO_SHORT_PART
        held = _say(words, other, texts if other.tried else say.AND_NOT, short, held=held)
    return words(say.NO_THING, held=held)


def _say(
    words: Words,
    one: SideRecap,
    texts: Mapping[str, str],
    short: str = say.TOO_SHORT_PART,
    **values: str,
) -> str:
    """Returns what was done, in the unit of the dose, as words without a full stop.

    short: what says that it was too short to count, "" for nothing. values may hold a name; without
    one, the stretch is the only one.
    """
    part = words.sided(
        texts.get(one.plan.dose.unit, texts["hold"]),
        one.plan.side,
        n=one.write_count(words),
        of=one.plan.dose.planned,
        **{"name": _name(words, one.plan, alone=True), **values},
    )
    return words(short, held=part) if short and one.too_short else part


def _list_missing(words: Words, name: str, one: SideRecap, stretches: int) -> Iterator[str]:
    """Yields what an unfinished side lacks; of a single tried stretch the verdict says it."""
    if stretches > 1 and one.tried:
        yield words(say.NO_THING, held=_say(words, one, say.HELD_PART, name=name))
    elif stretches == 1 and one.summary is not None and one.summary.rounds and not one.tried:
        seen = not any(_list_unjudged(words, name, one.summary))
        if seen and one.plan.timed_phase.needs:
            yield words(say.NEVER_NEAR, name=name)
    if one.given_up:
        left = say.SPOT_LEFT if one.given_up == 1 else say.SPOTS_LEFT
        yield words(left, name=name, n=one.given_up)
    if one.summary is None or one.summary.holds or one.summary.reps:
        return
    title, other_s = max(one.others.items(), key=lambda other: other[1], default=("", 0.0))
    if other_s >= UNSEEN_S:
        yield words(say.LOOKED_LIKE, name=name, n=whole_seconds(other_s), title=title)


def _list_good(words: Words, name: str, one: SideRecap, summary: SideSummary) -> Iterator[str]:
    if one.done:
        yield _say(words, one, say.HELD_ALL, name=name)
    if (summary.holds or summary.reps) and not summary.faults:
        yield words(say.NO_FAULT, name=name)
    times = Counter(fault.id for fault in summary.faults)
    for fault in summary.faults:
        if times[fault.id] == 1 and _put_right(fault, summary):
            yield words(say.PUT_RIGHT, name=name, cue=fault.cue)


def _put_right(span: FaultSpan, summary: SideSummary) -> bool:
    """Whether the fault ended soon after it was reported, and the attempt went on without it."""
    soon = span.end_s - span.reported_s <= AT_ONCE_S
    ends_s = [hold.end_s for hold in summary.holds]
    ends_s += [rep.end_s for rep in summary.repetitions if rep.counted]
    same_try = [one.end_s for one in summary.attempts if one.start_s <= span.end_s <= one.end_s]
    until_s = max(same_try, default=span.end_s)
    return soon and any(span.end_s + 1.0 < end_s <= until_s for end_s in ends_s)


def _list_faults(words: Words, name: str, summary: SideSummary) -> Iterator[str]:
    """Yields the faults, longest first, and how many repetitions did not count.

    A fault of a repetition as a whole has no duration, so its occurrences are counted.
    """
    times = Counter(span.id for span in summary.faults)
    for fault_id, fault_s in _rank_by_time((span.id, span.lasts_s) for span in summary.faults):
        rule = summary.plan.find_fault(fault_id)
        text, n = say.FAULT_TIME, max(1, whole_seconds(fault_s))
        if rule.reported_by is not None:
            text, n = say.FAULT_TIMES, times[fault_id]
        yield words(text, name=name, fault=rule.title, n=n, cue=rule.cue)
    missed = sum(not rep.counted for rep in summary.repetitions)
    if missed:
        yield words(say.REP_MISSED if missed == 1 else say.REPS_MISSED, name=name, n=missed)


def _list_closest(words: Words, name: str, summary: SideSummary) -> Iterator[str]:
    """Yields when an attempt without a hold was closest to right, and what would have helped."""
    if summary.closest is None:
        return
    found = (summary.plan.find_remedy(one.measure, one.by) for one in summary.closest.lacking)
    cues = list(dict.fromkeys(filter(None, found)))
    if cues := [words(say.HOLD_STILL)] if summary.closest.moving else cues:
        at = format_clock(summary.closest.t_s)
        yield words(say.CLOSEST, name=name, at=at, cues=" ".join(cues[:_FEW_PARTS]))


def _list_untold(words: Words, name: str, summary: SideSummary) -> Iterator[str]:
    """Yields what was not sure or not judged, and what was only probably right.

    The first two are named by their possible faults. A quantity that no fault uses is left out if
    it was settled on either side.
    """
    plan, reported = summary.plan, {fault.id for fault in summary.faults}
    rules = [rule for rule in plan.faults if rule.id not in reported]
    covered = {need.measure for rule in plan.faults for need in rule.needs}
    is_settled = {"right", "wrong"}
    settled = {_cut_side(one.measure) for one in summary.outcomes if one.state in is_settled}
    for state, text in (("not sure", say.NOT_SURE), ("not judged", say.NOT_JUDGED)):
        measures = {one.measure for one in summary.open_outcomes if one.state == state}
        titles = [r.title for r in rules if measures & {need.measure for need in r.needs}]
        nameless = sorted(one for one in measures - covered if _cut_side(one) not in settled)
        if titles := [*titles, *_name_measures(words, plan, nameless)]:
            yield words(text, name=name, faults=", ".join(dict.fromkeys(titles)))
    right = (one for one in summary.open_outcomes if one.state == "right" and not one.is_sure)
    if names := _name_measures(words, plan, (one.measure for one in right)):
        yield words(say.PROBABLY_RIGHT, name=name, quantities=", ".join(dict.fromkeys(names)))


def _name_measures(words: Words, plan: Plan, measures: Iterable[str]) -> list[str]:
    return [words.say(describe_measure(plan.find_definition(one))) for one in measures]


def _cut_side(measure: str) -> str:
    """Returns the quantity's name without the suffix for its side."""
    return measure.partition(".")[0]


def _list_unjudged(words: Words, name: str, summary: SideSummary) -> Iterator[str]:
    """Yields what could not be judged, and which camera position would help."""
    if summary.wrong_view:
        yield words(say.WRONG_VIEW, name=name, say=summary.plan.spec.view.say)
    counts = any(definition.since for definition in summary.plan.definitions)
    assumed = counts and summary.neutral_assumed and bool(summary.attempts)
    unseen = (u for u in summary.unseen if not (assumed and u.what.cause is Cause.NO_START))
    ranked = _rank_by_time((span.what, span.lasts_s) for span in unseen)
    by_place: dict[str, list[str]] = {}
    for reason, hidden_s in ranked:
        if hidden_s >= UNSEEN_S:
            what, n = describe_reason(reason, words), whole_seconds(hidden_s)
            part = words(say.UNSEEN_TIME, what=what, n=n)
            by_place.setdefault(find_place(reason), []).append(part)
    for place, parts in by_place.items():
        what = ", ".join(parts[:_FEW_PARTS])
        text = say.UNSEEN_PLACE if place else say.UNSEEN
        yield words(text, name=name, what=what, place=words(place))
    if assumed:
        yield words(say.START_ASSUMED, name=name)


def _rank_by_time(spans: Iterable[tuple[_What, float]]) -> list[tuple[_What, float]]:
    """Returns the total seconds of each item, longest first."""
    lasted: dict[_What, float] = {}
    for what, span_s in spans:
        lasted[what] = lasted.get(what, 0.0) + span_s
    return sorted(lasted.items(), key=lambda item: -item[1])
