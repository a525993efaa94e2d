"""Judges labelled photos of sitting people, from clones in a folder, as ``formcheck sit`` does."""

import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from benchmarks.detections import detect_once
from benchmarks.real.labels import Sitting, Source
from benchmarks.real.pictures import read_files
from benchmarks.real.sitting_score import (
    SeenPhoto,
    format_sitting,
    judge_against_baseline,
    judge_alone,
    judge_by_each,
    read_sitter,
)
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.recording import DetectedFrame, Recording
from formcheck.vision.pose.search import Search
from formcheck.vision.video.frames import size_of
from formcheck.vision.video.photo_file import read_photo


def report_sitting(sources: Iterable[Source], folder: Path, cache: Path) -> str:
    """Returns the section on sitting as Markdown; "" if none of its photos is in the folder.

    Detections are cached. Photos that are missing or can't be read are counted.
    """
    looks = [
        _detect_sitter(source, label, folder, cache)
        for source in sources
        for label in source.labels
        if isinstance(label, Sitting)
    ]
    photos = [seen for seen in looks if seen is not None]
    if not photos:
        return ""
    missing = len(looks) - len(photos)
    return format_sitting(
        judge_alone(photos), judge_against_baseline(photos), judge_by_each(photos), missing
    )


def _detect_sitter(source: Source, label: Sitting, folder: Path, cache: Path) -> SeenPhoto | None:
    contents = read_files(folder, source.repository, source.commit, [label.path])
    if contents is None:
        return None
    suffix = PurePosixPath(label.path).suffix
    try:
        seen = detect_once(cache, "sitting", contents, lambda: _detect(contents[0], suffix))
    except FormcheckError:
        return None
    return SeenPhoto(source.repository, label, read_sitter(seen.frames[0].detections, seen.size))


def _detect(content: bytes, suffix: str) -> Recording:
    """Detects all people in a photo, like ``formcheck.engine.sit_baseline.look_at_photo``."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / f"photo{suffix}"
        path.write_bytes(content)
        image = read_photo(path)
    with Search(model_path()) as search:
        everybody = search.find_sitters(image)
    return Recording(size_of(image), path.name, (DetectedFrame(0, 0.0, everybody),))
