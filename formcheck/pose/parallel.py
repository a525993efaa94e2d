"""A video file to detections, on several cores, with the same result on any number of them.

The video is cut into segments of a fixed time. Each gets a model of its own, warmed up on the
pictures before it, so that what is found does not depend on who works on which segment when.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Self

import numpy as np
from av.video.reformatter import VideoReformatter

from formcheck.body import Detection
from formcheck.pose.detected import DetectedFrame
from formcheck.pose.landmarker import Landmarker, overlap_ratio
from formcheck.source.video import Shot, VideoFile

MAX_SIDE_PX = 640
"""The model looks at a 256 px square around the person: 640x360 holds it for someone who fills
the picture's height, and decodes to a third of a megabyte."""
MAX_FPS = 31.0
"""Passes 30 pictures a second with their jitter and halves 60."""
SEGMENT_S = 4.0
"""Long enough that warm-up and loading are a small share (13 % of a segment, measured), short
enough for memory: 120 pictures of 0.35 MB in each of three segments (chosen here)."""
WARM_UP_S = 0.35
"""Ten pictures at 30 a second: measured on real footage, the middle landmark then lies 0.2 to 0.5
px (of 640) from an uncut run, after six pictures still up to 1 px, at first 2 to 3 px."""
PROBE_EVERY_S = 1.0
"""How often a segment is searched for a second person."""
MOST_PERSONS = 3
_SAME_PERSON_RATIO = 0.1
"""Boxes that overlap less than this belong to different people (chosen here: a person who moves
within the 16 ms between probe and track keeps nearly all of his box)."""
_MOST_WORKERS = 4


@dataclass(frozen=True, slots=True)
class _Segment:
    """Pictures of one stretch of time; the first warm_up of them belong to the one before."""

    shots: tuple[Shot, ...]
    warm_up: int


def detect_video(
    video: VideoFile,
    model_path: Path,
    on_progress: Callable[[float], None] | None = None,
    workers: int | None = None,
) -> Iterator[DetectedFrame]:
    """The detections of every picture the video gives, in order of time.

    Open the video with ``max_side_px=MAX_SIDE_PX, max_fps=MAX_FPS``; the detections come in
    pixels of its full-size picture (``video.info.size``) all the same. on_progress is told the
    time in seconds up to which the video is done. Memory does not grow with the video's length.
    Closing the iterator early stops the work. Raises FormcheckError.
    """
    count = workers or min(_MOST_WORKERS, max(2, os.cpu_count() or 2))
    whole, small = video.info.size, video.size
    to_full = np.array([whole.width_px / small.width_px, whole.height_px / small.height_px])
    running: deque[Future[list[DetectedFrame]]] = deque()
    with (
        _Lanes(model_path, to_full) as lanes,
        closing(_segments(video)) as segments,
        ThreadPoolExecutor(count) as pool,
    ):
        try:
            for segment in segments:
                if len(running) == count:  # one segment waits, ready; more would only fill memory
                    yield from _finished(running.popleft(), on_progress)
                running.append(pool.submit(lanes.detect, segment))
            while running:
                yield from _finished(running.popleft(), on_progress)
        finally:
            for future in running:
                future.cancel()


def _finished(
    future: Future[list[DetectedFrame]], on_progress: Callable[[float], None] | None
) -> Iterator[DetectedFrame]:
    frames = future.result()
    yield from frames
    if on_progress is not None and frames:
        on_progress(frames[-1].t_s)


def _segments(video: VideoFile) -> Generator[_Segment, None, None]:
    shots: list[Shot] = []
    warm_up = 0
    end_s = SEGMENT_S
    for shot in video.shots():
        if shot.t_s >= end_s:
            if len(shots) > warm_up:
                yield _Segment(tuple(shots), warm_up)
            shots = [s for s in shots if s.t_s >= shot.t_s - WARM_UP_S]
            warm_up = len(shots)
            end_s = (shot.t_s // SEGMENT_S + 1) * SEGMENT_S
        shots.append(shot)
    if len(shots) > warm_up:
        yield _Segment(tuple(shots), warm_up)


class _Lanes:
    """Works on segments, in as many threads as call it. A context manager.

    Search models look at each picture afresh, so they are kept and shared out; a follow model
    remembers, so each segment gets its own.
    """

    def __init__(self, model_path: Path, to_full: np.ndarray) -> None:
        self._model_path = model_path
        self._to_full = to_full
        self._idle: SimpleQueue[Landmarker] = SimpleQueue()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def detect(self, segment: _Segment) -> list[DetectedFrame]:
        """The detections of the segment's own pictures, in full-size pixels."""
        probed = self._probe(segment)
        persons = max((len(found) for found in probed.values()), default=0)
        tracked = self._track(segment, max(1, persons))
        if persons <= 1 and any(_elsewhere(probed[i], tracked[i]) for i in probed):
            tracked = self._track(segment, persons=2)
        frames = [
            DetectedFrame(shot.index, shot.t_s, tuple(self._scaled(one) for one in found))
            for shot, found in zip(segment.shots, tracked, strict=True)
        ]
        return frames[segment.warm_up :]

    def _probe(self, segment: _Segment) -> dict[int, tuple[Detection, ...]]:
        """Everybody in about one picture a second, by the picture's place in the segment.

        Following several people costs twice as much per picture, so it must be known to be needed.
        """
        reformatter = VideoReformatter()
        places = _probe_places(segment)
        model = self._search_model()
        found = {
            place: model.detect(segment.shots[place].image(reformatter), 0.0) for place in places
        }
        self._idle.put(model)
        return found

    def _search_model(self) -> Landmarker:
        try:
            return self._idle.get_nowait()
        except Empty:
            return self._open.enter_context(
                Landmarker(self._model_path, persons=MOST_PERSONS, video=False)
            )

    def _track(self, segment: _Segment, persons: int) -> list[tuple[Detection, ...]]:
        reformatter = VideoReformatter()
        start_s = segment.shots[0].t_s
        with Landmarker(self._model_path, persons=persons) as model:
            return [model.detect(s.image(reformatter), s.t_s - start_s) for s in segment.shots]

    def _scaled(self, one: Detection) -> Detection:
        return Detection(one.image_px * self._to_full, one.world_m, one.visibility)


def _probe_places(segment: _Segment) -> list[int]:
    """One picture in every PROBE_EVERY_S of the segment, from the middle of each; at least one."""
    own = range(segment.warm_up, len(segment.shots))
    due_s = segment.shots[own[0]].t_s + PROBE_EVERY_S / 2
    places = []
    for place in own:
        if segment.shots[place].t_s >= due_s:
            places.append(place)
            due_s += PROBE_EVERY_S
    return places or [own[-1]]


def _elsewhere(probed: tuple[Detection, ...], tracked: tuple[Detection, ...]) -> bool:
    """Whether the probe saw somebody who is not the one that was followed."""
    return bool(tracked) and any(
        overlap_ratio(one, tracked[0]) < _SAME_PERSON_RATIO for one in probed
    )
