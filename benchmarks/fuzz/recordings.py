"""Damaged recordings: read, judged as a stretch and as sitting, and written as JSON."""

import io
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.fuzz.doors import make_file_door
from benchmarks.fuzz.mutate import damage_bytes
from formcheck.core.body import Detection, ImageSize
from formcheck.core.posture.rules import Rules
from formcheck.core.stretch import Spec
from formcheck.engine.files import analyse_recording
from formcheck.engine.sit_baseline import FIRST_SECONDS
from formcheck.engine.sit_video import sit_video
from formcheck.library.catalogue import load_spec
from formcheck.output.report.contract import build_video_result
from formcheck.output.report.json_part import format_results
from formcheck.output.report.sit_contract import build_sit_video
from formcheck.vision.pose.recording import DetectedFrame, Recording

_PICTURES = 30
_ARRAYS_SHARE = 0.6
"""Share of tries with changed arrays in a valid file: checksums already reveal damaged bytes."""
_NUMBERS = (0, 1, -1, 1e-30, 1e6, -1e6, 1e30, 2**31, 2**53, 2**62, np.nan, np.inf, -np.inf)
_TYPES = ("<f4", "<f8", ">f8", "<f2", "<i8", "<i4", "<u8", "<c16", "?", "<U3", "S3", "<M8[s]")


def build_recording() -> Recording:
    """Returns a recording of some seconds in which a person moves a little."""
    random = np.random.default_rng(1)
    pose_px = random.uniform(200, 800, (33, 2))
    pose_m = random.normal(0, 0.4, (33, 3))
    frames = tuple(
        DetectedFrame(
            number,
            number / 4,
            (
                Detection(
                    pose_px + random.normal(0, 2, (33, 2)),
                    pose_m + random.normal(0, 0.01, (33, 3)),
                    np.full(33, 0.95),
                    {"breath": float(number)},
                ),
            ),
        )
        for number in range(_PICTURES)
    )
    return Recording(ImageSize(1920, 1080), "film.mp4", frames)


@cache
def make_recording() -> bytes:
    """Returns a valid recording."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "session.npz"
        build_recording().save(path)
        return path.read_bytes()


@cache
def _load_valid_arrays() -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(make_recording())) as stored:
        return dict(stored)


@cache
def _load_spec() -> Spec:
    return load_spec("seated-twist")


def damage_recording(random: Random) -> bytes:
    """Returns a damaged recording."""
    arrays: dict[str, Any] = dict(_load_valid_arrays())
    if random.random() < _ARRAYS_SHARE:
        for _ in range(random.choice((1, 1, 2, 4))):
            _change_array(arrays, random)
    out = io.BytesIO()
    (np.savez if random.random() < 0.5 else np.savez_compressed)(out, **arrays)
    data = out.getvalue()
    return data if random.random() < _ARRAYS_SHARE else damage_bytes(data, random)


def _change_array(arrays: dict[str, Any], random: Random) -> None:
    name = random.choice(sorted(arrays))
    array = np.array(arrays[name])
    kind = random.randrange(6)
    if kind == 0:
        del arrays[name]
    elif kind == 1:
        arrays[random.choice(("other", *arrays))] = array
    elif kind == 2 and array.ndim:
        arrays[name] = array[: random.randrange(len(array) + 1)]
    elif kind == 3 and array.dtype.kind in "if":
        with np.errstate(all="ignore"):
            arrays[name] = array.astype(random.choice(_TYPES))
    elif kind == 4 and array.ndim:
        arrays[name] = array[:: random.choice((-1, 2))]
    elif array.size and array.dtype.kind in "if":
        for _ in range(random.choice((1, 5))):
            number = random.choice(_NUMBERS)
            if array.dtype.kind == "i" and not abs(number) < 2**63:
                number = -(2**63)
            with np.errstate(all="ignore"):
                array.flat[random.randrange(array.size)] = number
        arrays[name] = array


def try_recording(path: Path) -> None:
    """Judges the recording as a stretch and as sitting. Raises FormcheckError."""
    spec = _load_spec()
    analysis = analyse_recording(path, Recording.load(path), spec, spec.sides)
    format_results(build_video_result(analysis))
    build_sit_video(sit_video(path, FIRST_SECONDS, Rules(), Path()))


RECORDINGS = make_file_door("recordings", ".npz", damage_recording, try_recording)
