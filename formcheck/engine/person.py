"""One person followed through the session: their filtered pose, and a coach for each side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from types import MappingProxyType

from formcheck.core.body import Detection, ImageSize
from formcheck.core.coach import Event, Progress, SideSummary, advance, finish, summarise
from formcheck.core.coach.events import AttemptStarted, NeutralTaken
from formcheck.core.fast_replace import replace
from formcheck.core.kinematics import Baseline, Figure, build_figure
from formcheck.core.recognition import Doubt, load_network, update_doubt
from formcheck.core.stretch import Plan
from formcheck.engine.observer import BreathLog, PersonFilter
from formcheck.engine.records import PoseRecorder, SideRecorder

LOOK_EVERY_S = 0.15
"""How often to check whether somebody does another stretch. Chosen here: six times a second."""

LATE_START_S = 600.0
"""All frames are kept for this long, 7 kB each, to be coached again with a start that comes late.
Chosen here."""


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """How somebody was at the start, and the event that reported it."""

    baseline: Baseline
    told: NeutralTaken


class SideCoach:
    """The coach of one plan: its progress, its log and its records.

    start: that of the person, if it is known from elsewhere in the video.
    """

    def __init__(self, plan: Plan, start: Start | None = None) -> None:
        self.plan = plan
        self.progress = Progress()
        self.start = start
        """The first start that was seen."""
        self.has_begun_without = False
        """Whether somebody attempted the stretch before a start was seen."""
        self.recorder = SideRecorder(plan)
        self._events: list[Event] = []
        if start is not None:
            self._events.append(start.told)
            known = MappingProxyType({"start": start.baseline})
            since_s = start.told.start_s
            self.progress = replace(self.progress, baselines=known, start_seen_s=since_s)

    def advance(self, t_s: float, figure: Figure | None, other: str = "") -> None:
        """One more picture; figure is None when the person is not in it.

        other is what the person does instead, "" for nothing else.
        """
        self.progress = advance(self.plan, self.progress, t_s, figure, other)
        self._events.extend(self.progress.news)
        self._notice_start(self.progress.news)
        self.recorder.add(self.progress)

    def _notice_start(self, events: Sequence[Event]) -> None:
        if self.start is not None:
            if self.progress.start_seen_s is not None:
                self.start = replace(self.start, baseline=self.progress.baselines["start"])
            return
        self.has_begun_without |= any(isinstance(event, AttemptStarted) for event in events)
        for event in events:
            if isinstance(event, NeutralTaken):
                self.start = Start(self.progress.baselines["start"], event)

    def summary(self) -> SideSummary:
        """The summary, as if the session ended here."""
        return summarise(self.plan, [*self._events, *finish(self.plan, self.progress).news])


class MismatchDetector:
    """Checks a few times a second whether somebody does something other than the stretch."""

    def __init__(self, stretch: str) -> None:
        self.stretch = stretch
        self._network = load_network()
        self._doubt = Doubt()
        self._looked_s = -inf

    def look(self, detection: Detection, t_s: float, size: ImageSize) -> str:
        """What the person does instead, as ``Doubt.other``."""
        if t_s - self._looked_s >= LOOK_EVERY_S and self.stretch in self._network.starts:
            self._looked_s = t_s
            chances = self._network.compute_stretch_chances(detection, size)
            self._doubt = update_doubt(self._doubt, t_s, chances, self.stretch)
        return self._doubt.other


class Person:
    """One person: seen, filtered, and coached on every side that is asked for."""

    def __init__(self, plans: tuple[Plan, ...], size: ImageSize, t_s: float) -> None:
        self.coachings = tuple(SideCoach(plan) for plan in plans)
        self.seen_frames = 0
        self.last_seen_s = t_s
        self._size = size
        self._filter = PersonFilter()
        self._times_back = 0
        self._doubter = MismatchDetector(plans[0].spec.id)
        self.recorder = PoseRecorder()
        self.breath = BreathLog()
        self._since_s = t_s
        self._moments: list[tuple[float, Figure | None, str]] | None = []

    def come_back(self, t_s: float) -> None:
        """The person is in the picture again after having been lost, perhaps elsewhere in it."""
        self.last_seen_s = t_s
        self._times_back += 1

    def advance(self, t_s: float, detection: Detection | None) -> None:
        """One more picture; detection is None when the person is not in it."""
        poses = self._filter.look(detection, t_s, self._size, self._times_back)
        pose, steady = poses or (None, None)
        other = ""
        if detection is not None:
            other = self._doubter.look(detection, t_s, self._size)
            self.seen_frames += 1
            self.last_seen_s = t_s
        figure = None if steady is None else build_figure(steady)
        self.recorder.add(pose)
        self.breath.advance(t_s, detection)
        for coaching in self.coachings:
            coaching.advance(t_s, figure, other)
        if self._moments is None:
            return
        self._moments.append((t_s, figure, other))
        in_time = all(c.start is not None and not c.has_begun_without for c in self.coachings)
        if in_time or t_s - self._since_s > LATE_START_S:
            self.use_late_starts()
            self._moments = None

    def use_late_starts(self) -> None:
        """Coaches all frames again with starts that were seen only after the stretch began."""
        starts = {c.plan.side: c.start for c in self.coachings if c.start and c.has_begun_without}
        if not starts or not self._moments:
            return
        plans = [coaching.plan for coaching in self.coachings]
        self.coachings = tuple(SideCoach(plan, starts.get(plan.side)) for plan in plans)
        for moment in self._moments:
            for coaching in self.coachings:
                coaching.advance(*moment)

    @property
    def has_worked(self) -> bool:
        """Whether the person was ever near the position."""
        return any(c.progress.attempts for c in self.coachings)
