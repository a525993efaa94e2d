"""The loop over a recording: detections in, the analysis out.

It is the only such loop: videos, recordings and tests all use it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from formcheck.core.body import Detection, Floats, ImageSize, Side
from formcheck.core.coach import SideSummary, with_outcomes
from formcheck.core.coach.events import UnseenSpan
from formcheck.core.coach.timing import FRAME_GAP_S
from formcheck.core.kinematics import NOBODY, OTHERS_ONLY
from formcheck.core.language import Sentence
from formcheck.core.session.asking import name_asks
from formcheck.core.stretch import Plan, RepShortcoming, Spec, plan_for
from formcheck.core.stretch.model import AskTable
from formcheck.engine import session_warnings
from formcheck.engine.crowd import Crowd
from formcheck.engine.hold_ends import date_holds
from formcheck.engine.person import Person
from formcheck.engine.records import Records, count_kept
from formcheck.engine.session_warnings import SELDOM_RATIO
from formcheck.engine.side_choice import SideRun, choose_sides
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.recording import DetectedFrame

_EQUALLY_DEVOTED = (1.0, 0.0, 1.0)
"""Two people whose seconds held, repetitions and seconds near the position differ by no more than
this do the stretch equally. Chosen for formcheck: half of the ranges of a hold are 2.3 s wide or
less."""


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """The result of one file."""

    file: str
    """The name of the input; empty for landmarks."""
    spec: Spec
    """The stretch the input was judged for."""
    duration_s: float
    """Duration of the recording, in seconds."""
    frames: int
    """Number of frames analysed."""
    seen_frames: int
    """Number of those that show the person."""
    sides: tuple[SideSummary, ...]
    """The result of each side that was judged."""
    warnings: tuple[str, ...]
    """Warnings about the recording, in sentences."""
    unfit: tuple[str, ...]
    """The warnings that make the result as a whole untrustworthy, such as a file that breaks off or
    a camera in the wrong place throughout."""
    records: Records
    """The poses, and the readings of each side, frame by frame."""
    timed: bool = True
    """False if nothing could be timed."""
    model: str = ""
    """The pose model, as ``Recording.model``."""

    @property
    def completed(self) -> bool:
        """Whether every reported side completed its dose."""
        return all(side.completed for side in self.sides)

    @property
    def side(self) -> Side:
        """The side that was judged; BOTH when two were, or when the stretch works both at once."""
        return self.sides[0].side if len(self.sides) == 1 else Side.BOTH

    @property
    def questions(self) -> dict[str, AskTable]:
        """Questions that only the person can answer afterwards, by their ids in live sessions."""
        asks = name_asks(self.spec).items()
        return {name: ask for name, ask in asks if ask.kind != "ready"}

    def with_warnings(self, warnings: Sequence[str]) -> Analysis:
        """Returns a copy with added warnings about the file as a whole."""
        return replace(self, warnings=(*self.warnings, *warnings), unfit=(*self.unfit, *warnings))


def sides_of(spec: Spec, asked: str, every: str = "auto") -> tuple[Side, ...]:
    """Returns the sides to coach for ``--side asked``: left, right, or all of spec for ``every``.

    every: "auto", or "both" in live sessions. A stretch that works both sides at once has no choice
    to make, so any value is accepted. Raises FormcheckError if the stretch does not have that side.
    """
    if asked == every or spec.sides == (Side.BOTH,):
        return spec.sides
    known = ", ".join([*(side.value for side in spec.sides), every])
    if asked not in [side.value for side in spec.sides]:
        raise FormcheckError(f"{spec.id} has no side {asked!r}: choose one of {known}.")
    return (Side(asked),)


def refuse_side(specs: Sequence[Spec], asked: str) -> None:
    """Raises FormcheckError for ``--side left`` or right if all specs work both sides at once."""
    if asked in ("left", "right") and {spec.sides for spec in specs} == {(Side.BOTH,)}:
        names = " and ".join(spec.id for spec in specs)
        work = "works" if len(specs) == 1 else "work"
        raise FormcheckError(f"{names} {work} both sides at once: leave --side out.")


def analyse(
    spec: Spec,
    sides: tuple[Side, ...],
    frames: Iterable[DetectedFrame],
    size: ImageSize,
    file: str = "",
    looks: Iterable[Detection] = (),
) -> Analysis:
    """Returns the analysis of the session in ``frames``; size: of the frames, in pixels.

    looks: detections in ``frames`` of the person to judge. Every person is coached; without looks,
    the one who did the stretch is chosen at the end. A start that is seen only later applies from
    the beginning. A warning is given if an unrequested side fits better. Memory grows by 0.6 kB per
    frame and person, by 7 kB at first, for ten minutes at most. If it is in doubt who a person is,
    up to a minute of frames is read ahead. Raises FormcheckError if nobody is seen at all.
    """
    unasked = tuple(side for side in spec.sides if side not in sides)
    coach = PeopleCoach(tuple(plan_for(spec, side) for side in (*sides, *unasked)), size, looks)
    coach.coach(frames)
    performer = coach.find_performer(len(sides))
    index, t_s = np.array(coach.index, dtype=np.int64), np.array(coach.t_s)
    count = len(t_s)
    if performer is None:
        raise nobody_seen(file, count)
    poses = performer.recorder.records(index, t_s)
    runs = [SideRun(c.summary(), c.recorder.records(count)) for c in performer.coachings]
    likely = choose_sides(runs, t_s)
    worked, shown = choose_sides(runs[: len(sides)], t_s) if unasked else likely
    turned_ratio = performer.turned_frames / performer.seen_frames
    untimed = session_warnings.find_untimed(worked, t_s, turned_ratio)
    others = t_s[np.array(coach.seen) > poses.in_view]
    return Analysis(
        file=file,
        spec=spec,
        duration_s=measure_duration_s(t_s),
        frames=count,
        seen_frames=performer.seen_frames,
        sides=tuple(_complete(run, performer, t_s, others) for run in worked),
        warnings=(
            *dict.fromkeys(session_warnings.list_warnings(worked, poses, coach.crowded_s, untimed)),
            *session_warnings.tell_other_side(likely[0], unasked),
        ),
        unfit=(*session_warnings.wrong_views(worked), *untimed),
        records=Records(
            poses, tuple(count_kept(run.records, run.summary, t_s) for run in worked), shown
        ),
        timed=not untimed,
    )


def leave_out_cut_off(analysis: Analysis) -> Analysis:
    """Returns the analysis of a part of a recording without repetitions cut off by its end.

    Such a repetition ends after the part, or turns out to be none.
    """

    def shorten(side: SideSummary) -> SideSummary:
        uncut = (r for r in side.repetitions if r.reason is not RepShortcoming.CUT_OFF)
        return replace(side, repetitions=tuple(uncut))

    return replace(analysis, sides=tuple(map(shorten, analysis.sides)))


class PeopleCoach:
    """Everybody in the frames so far, each with their own coaches; looks: as for ``analyse``."""

    def __init__(
        self, plans: tuple[Plan, ...], size: ImageSize, looks: Iterable[Detection] = ()
    ) -> None:
        self._crowd = Crowd(partial(Person, plans, size))
        self._looks = frozenset(looks)
        self._looked_at: Counter[Person] = Counter()
        self.index, self.t_s, self.seen = array("q"), array("d"), array("b")
        """Of each frame: its number in the source, its time, and how many people are in it."""
        self.crowded_s = 0.0
        """Seconds with two or more people in the frame."""

    def coach(self, frames: Iterable[DetectedFrame]) -> None:
        """Coaches everybody in all the frames."""
        for frame, people in self._crowd.follow_people(frames):
            seen = sum(detection is not None for _, detection in people)
            if self.t_s and seen > 1:
                self.crowded_s += min(frame.t_s - self.t_s[-1], FRAME_GAP_S)
            self.index.append(frame.index)
            self.t_s.append(frame.t_s)
            self.seen.append(seen)
            for person, detection in people:
                self._looked_at[person] += detection in self._looks
                person.advance(frame.t_s, detection)

    def find_performer(self, plans: int) -> Person | None:
        """Returns who did the stretch: most hold time, then repetitions, then time near position.

        plans: how many of the plans, from the first, decide. Of people who did it for equally long,
        within the accuracy of a hold, and are no passers-by, the largest is chosen. The choice is
        repeated once that person has been coached with late starts, which may change it. If looks
        were given, it is the person in most of them.
        """
        retold: list[Person] = []
        while performer := self._find_most_devoted(plans):
            if performer in retold:
                break
            performer.use_late_starts()
            retold.append(performer)
        return performer

    def _find_most_devoted(self, plans: int) -> Person | None:
        most_looks = max(self._looked_at.values(), default=0)
        people = [one for one in self._crowd.people if self._looked_at[one] == most_looks]
        rivals = {person: _measure_devotion(plans, person) for person in people}
        for part, margin in enumerate(_EQUALLY_DEVOTED):
            most = max((devotion[part] for devotion in rivals.values()), default=0.0)
            least = max(most - margin, min(most, 1e-9))  # a person who did none of it is not equal
            rivals = {one: d for one, d in rivals.items() if d[part] >= least}
        longest = max((one.seen_frames for one in rivals), default=0)
        seen = [one for one in rivals if one.seen_frames >= SELDOM_RATIO * longest]
        return max(seen, key=lambda one: one.size_px, default=None)


def _measure_devotion(plans: int, person: Person) -> tuple[float, float, float]:
    summaries = [coaching.summary() for coaching in person.coachings[:plans]]
    return (
        max(s.held_s for s in summaries),
        max(len(s.repetitions) + s.reps for s in summaries),
        max(sum(a.lasts_s for a in s.attempts) for s in summaries),
    )


def nobody_seen(file: str, pictures: int) -> FormcheckError:
    """Returns the error for a file whose frames, this many, show nobody."""
    template, whose = session_warnings.NOBODY_THERE, file or "the landmarks"
    return FormcheckError(Sentence(template, file=whose, n=str(pictures)))


def add_warnings(error: FormcheckError, warnings: Iterable[str]) -> FormcheckError:
    """Returns the error with the warnings about the same file appended."""
    sentence = error.sentence
    for warning in warnings:
        sentence = Sentence("{said} {more}", said=sentence, more=warning)
    return FormcheckError(sentence)


def _complete(run: SideRun, performer: Person, t_s: Floats, others_s: Floats) -> SideSummary:
    """Returns the summary with what is known only from the whole recording.

    others_s: the times of the frames with another person in them.
    """
    return replace(
        with_outcomes(run.summary),
        holds=date_holds(run.records, run.summary, t_s),
        unseen=tuple(_name_absence(span, others_s) for span in run.summary.unseen),
        breath=performer.breath.summary(run.summary.attempts)
        if run.summary.plan.dose.is_paced
        else None,
    )


def _name_absence(span: UnseenSpan, others_s: Floats) -> UnseenSpan:
    if span.what != NOBODY or not ((others_s >= span.start_s) & (others_s < span.end_s)).any():
        return span
    return replace(span, what=OTHERS_ONLY)


def measure_duration_s(t_s: Floats) -> float:
    """Returns the time from the first frame to the end of the last, which lasts the median step."""
    if len(t_s) < 2:
        return 0.0
    return float(t_s[-1] - t_s[0] + np.median(np.diff(t_s)))
