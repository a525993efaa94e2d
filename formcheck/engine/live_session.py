"""The live session engine, shared by the window and the web page: frames in, screens out."""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from formcheck.core.body import Detection, ImageSize, Pose
from formcheck.core.kinematics import measure_pose
from formcheck.core.kinematics.breathing import Breathing
from formcheck.core.session import advance_session, begin_session, make_result
from formcheck.core.session import session_values as session
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.screen_values import Question, Screen
from formcheck.core.stretch import Plan
from formcheck.engine.observer import BreathLog, PersonFilter, SessionClock, drain, measure_light
from formcheck.engine.person import MismatchDetector, find_title
from formcheck.engine.subject import SubjectState, select_subject
from formcheck.library.catalogue import find_bundled_id
from formcheck.vision.pose.tracking import Tracks, track_people
from formcheck.vision.video.frames import Darkness, Rgb, size_of

SAVE_EVERY_S = 1.0
"""Interval at which the result so far is passed on to be saved: a killed process loses no more."""
_MOST_QUITS = 3
"""Most QUIT commands that a session takes to end: for the stretch, then for its questions."""
POSITION_S = 2.0
"""A person near the position for this long counts as doing the stretch. Chosen for formcheck: no
gesture lasts as long, and a person back in position should not have to wait."""
Detect = Callable[[Rgb, float], tuple[Detection, ...]]
"""Returns the people in a frame taken at that time, in its pixels, as ``LiveDetector.detect``."""


@dataclass(frozen=True, slots=True, eq=False)
class LivePicture:
    """What to show for one frame.

    pose: the coached person as seen in this frame, unsmoothed and in its pixels, None if they are
    not in it; size: that of the frame.
    """

    screen: Screen
    pose: Pose | None
    size: ImageSize


class LiveSession:
    """A live session, advanced frame by frame.

    ``look_at`` and ``wait`` belong to one thread; ``command``, ``answer`` and ``result`` may be
    called from any. on_saved receives the result so far about once a second of session time, at the
    end and on closing, in the thread of ``look_at``; it must not raise.
    """

    def __init__(
        self,
        programme: session.Programme,
        detect: Detect,
        *,
        on_saved: Callable[[session.SessionResult], None] | None = None,
    ) -> None:
        self._detect = detect
        self._on_saved = on_saved
        self._state = begin_session(programme)
        self._clock = SessionClock()
        self._performer = PerformerPicker()
        self._darkness = Darkness()
        self._watched: tuple[str, ImageSize] | None = None
        self._mismatches = MismatchDetector("")
        self._seen: tuple[Pose, Pose] | None = None
        self._size = ImageSize(0, 0)
        self._commands: deque[session.Command] = deque()
        self._answers: deque[tuple[str, str]] = deque()
        self._breaths: dict[str, BreathLog] = {}
        self._save_due_s = SAVE_EVERY_S
        self._unsaved = False

    def look_at(self, image: Rgb, t_s: float) -> LivePicture:
        """Returns what to show for one frame, taken at t_s seconds on any increasing clock.

        image is (height, width, 3) uint8 and not mirrored. A frame no later than the previous one
        is not analysed, but commands and answers still take effect. Detection stops once the
        questions are asked; it continues in a pause, to know who resumes.
        """
        now_s, rises = self._clock.tell_time(t_s)
        if rises:
            is_over = self._state.stage in {session.Stage.QUESTIONS, session.Stage.DONE}
            people = () if is_over else self._detect(image, now_s)
            self._look(people, size_of(image), now_s)
        in_set_up = self._state.stage is session.Stage.SETUP  # which asks for more light itself
        is_dark = self._darkness.lasts(image, now_s) and not in_set_up
        halt = session.Halt.CAMERA if is_dark else session.Halt.NONE
        return self._advance(now_s, halt, measure_light(image))

    def look_at_people(
        self, people: tuple[Detection, ...], size: ImageSize, t_s: float
    ) -> LivePicture:
        """Returns what to show for a frame of that size in which another model found people."""
        now_s, rises = self._clock.tell_time(t_s)
        if rises:
            self._look(people, size, now_s)
        return self._advance(now_s, session.Halt.NONE, None)

    def wait(self, t_s: float, why: session.Halt) -> LivePicture:
        """Returns what to show while no frames arrive; why is CAMERA or HIDDEN."""
        now_s, _ = self._clock.tell_time(t_s)
        self._seen = None
        return self._advance(now_s, why, None)

    def leave(self, t_s: float) -> Iterator[LivePicture]:
        """Ends the session at its present state; yields what to show until it has ended."""
        for _ in range(_MOST_QUITS):
            if self._state.stage is not session.Stage.DONE:
                self.command(session.Command.QUIT)
                yield self.wait(t_s, session.Halt.CAMERA)

    def command(self, command: session.Command) -> None:
        """Queues a command; it takes effect with the next frame."""
        self._commands.append(command)

    def answer(self, question: str, answer: str) -> None:
        """Queues the answer to the question of that id; it takes effect with the next frame."""
        self._answers.append((question, answer))

    @property
    def question(self) -> Question | None:
        """The question on the screen."""
        return self._state.asking.question

    def result(self) -> session.SessionResult:
        """The result of the session so far."""
        result = make_result(self._state)
        stretches = tuple(self._with_breath(stretch) for stretch in result.stretches)
        return replace(result, stretches=stretches)

    def close(self) -> None:
        """Saves the final result if anything happened since the last save. Safe to call twice."""
        self._save()

    def _look(self, people: tuple[Detection, ...], size: ImageSize, now_s: float) -> None:
        if size != self._size:
            self._size = size
            self._performer = PerformerPicker(locked=self._performer.locked)
        plans = tuple(coach.plan for coach in self._state.coaches.values())
        self._seen = self._performer.look(people, now_s, size, plans)

    def _with_breath(self, stretch: session.StretchResult) -> session.StretchResult:
        log = self._breaths.get(stretch.spec_id)
        if log is None:
            return stretch
        sides = (replace(side, breath=log.summary(side.attempts)) for side in stretch.sides)
        return replace(stretch, sides=tuple(sides))

    def _look_around(self, now_s: float) -> tuple[str, Breathing | None]:
        """Returns what else the person does, and their breathing if the stretch is paced by it."""
        plan = self._state.step.plan
        watched = plan.spec.id, self._size
        if self._watched != watched:
            self._watched = watched
            self._mismatches = MismatchDetector(find_bundled_id(plan.spec))
        found = None if self._seen is None else self._seen[0].found
        other = "" if found is None else self._mismatches.look(found, now_s, self._size)
        if not plan.dose.is_paced:
            return other, None
        log = self._breaths.setdefault(plan.spec.id, BreathLog())
        log.advance(now_s, found)
        return other, log.breathing

    def _advance(
        self, now_s: float, halt: session.Halt, light: session.Light | None
    ) -> LivePicture:
        seen, steady = self._seen or (None, None)
        self._unsaved |= self._state.stage is not session.Stage.DONE
        other, breathing = self._look_around(now_s)
        commands, answers = drain(self._commands), drain(self._answers)
        title = find_title(other, self._state.words)
        now = session.Input(now_s, steady, halt, light, commands, answers, other, title, breathing)
        self._state, screen = advance_session(self._state, now)
        self._performer.locked |= screen.stage is not session.Stage.SETUP
        if now_s >= self._save_due_s or screen.stage is session.Stage.DONE:
            self._save_due_s = now_s + SAVE_EVERY_S
            self._save()
        return LivePicture(screen, seen, self._size)

    def _save(self) -> None:
        if self._unsaved and self._on_saved is not None:
            self._on_saved(self.result())
        self._unsaved = False


class PerformerPicker:
    """Picks the coached person among all detections, as `select_subject`; filters their pose."""

    def __init__(self, *, locked: bool = False) -> None:
        self.locked = locked
        self._tracks = Tracks()
        self._subject = SubjectState()
        self._watch = PositionWatch()
        self._filter = PersonFilter()

    def look(
        self,
        detections: tuple[Detection, ...],
        t_s: float,
        size: ImageSize,
        plans: tuple[Plan, ...],
    ) -> tuple[Pose, Pose] | None:
        """Returns the unsmoothed and the filtered pose; None if the performer is not in the frame.

        plans: one for each side of the current stretch.
        """
        self._tracks, found = track_people(self._tracks, detections, t_s)
        known = self._tracks.people
        is_open = self.locked and not (self._subject.sure and self._subject.number in found)
        in_position = self._watch.look(found, known if is_open else (), t_s, size, plans)
        self._subject, number = select_subject(
            self._subject, known, t_s, size, locked=self.locked, in_position=in_position
        )
        detection = None if number is None else found[number]
        return self._filter.look(detection, t_s, size, self._subject.number)


class PositionWatch:
    """Checks which candidates for the performer, by tracking number, take up the position."""

    def __init__(self) -> None:
        self._plans: tuple[Plan, ...] = ()
        self._candidates: dict[int, _Candidate] = {}

    def look(
        self,
        here: Mapping[int, Detection],
        watched: Collection[int],
        t_s: float,
        size: ImageSize,
        plans: tuple[Plan, ...],
    ) -> frozenset[int]:
        """Returns which of the watched numbers are in this frame and do the stretch.

        here: the people in the frame; plans: one for each side. Any other number is forgotten.
        """
        if plans != self._plans:
            self._plans, self._candidates = plans, {}
        self._candidates = {n: self._candidates.get(n) or _Candidate(plans) for n in watched}
        return frozenset(
            n
            for n, candidate in self._candidates.items()
            if n in here and candidate.is_working(here[n], t_s, size)
        )


class _Candidate:
    def __init__(self, plans: Sequence[Plan]) -> None:
        self._filter = PersonFilter()
        self._coaches = [LiveCoach(plan) for plan in plans]

    def is_working(self, detection: Detection, t_s: float, size: ImageSize) -> bool:
        """Whether the person does the stretch; for a movement, being in position is not enough."""
        poses = self._filter.look(detection, t_s, size)
        measured = None if poses is None else measure_pose(poses[1])
        self._coaches = [coach.advance(t_s, measured) for coach in self._coaches]
        return any(
            t_s - coach.position_s >= POSITION_S
            and coach.progress.near_since_s is not None
            and (coach.repeating if coach.plan.dose.is_movement else coach.in_position)
            for coach in self._coaches
        )
