"""Detects in a film and its changed copies, and compares formcheck's results for them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import av
import numpy as np

from benchmarks.changed.changes import (
    UNCHANGED,
    VERSION,
    Change,
    NotApplicableError,
    Part,
    crop,
    cut_recording,
    resample,
)
from benchmarks.changed.films import Film
from benchmarks.changed.report import (
    Comparison,
    FilmResult,
)
from benchmarks.changed.score import ALWAYS, build_answer, find_differences, say_answer
from benchmarks.detections import detect_once
from formcheck.core.body import ImageSize
from formcheck.core.stretch import Spec, SpecError, build_dose
from formcheck.engine.analyse import Analysis, analyse, sides_of
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.parallel import MAX_FPS, MAX_SIDE_PX, detect_video
from formcheck.vision.pose.recording import Recording
from formcheck.vision.video.frame_times import FrameSampler
from formcheck.vision.video.frames import fitted
from formcheck.vision.video.video import RawFrame, VideoFile

CHANGED_SIDE_PX = 1280
"""Larger images are reduced to this size before they are changed: twice what the model is given."""


@dataclass(frozen=True, slots=True)
class Job:
    """A film, the changes to try and the folder for cached detections."""

    film: Film
    changes: tuple[Change, ...]
    kept: Path


class ChangedVideo:
    """An open film that yields changed frames; ``detect_video`` can use it like a VideoFile."""

    def __init__(self, video: VideoFile, change: Change, part: Part | None) -> None:
        """Reads the first frame for its size. video must yield all frames."""
        self._video = video
        self._change = change
        self._part = part
        height_px, width_px = self._changed(next(video.shots())).shape[:2]
        self.info = replace(video.info, size=ImageSize(width_px, height_px))
        self.size = fitted(self.info.size, MAX_SIDE_PX)

    def _changed(self, shot: RawFrame) -> np.ndarray:
        image = shot.image()
        if self._part is not None:
            image = crop(image, self._part)
        return image if self._change.picture is None else self._change.picture(image)

    def shots(self) -> Iterator[RawFrame]:
        """Yields the changed frames, at the rate that formcheck analyses."""
        timed: Iterable[tuple[float, RawFrame]] = ((shot.t_s, shot) for shot in self._video.shots())
        if self._change.fps is not None:
            timed = resample(timed, self._change.fps)
        thinner = FrameSampler(MAX_FPS)
        for index, (t_s, shot) in enumerate(timed):
            if thinner.keeps(t_s):
                picture = av.VideoFrame.from_ndarray(self._changed(shot), format="rgb24")
                yield RawFrame(index, t_s, picture.reformat(
                    self.size.width_px, self.size.height_px, "yuv420p"), 0)  # fmt: skip


def detect(film: Film, spec: Spec, change: Change, part: Part | None) -> Recording:
    """Returns the detections in the changed film. Raises FormcheckError."""
    model, breath = model_path(), build_dose(spec.dose).is_paced
    if change is UNCHANGED:  # as in `formcheck check`
        with VideoFile(film.path, MAX_SIDE_PX, MAX_FPS) as video:
            frames = tuple(detect_video(video, model, breath=breath))
            return Recording(video.info.size, film.path.name, frames)
    with VideoFile(film.path, CHANGED_SIDE_PX) as video:
        changed = ChangedVideo(video, change, part)
        frames = tuple(detect_video(cast(VideoFile, changed), model, breath=breath))
        return Recording(changed.info.size, film.path.name, frames)


def detect_cached(
    film: Film, spec: Spec, change: Change, part: Part | None, kept: Path
) -> Recording:
    """Returns the detections in the changed film, cached in the folder."""
    breath = "breath" if build_dose(spec.dose).is_paced else ""
    how = f"{VERSION} {change.name} {part} {breath}"
    return detect_once(kept, how, (film.path,), lambda: detect(film, spec, change, part))


def compare_film(job: Job) -> FilmResult | tuple[str, str]:
    """Compares the results for a film and its changes; (name, reason) if it can't be judged."""
    film = job.film
    try:
        spec = load_spec(film.stretch)
        seen = detect_cached(film, spec, UNCHANGED, None, job.kept)
        found = _analyse(spec, seen)
        compared = tuple(_compare_change(job, spec, seen, found, change) for change in job.changes)
    except (FormcheckError, SpecError) as error:
        return film.name, str(error)
    answer = build_answer(found, spec, mirrored=False)
    return FilmResult(
        film.name, film.stretch, film.world, say_answer(answer), answer.says_something, compared
    )


def _compare_change(
    job: Job, spec: Spec, seen: Recording, found: Analysis | None, change: Change
) -> Comparison:
    span_s = ALWAYS
    try:
        if change.positions and spec.position not in change.positions:
            raise NotApplicableError(f"it is done {spec.position}")
        if change.is_cut:
            changed = cut_recording(seen, change)
            span_s = (change.since_s, seen.t_s[-1] - change.until_s)
        else:
            part = change.part(seen) if change.part is not None else None
            changed = detect_cached(job.film, spec, change, part, job.kept)
    except NotApplicableError as error:
        return Comparison(change.name, not_applicable=str(error))
    wanted = build_answer(found, spec, span_s, mirrored=change.mirrored)
    got = build_answer(_analyse(spec, changed), spec, mirrored=False)
    return Comparison(change.name, find_differences(wanted, got))


def _analyse(spec: Spec, seen: Recording) -> Analysis | None:
    try:
        return analyse(spec, sides_of(spec, "auto"), seen, seen.size)
    except FormcheckError:
        return None
