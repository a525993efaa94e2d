"""One person followed through the session: their filtered pose, and a coach for each side."""

from __future__ import annotations

from math import inf

from formcheck.core.body import Detection, ImageSize
from formcheck.core.coach import Event, Progress, SideSummary, advance, finish, summarise
from formcheck.core.coach.events import AttemptStarted, NeutralTaken
from formcheck.core.fast_replace import replace
from formcheck.core.kinematics import MeasuredPose, measure_pose
from formcheck.core.language import Words
from formcheck.core.recognition import NONE, Mismatch, load_network, update_mismatch
from formcheck.core.stretch import Plan
from formcheck.engine.crowd import Followed
from formcheck.engine.observer import BreathLog, PersonFilter
from formcheck.engine.records import PoseRecorder, SideRecorder
from formcheck.library.catalogue import find_bundled_id, find_bundled_title
from formcheck.vision.pose.search import count_quarter_turns

LOOK_EVERY_S = 0.15
"""Interval between checks for another stretch. Chosen for formcheck: about six times a second."""

LATE_START_S = 600.0
"""All frames are kept for this long, 7 kB each, to be coached again if the start is seen late.
Chosen for formcheck."""


class SideCoach:
    """Coaches one plan; keeps its progress, events and records.

    earlier: a coach of the same frames; a start it saw too late is known here from the first frame.
    """

    def __init__(self, plan: Plan, earlier: SideCoach | None = None) -> None:
        self.plan = plan
        self.progress = Progress()
        self.start: NeutralTaken | None = None
        """The event of the first start position seen."""
        self.has_begun_without = False
        """Whether an attempt began before a start position was seen."""
        self.recorder = SideRecorder(plan)
        self._events: list[Event] = []
        if earlier is not None and earlier.start is not None and earlier.has_begun_without:
            self.start = earlier.start
            self._events.append(self.start)
            known = {"start": earlier.progress.moments["start"]}
            self.progress = replace(self.progress, moments=known, start_seen_s=self.start.start_s)

    def advance(self, t_s: float, pose: MeasuredPose | None, other: str = "") -> None:
        """Takes in one frame; pose is None if the person is not in it.

        other: what the person does instead, as ``Mismatch.other``.
        """
        self.progress = advance(self.plan, self.progress, t_s, pose, other)
        events = self.progress.events
        self._events.extend(events)
        if self.start is None:
            self.has_begun_without |= any(isinstance(event, AttemptStarted) for event in events)
            self.start = next((one for one in events if isinstance(one, NeutralTaken)), None)
        self.recorder.add(self.progress)

    def summary(self) -> SideSummary:
        """Returns the summary, as if the session ended here."""
        log = [*self._events, *finish(self.plan, self.progress).events]
        return summarise(self.plan, log, self.progress.t_s)


class MismatchDetector:
    """Checks a few times a second whether the person does something other than the stretch.

    stretch: the id of a bundled stretch; for any other one, nothing is ever found.
    """

    def __init__(self, stretch: str) -> None:
        self.stretch = stretch
        self._network = load_network()
        self._mismatch = Mismatch()
        self._looked_s = -inf

    def look(self, detection: Detection, t_s: float, size: ImageSize) -> str:
        """Returns what the person does instead, as ``Mismatch.other``."""
        if t_s - self._looked_s >= LOOK_EVERY_S and self.stretch in self._network.starts:
            self._looked_s = t_s
            chances = self._network.compute_stretch_chances(detection, size)
            self._mismatch = update_mismatch(self._mismatch, t_s, chances, self.stretch)
        return self._mismatch.other


def find_title(spec_id: str, words: Words) -> str:
    """Returns the title of a bundled stretch in the language of ``words``; "" for "" or NONE."""
    return "" if spec_id in {"", NONE} else words(find_bundled_title(spec_id))


class Person(Followed):
    """One person: tracked, filtered, and coached on every requested side."""

    def __init__(self, plans: tuple[Plan, ...], size: ImageSize) -> None:
        super().__init__()
        self.coachings = tuple(SideCoach(plan) for plan in plans)
        self._size = size
        self._filter = PersonFilter()
        self._mismatches = MismatchDetector(find_bundled_id(plans[0].spec))
        self.recorder = PoseRecorder()
        self.breath = BreathLog()
        self.turned_frames = 0
        """In how many frames the person lies or is upside down."""
        self._past: list[tuple[float, MeasuredPose | None, str]] | None = []

    def advance(self, t_s: float, detection: Detection | None) -> None:
        """Takes in one frame; detection is None if the person is not in it."""
        poses = self._filter.look(detection, t_s, self._size, self.times_back)
        pose, steady = poses or (None, None)
        other = "" if detection is None else self._mismatches.look(detection, t_s, self._size)
        measured = None if steady is None else measure_pose(steady)
        self.recorder.add(pose)
        self.turned_frames += detection is not None and count_quarter_turns(detection) > 0
        self.breath.advance(t_s, detection)
        for coaching in self.coachings:
            coaching.advance(t_s, measured, other)
        if self._past is None:
            return
        self._past.append((t_s, measured, other))
        in_time = all(c.start is not None and not c.has_begun_without for c in self.coachings)
        if in_time or t_s - self._past[0][0] > LATE_START_S:
            self.use_late_starts()
            self._past = None

    def use_late_starts(self) -> None:
        """Coaches all frames again if a start position was seen only after the stretch began."""
        is_late = any(c.start is not None and c.has_begun_without for c in self.coachings)
        if not is_late or not self._past:
            return
        self.coachings = tuple(SideCoach(coaching.plan, coaching) for coaching in self.coachings)
        for frame in self._past:
            for coaching in self.coachings:
                coaching.advance(*frame)

    @property
    def has_worked(self) -> bool:
        """Whether the person was ever near the position."""
        return any(c.progress.attempts for c in self.coachings)
