"""Analyses the sitter in videos and recordings, as often as their posture is judged."""

from collections.abc import Iterator
from pathlib import Path

from formcheck.core.posture.calibration import FEWEST
from formcheck.core.posture.posture_values import Look, UprightBaseline
from formcheck.engine.observer import PostureObserver
from formcheck.engine.sit_finder import SitterFinder
from formcheck.engine.sitter_seat import advance_seat, count_sitting, find_seat, find_sitter
from formcheck.vision.pose.recording import Recording
from formcheck.vision.video.frame_times import FrameSampler
from formcheck.vision.video.video import OnProgress, VideoFile

LOOKS_PER_S = 3.0
"""Frames analysed per second of a recording. On 27 rendered clips 3 a second give the right state
in as many of the seconds as 6 do (0.966 against 0.967; 2 give 0.961, 1 gives 0.958)."""
OTHERS_IN_FILE_EVERY_S = 10.0
"""Interval between searches for others in a recording. Chosen for formcheck: it shows whether
others were there for a fifth of a minute, for 3 % more work; live, that time is not reported."""
SEARCH_S = 30.0
"""How much of a recording's beginning is searched for a baseline. Chosen for formcheck."""


def take_head(looks: Iterator[Look]) -> list[Look]:
    """Returns the looks of the first SEARCH_S and the next one; of a time-lapse at least FEWEST."""
    head: list[Look] = []
    for look in looks:
        head.append(look)
        if look.t_s > SEARCH_S and len(head) >= FEWEST:
            break
    return head


def look_at_video(
    video: VideoFile,
    model_path: Path,
    upright: UprightBaseline | None,
    on_progress: OnProgress | None,
) -> Iterator[Look]:
    """Yields the looks at the person in a video who sits where the baseline was taken."""
    observer = PostureObserver()
    with SitterFinder(model_path, OTHERS_IN_FILE_EVERY_S) as finder:
        finder.expect(upright)
        for frame in video.frames():
            yield observer.look_at(frame.image, frame.t_s, finder)
            if on_progress is not None:
                on_progress(frame.t_s, video.info.duration_s)


def look_at_recording(recording: Recording, upright: UprightBaseline | None) -> Iterator[Look]:
    """Yields the looks at a recording of landmarks, as `look_at_video` does."""
    observer, thinner = PostureObserver(), FrameSampler(LOOKS_PER_S)
    seat = find_seat(upright, recording.size)
    for frame in recording:
        if not thinner.keeps(frame.t_s):
            continue
        found = find_sitter(frame.detections, seat, recording.size)
        before, seat = seat, advance_seat(seat, found, frame.t_s, frame.detections)
        look = observer.look(found, frame.t_s, recording.size, seat, len(frame.detections))
        seat = count_sitting(before, seat, look)
        yield look
