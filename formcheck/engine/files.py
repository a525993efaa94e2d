"""Analyses a video or a recording on disk."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path

from formcheck.core.body import ImageSize, Side
from formcheck.core.stretch import Spec, build_dose
from formcheck.engine.analyse import Analysis, add_warnings, analyse
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose import models
from formcheck.vision.pose.parallel import MAX_FPS, MAX_SIDE_PX, detect_video
from formcheck.vision.pose.recording import DetectedFrame, Recording
from formcheck.vision.pose.registry import DEFAULT_VARIANT
from formcheck.vision.video.photo_file import is_photo
from formcheck.vision.video.video import OnProgress, VideoFile

RECORDING_SUFFIX = ".npz"


class FileKind(Enum):
    """The kind of an input file, by its name."""

    PHOTO = "photo"
    RECORDING = "recording"
    VIDEO = "video"


def analyse_recording(
    path: Path, recording: Recording, spec: Spec, sides: tuple[Side, ...]
) -> Analysis:
    """Analyses the detections in a recording. Raises FormcheckError if they show nobody."""
    analysis = _analyse_video(path, recording, recording.size, recording.warnings, spec, sides)
    return replace(analysis, model=recording.model)


def analyse_video(
    path: Path,
    spec: Spec,
    sides: tuple[Side, ...],
    model_path: Path,
    on_progress: OnProgress | None = None,
) -> Analysis:
    """Analyses a video. Raises FormcheckError if it can't be read or shows nobody."""
    with VideoFile(path, MAX_SIDE_PX, MAX_FPS) as video:
        size = video.info.size
        breath = build_dose(spec.dose).is_paced
        frames = detect_video(video, model_path, on_progress, breath=breath)
        analysis = _analyse_video(path, frames, size, video.warnings, spec, sides)
    return replace(analysis, model=models.describe_model(model_path))


def detect_all(path: Path, model_path: Path, on_progress: OnProgress | None = None) -> Recording:
    """Detects people in a video, including what only some stretches need from the frames.

    For a stretch that is not known yet. Raises FormcheckError if the video can't be read.
    """
    with VideoFile(path, MAX_SIDE_PX, MAX_FPS) as video:
        frames = tuple(detect_video(video, model_path, on_progress, breath=True))
    model = models.describe_model(model_path)
    return Recording(video.info.size, path.name, frames, tuple(video.warnings), model)


def _analyse_video(
    path: Path,
    frames: Iterable[DetectedFrame],
    size: ImageSize,
    warnings: Sequence[str],
    spec: Spec,
    sides: tuple[Side, ...],
) -> Analysis:
    """Returns the analysis with the warnings about the file, which may grow as frames are read."""
    try:
        return analyse(spec, sides, frames, size, str(path)).with_warnings(warnings)
    except FormcheckError as error:
        raise add_warnings(error, warnings) from error


def kind_of(path: Path) -> FileKind:
    """Returns the kind of the file by its suffix; any unknown one may be a video."""
    if path.suffix.lower() == RECORDING_SUFFIX:
        return FileKind.RECORDING
    return FileKind.PHOTO if is_photo(path) else FileKind.VIDEO


def find_needed_model(paths: Iterable[Path], name: str = DEFAULT_VARIANT) -> Path:
    """Returns the path of the named pose model; an empty one for recordings, which need none.

    Raises FormcheckError as models.model_path does.
    """
    models.variant_named(name)
    if all(kind_of(path) is FileKind.RECORDING for path in paths):
        return Path()
    return models.model_path(name)
