"""Reads films and photos from the clones in a folder, and detects people in them.

Nothing is fetched.
"""

import csv
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import av
import numpy as np
from numpy.typing import NDArray

from benchmarks.detections import detect_once
from benchmarks.real.labels import Performance
from formcheck.core.body import Detection, ImageSize
from formcheck.engine.files import detect_all
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.recording import DetectedFrame, Recording
from formcheck.vision.pose.scale import TORSO_M
from formcheck.vision.pose.search import Search
from formcheck.vision.video.photo_file import read_photo

SHOWN_S, STILLS_FPS = 3, 12
"""Seconds that each photo is shown in a film made of photos, and the film's frame rate."""
DEPTH_RATIO = 0.3
"""Factor for a landmark's depth in a table. Measured on 48 tables of seven people: it keeps limb
lengths most constant."""
_PLACES = ("", ".git", "repo", "repo/.git")
_TABLE_SHAPE = (33, 4)


def find_clone(folder: Path, repository: str) -> Path | None:
    """Returns the git directory of the clone of "owner/name" in the folder; None without one."""
    places = (folder / repository.replace("/", "+") / place for place in _PLACES)
    return next((p for p in places if (p / "HEAD").is_file() and (p / "objects").is_dir()), None)


def read_blob(clone: Path, commit: str, path: str) -> bytes | None:
    """Returns a file's bytes, None if not in the clone. Raises FormcheckError without git."""
    words = ["git", f"--git-dir={clone}", "cat-file", "blob", f"{commit}:{path}"]
    try:
        done = subprocess.run(words, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise FormcheckError("git is not installed: it reads the clones.") from error
    return done.stdout if done.returncode == 0 else None


def read_files(
    folder: Path, repository: str, commit: str, paths: Sequence[str]
) -> tuple[bytes, ...] | None:
    """Returns the bytes of these files; None if one is missing."""
    clone = find_clone(folder, repository)
    if clone is None:
        return None
    contents = [read_blob(clone, commit, path) for path in paths]
    return None if None in contents else tuple(one for one in contents if one is not None)


def detect_label(label: Performance, contents: tuple[bytes, ...], cache: Path) -> Recording:
    """Returns the (cached) detections in a label's files. Raises FormcheckError if unreadable."""
    if label.kind == "landmarks":
        if label.size is None or label.fps is None:  # the label model rules this out
            raise FormcheckError("A table of landmarks needs size and fps.")
        return read_table(contents[0], ImageSize(*label.size), label.fps)
    how = f"{label.kind} {SHOWN_S} {STILLS_FPS}"
    return detect_once(cache, how, contents, lambda: _detect(label, contents))


def _detect(label: Performance, contents: tuple[bytes, ...]) -> Recording:
    with tempfile.TemporaryDirectory() as made:
        files = [
            _write_file(Path(made) / f"{number}{PurePosixPath(path).suffix}", content)
            for number, (path, content) in enumerate(zip(label.paths, contents, strict=True))
        ]
        if label.kind == "photo":
            return _detect_photo(files[0])
        film = files[0] if label.kind == "film" else _write_film(files, Path(made) / "film.mkv")
        return detect_all(film, model_path())


def cut_recording(seen: Recording, from_s: float | None, to_s: float | None) -> Recording:
    """Returns the part from from_s to to_s, with times counted from its own first frame."""
    since, until = from_s or 0.0, float("inf") if to_s is None else to_s
    frames = [frame for frame in seen.frames if since <= frame.t_s < until]
    start_s = frames[0].t_s if frames else 0.0
    return Recording(
        seen.size,
        seen.source_name,
        tuple(DetectedFrame(one.index, one.t_s - start_s, one.detections) for one in frames),
    )


def read_table(content: bytes, size: ImageSize, fps: float) -> Recording:
    """Converts a table of landmarks to a recording, with one person per row.

    World positions are made from image positions and depth, and scaled so that the median torso has
    an adult's length. Raises FormcheckError if it is no such table.
    """
    try:
        rows = list(csv.reader(content.decode("utf-8").splitlines()))[1:]
        numbers = np.array(
            [row[: _TABLE_SHAPE[0] * _TABLE_SHAPE[1]] for row in rows], dtype=np.float64
        )
        marks = numbers.reshape(-1, *_TABLE_SHAPE)
    except ValueError as error:
        raise FormcheckError("It is not a table of 33 landmarks with four numbers each.") from error
    image_px = marks[:, :, :2] * (size.width_px, size.height_px)
    depth_px = marks[:, :, 2:3] * size.width_px * DEPTH_RATIO
    world_m = _convert_to_metres(np.concatenate([image_px, depth_px], axis=2))
    frames = (
        DetectedFrame(number, number / fps, (Detection(image, world, mark[:, 3]),))
        for number, (image, world, mark) in enumerate(zip(image_px, world_m, marks, strict=True))
    )
    return Recording(size, "landmarks", tuple(frames))


def _convert_to_metres(places_px: NDArray[np.float64]) -> NDArray[np.float64]:
    """Converts (n, 33, 3) pixels to metres from the middle of the hips."""
    hips, shoulders = places_px[:, [23, 24]].mean(axis=1), places_px[:, [11, 12]].mean(axis=1)
    torso_px = float(np.median(np.linalg.norm(shoulders - hips, axis=1)))
    places_m: NDArray[np.float64] = (places_px - hips[:, None]) * (TORSO_M / torso_px)
    return places_m


def _write_file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _detect_photo(path: Path) -> Recording:
    image = read_photo(path)
    with Search(model_path()) as search:
        detections = search.detect_photo(image)
    size = ImageSize(image.shape[1], image.shape[0])
    return Recording(size, path.name, (DetectedFrame(0, 0.0, detections),))


def _write_film(photos: Sequence[Path], path: Path) -> Path:
    """Makes a lossless film that shows each photo for SHOWN_S. Raises FormcheckError."""
    images = [read_photo(photo) for photo in photos]
    if len({image.shape for image in images}) > 1:
        raise FormcheckError("The photos of a video must be of the same size.")
    with av.open(os.fspath(path), "w") as film:
        stream = film.add_stream("ffv1", rate=STILLS_FPS)
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "bgr0"
        for image in images:
            for _ in range(SHOWN_S * STILLS_FPS):
                film.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        film.mux(stream.encode(None))
    return path
