"""A video or a recording on disk to what it came to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from formcheck.body import Side
from formcheck.errors import FormcheckError
from formcheck.pose.detected import DetectedFrame
from formcheck.pose.parallel import MAX_FPS, MAX_SIDE_PX, detect_video
from formcheck.pose.recording import Recording
from formcheck.run.analyse import Analysis, analyse
from formcheck.source.photo import is_photo
from formcheck.source.video import VideoFile
from formcheck.spec import Spec

RECORDING_SUFFIX = ".npz"

OnProgress = Callable[[float, float], None]
"""Told the seconds done and the seconds in all (an estimate)."""


class Kind(Enum):
    """What an input file is, by its name."""

    PHOTO = "photo"
    RECORDING = "recording"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, eq=False)
class Analysed:
    """An analysis, and the detections it was made from where they were to be kept."""

    analysis: Analysis
    recording: Recording | None


def analyse_recording(path: Path, spec: Spec, sides: tuple[Side, ...]) -> Analysis:
    """What a recording came to. Raises FormcheckError when it can't be read or shows nobody."""
    recording = Recording.load(path)
    return analyse(spec, sides, recording, recording.size, str(path))


def analyse_video(
    path: Path,
    spec: Spec,
    sides: tuple[Side, ...],
    model_path: Path,
    on_progress: OnProgress | None = None,
    keep: bool = False,
) -> Analysed:
    """What a video came to; with ``keep`` also its detections, to be saved as a recording.

    Raises FormcheckError when it can't be read or shows nobody.
    """
    with VideoFile(path, max_side_px=MAX_SIDE_PX, max_fps=MAX_FPS) as video:
        total_s = video.info.duration_s
        size = video.info.size

        def told(done_s: float) -> None:
            if on_progress is not None:
                on_progress(done_s, total_s)

        kept: list[DetectedFrame] = []
        frames: Iterable[DetectedFrame] = detect_video(video, model_path, told)
        if keep:
            frames = _keeping(frames, kept)
        try:
            analysis = analyse(spec, sides, frames, size, str(path))
        except FormcheckError as error:
            raise FormcheckError(" ".join([str(error), *video.warnings])) from error
        analysis = replace(
            analysis,
            warnings=(*analysis.warnings, *video.warnings),
            unfit=(*analysis.unfit, *video.warnings),
        )
    recording = Recording(size, path.name, tuple(kept)) if keep else None
    return Analysed(analysis, recording)


def _keeping(frames: Iterable[DetectedFrame], kept: list[DetectedFrame]) -> Iterator[DetectedFrame]:
    for frame in frames:
        kept.append(frame)
        yield frame


def kind_of(path: Path) -> Kind:
    """What the file is, by the ending of its name; everything unknown may be a video."""
    if path.suffix.lower() == RECORDING_SUFFIX:
        return Kind.RECORDING
    return Kind.PHOTO if is_photo(path) else Kind.VIDEO
