"""Turns a video file into detections on several cores, with the same result on any number.

The video is cut into segments of a fixed duration, which two models process in turn. Before each
segment a model is reset and warmed up on the frames just before or, if there are none, on the first
ones in reverse.
"""

import ctypes
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from formcheck.core.body import Detection
from formcheck.files.closing import Closing
from formcheck.vision.pose.breath import ChestMotion, add_chest
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.recording import DetectedFrame
from formcheck.vision.pose.scale import scale_detections
from formcheck.vision.pose.search import Search, Sighting, ViewFollower, is_elsewhere
from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.video import OnProgress, RawFrame, VideoFile

MAX_SIDE_PX = 640
"""The model uses a 256 px crop of the person: 640x360 provides that for a person who fills the
frame's height, and decodes to a third of a megabyte."""
MAX_FPS = 31.0
"""Keeps all of 30 frames a second despite jitter, and every other one of 60."""
SEGMENT_S = 3.0
"""Long enough that warm-up is a small share (12 % of a segment), short enough for memory (90 frames
of 0.35 MB in each of three segments) and for both models to have work in a short clip."""
LEAD_IN_S = 0.35
"""Ten frames at 30 a second: measured on real footage, the median landmark is then 0.2 to 0.5 px
(of 640) from an uncut run, after six frames still up to 1 px, without any 2 to 3 px."""
PROBE_EVERY_S = 1.5
"""Interval between searches of a segment for a second person."""
LOST_S = 0.3
"""A person not found for this long is searched for in other views. Chosen for formcheck: shorter
gaps are not worth the time and do not hurt a hold."""
_MIDDLE = 0.5
_LOOKS_AT = (_MIDDLE, 0.17, 0.83)
"""Where in a gap, as shares of it, the person last seen is searched for. Chosen for formcheck: of
two people who lie folded and were lost, adjacent frames showed one and not the other."""
LANES = 2
"""Two on any machine: a model carries a trace of its last segment (under 0.1 px), so the same model
must get the same segments everywhere. More would also need 40 MB of frames each."""

_Detect = Callable[[Rgb, float], tuple[Detection, ...]]


@dataclass(slots=True, eq=False)
class _Segment:
    """The frames of one span of time, after lead_in warm-up frames; people: who is in each."""

    shots: tuple[RawFrame, ...]
    lead_in: int
    people: list[tuple[Detection, ...]] = field(default_factory=list)

    def build_frames(self) -> list[DetectedFrame]:
        """Returns the detections of the span, without the warm-up frames."""
        found = zip(self.shots, self.people, strict=True)
        frames = [DetectedFrame(shot.index, shot.t_s, people) for shot, people in found]
        return frames[self.lead_in :]


def detect_video(
    video: VideoFile,
    model_path: Path,
    on_progress: OnProgress | None = None,
    *,
    breath: bool = False,
) -> Iterator[DetectedFrame]:
    """Yields the detections of every frame of the video, in time order.

    Open the video with ``max_side_px=MAX_SIDE_PX, max_fps=MAX_FPS``; the detections are in pixels
    of its full-size frame (``video.info.size``) all the same. breath: whether they include the
    position of the chest (``pose.breath``). Memory does not grow with the video's length. Closing
    the iterator early stops the work. Raises FormcheckError.
    """
    full, small = video.info.size, video.size
    chest = ChestMotion() if breath else None
    running: deque[tuple[Future[list[DetectedFrame]], _Segment, int]] = deque()
    last: Detection | None = None

    def finished() -> Iterator[DetectedFrame]:
        nonlocal last
        future, segment, turn = running.popleft()
        frames = future.result()
        if last is not None and not any(frame.detections for frame in frames):
            frames = pools[turn].submit(lanes[turn].find_near, segment, last).result()
        last = next((f.detections[0] for f in reversed(frames) if f.detections), last)
        if chest is not None:
            frames = _add_chests(chest, segment, frames)
        del segment
        _return_freed_memory()
        for frame in frames:
            yield replace(frame, detections=scale_detections(frame.detections, small, full))
        if on_progress is not None and frames:
            on_progress(frames[-1].t_s, video.info.duration_s)

    with ExitStack() as stack:
        searcher = stack.enter_context(Search(model_path))
        lanes = [stack.enter_context(_Lane(model_path, searcher)) for _ in range(LANES)]
        pools = [stack.enter_context(ThreadPoolExecutor(1)) for _ in lanes]
        pools[-1].submit(searcher.load)  # while the first segment is decoded
        for lane, pool in zip(lanes, pools, strict=True):
            pool.submit(lane.load)
        segments = stack.enter_context(closing(_segments(video)))
        stack.callback(lambda: [future.cancel() for future, *_ in running])
        for number, segment in enumerate(segments):
            turn = number % LANES
            work = pools[turn].submit(lanes[turn].detect, segment)
            running.append((work, segment, turn))
            del segment
            if len(running) > LANES:  # one segment waits decoded; more would only fill memory
                yield from finished()
        while running:
            yield from finished()


def _add_chests(
    chest: ChestMotion, segment: _Segment, frames: list[DetectedFrame]
) -> list[DetectedFrame]:
    shots = segment.shots[segment.lead_in :]
    return [
        replace(frame, detections=add_chest(chest, shot.grey(), frame.detections, shot.t_s))
        for shot, frame in zip(shots, frames, strict=True)
    ]


def _segments(video: VideoFile) -> Generator[_Segment, None, None]:
    before: list[RawFrame] = []
    for _, shots in groupby(video.shots(), lambda shot: shot.t_s // SEGMENT_S):
        own = list(shots)
        start_s, last_s = own[0].t_s, own[-1].t_s
        before = [shot for shot in before if shot.t_s >= start_s - LEAD_IN_S]
        lead_in = before or [
            replace(shot, t_s=2 * start_s - shot.t_s)
            for shot in reversed(own[1:])
            if shot.t_s <= start_s + LEAD_IN_S
        ]
        yield _Segment((*lead_in, *own), len(lead_in))
        before = [shot for shot in (*before, *own) if shot.t_s >= last_s - LEAD_IN_S]
        del own, lead_in  # freed while the next segment is decoded


class _Lane(Closing):
    """Processes segments one after the other with its own model."""

    def __init__(self, model_path: Path, search: Search) -> None:
        self._model_path = model_path
        self._search = search
        self._follower: Landmarker | None = None

    def close(self) -> None:
        if self._follower is not None:
            self._follower.close()

    def load(self) -> None:
        """Loads the model ahead of the first segment. Raises FormcheckError if that fails."""
        self._follower = Landmarker(self._model_path)

    def detect(self, segment: _Segment) -> list[DetectedFrame]:
        probed = {
            place: self._search.find_all(segment.shots[place].image())
            for place in _probe_places(segment)
        }
        persons = max(len(found) for found in probed.values())
        self._follow(segment, max(1, persons))
        if persons <= 1 and any(is_elsewhere(probed[i], segment.people[i]) for i in probed):
            self._follow(segment, persons=2)
        elif persons <= 1:
            self._find_again(segment)
        return segment.build_frames()

    def find_near(self, segment: _Segment, last: Detection) -> list[DetectedFrame]:
        """Returns the frames of a segment without anybody, searched where the person was last."""
        gap = range(len(segment.shots))
        self._follow_from(self._look_near(segment, gap, last), segment, gap)
        return segment.build_frames()

    def _follow(self, segment: _Segment, persons: int) -> None:
        """Tracks the people in each frame. Several cost twice as much: hence the probe."""
        detect, start_s = self._ready_follower(persons).detect, segment.shots[0].t_s
        segment.people = [detect(shot.image(), shot.t_s - start_s) for shot in segment.shots]

    def _find_again(self, segment: _Segment) -> None:
        """Fills gaps of a lost person: backwards from where they were found, else in other views.

        Detection fails where tracking does not, and each segment begins with detection.
        """
        people = segment.people
        for gap in _gaps(segment):
            if gap.stop < len(people):
                backwards = range(gap.stop, gap.start - 1, -1)
                self._fill(segment, backwards, self._ready_follower(1).detect)
        for gap in _gaps(segment):
            after = people[gap.stop] if gap.stop < len(people) else ()
            last = people[gap.start - 1] if gap.start else after
            found = self._look_near(segment, gap, last[0]) if last else None
            if found is None:
                found = self._search.find_again(self._picture(segment, gap, _MIDDLE), None)
            self._follow_from(found, segment, gap)

    def _look_near(self, segment: _Segment, gap: range, last: Detection) -> Sighting | None:
        pictures = (self._picture(segment, gap, share) for share in _LOOKS_AT)
        looks = (self._search.find_near(picture, last) for picture in pictures)
        return next((found for found in looks if found is not None), None)

    def _picture(self, segment: _Segment, gap: range, share: float) -> Rgb:
        """Returns the image at that share of the gap."""
        return segment.shots[gap.start + int(share * len(gap))].image()

    def _follow_from(self, found: Sighting | None, segment: _Segment, gap: range) -> None:
        if found is not None:
            nearby = ViewFollower(self._ready_follower(1), found[0])
            self._fill(segment, gap, nearby.detect)

    def _fill(self, segment: _Segment, places: range, detect: _Detect) -> None:
        start_s = segment.shots[places[0]].t_s
        for place in places:
            shot = segment.shots[place]
            found = detect(shot.image(), abs(shot.t_s - start_s))
            segment.people[place] = segment.people[place] or found

    def _ready_follower(self, persons: int) -> Landmarker:
        """Returns a reset model. Only one is kept: each takes 60 MB."""
        if self._follower is not None and self._follower.persons == persons:
            self._follower.forget()
            return self._follower
        self.close()
        self._follower = Landmarker(self._model_path, persons=persons)
        return self._follower


def _gaps(segment: _Segment) -> list[range]:
    """Returns the spans of LOST_S or more without anybody, as frame indices in the segment."""
    shots, people = segment.shots, segment.people
    gaps = []
    for nobody, group in groupby(range(len(shots)), lambda place: not people[place]):
        places = list(group)
        gap = range(places[0], places[-1] + 1)
        lasts_s = shots[min(gap.stop, len(shots) - 1)].t_s - shots[gap.start].t_s
        if nobody and gap.stop > segment.lead_in and lasts_s >= LOST_S:
            gaps.append(gap)
    return gaps


def _probe_places(segment: _Segment) -> list[int]:
    """Returns one frame in every PROBE_EVERY_S, from the middle of each; at least one."""
    own = range(segment.lead_in, len(segment.shots))
    due_s = segment.shots[own[0]].t_s + PROBE_EVERY_S / 2
    places = []
    for place in own:
        if segment.shots[place].t_s >= due_s:
            places.append(place)
            due_s += PROBE_EVERY_S
    return places or [own[-1]]


def _return_freed_memory() -> None:
    """Asks the C library to give freed memory back to the system. Takes some milliseconds.

    One thread allocates frames and another frees them, which fragments glibc's heaps: after a
    minute of video they hold 100 MB more than is in use (measured). Does nothing without glibc.
    """
    if not sys.platform.startswith("linux"):
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
