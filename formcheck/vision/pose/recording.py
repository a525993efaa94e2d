"""The detections of a video in a file: replaces video and model in tests and replays."""

from __future__ import annotations

import io
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from formcheck.core.body import Detection, ImageSize
from formcheck.core.language import Sentence
from formcheck.files.errors import FormcheckError
from formcheck.files.inputs import read_input
from formcheck.files.output_file import replace_file
from formcheck.vision.video.video_texts import RECORDED_IN_PART

_ArrayKind = tuple[str, tuple[int | None, ...]]
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_NPY = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '(<[fiU]\d{1,4})', 'fortran_order': False, 'shape': \(([\d, ]{0,40})\), \} *\n"
)
FORMAT = 1
_ANY_TEXT = "<U"
_MARKS = 33
_ARRAYS: dict[str, _ArrayKind] = {
    "format": ("<i8", ()),
    "size": ("<i8", (2,)),
    "source_name": (_ANY_TEXT, ()),
    "index": ("<i8", (None,)),
    "t_s": ("<f8", (None,)),
    "persons": ("<i8", (None,)),
    "image_px": ("<f4", (None, _MARKS, 2)),
    "world_m": ("<f4", (None, _MARKS, 3)),
    "visibility": ("<f4", (None, _MARKS)),
    "extra_names": (_ANY_TEXT, (None,)),
    "extras": ("<f4", (None, None)),
    "warnings": (_ANY_TEXT, (None,)),
    "model": (_ANY_TEXT, ()),
}
"""Each array's type, as numpy writes it, and shape, None for any length."""
_OPTIONAL = {"extra_names", "extras", "warnings", "model"}
_MOST_BYTES = 2**29
"""Uncompressed: five hours of one person at 30 frames a second, and 2.5 GB of memory. Chosen for
formcheck, as are the limits below."""
_SPARE_BYTES = 2**20
"""More than a file takes besides its frames: names, warnings, headers. Chosen for formcheck."""
_MOST_S = 1e6
_LEAST_STEP_S = 5e-4
"""Frames of videos are at least a millisecond apart (``RisingClock``)."""
_MOST_INDEX = 2**40
_MOST_PERSONS = 100
_MOST_SIDE_PX = 100_000
_MOST_PX = 1e6
"""Landmarks may lie far outside the frame."""
_MOST_M = 1e3

Stored = Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class DetectedFrame:
    """The people in the frame at t_s, in pixels of the full-size frame as displayed.

    index is the frame's number in its source, skipped ones included.
    """

    index: int
    t_s: float
    detections: tuple[Detection, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A video's detections, the frame size their pixels refer to, and warnings about the video.

    model: what made the detections, as ``models.describe_model`` says; empty if not known.
    """

    size: ImageSize
    source_name: str
    frames: tuple[DetectedFrame, ...]
    warnings: tuple[str, ...] = ()
    model: str = ""

    def __iter__(self) -> Iterator[DetectedFrame]:
        """Yields what ``detect_video`` yielded when the recording was made."""
        return iter(self.frames)

    @property
    def t_s(self) -> tuple[float, ...]:
        """The times of the frames."""
        return tuple(frame.t_s for frame in self.frames)

    def cut(self, from_s: float, to_s: float) -> Recording:
        """Returns the part with the frames from from_s on, up to before to_s."""
        frames = tuple(frame for frame in self.frames if from_s <= frame.t_s < to_s)
        return replace(self, frames=frames)

    def shorten(self) -> Recording:
        """Returns as much as one file can hold, with a warning if frames are left out."""
        people = (person for frame in self.frames for person in frame.detections)
        extras = {name for person in people for name in person.extras}
        of_person, of_frame = 4 * (6 * _MARKS + len(extras)), 24
        sizes = [of_frame + of_person * len(frame.detections) for frame in self.frames]
        count = int(np.searchsorted(np.cumsum(sizes), _MOST_BYTES - _SPARE_BYTES, side="right"))
        if count == len(sizes):
            return self
        length_s = f"{self.frames[count].t_s:.0f}"
        warning = Sentence(RECORDED_IN_PART, file=self.source_name, length_s=length_s)
        return replace(self, frames=self.frames[:count], warnings=(*self.warnings, warning))

    def save(self, path: Path) -> None:
        """Writes the recording as a compressed npz; an existing file is replaced as a whole.

        Numbers are stored as float32; an extra that only some detections have is NaN in the others.
        Raises FormcheckError if it can't be written.
        """
        people = [detection for frame in self.frames for detection in frame.detections]
        names = sorted({name for person in people for name in person.extras})
        with replace_file(path) as part, part.open("wb") as out:
            np.savez_compressed(
                out,
                format=np.int64(FORMAT),
                size=np.array([self.size.width_px, self.size.height_px], dtype=np.int64),
                source_name=np.array(self.source_name),
                index=np.array([f.index for f in self.frames], dtype=np.int64),
                t_s=np.array(self.t_s, dtype=np.float64),
                persons=np.array([len(f.detections) for f in self.frames], dtype=np.int64),
                image_px=_stack([p.image_px for p in people], _MARKS, 2),
                world_m=_stack([p.world_m for p in people], _MARKS, 3),
                visibility=_stack([p.visibility for p in people], _MARKS),
                extra_names=np.array(names, dtype=np.str_),
                extras=_stack(
                    [[p.extras.get(n, math.nan) for n in names] for p in people], len(names)
                ),
                warnings=np.array(self.warnings, dtype=np.str_),
                model=np.array(self.model),
            )

    @classmethod
    def load(cls, path: Path) -> Recording:
        """Loads a recording, from 0 s. Raises FormcheckError if missing, foreign or damaged."""
        data = read_input(path, "recording", _MOST_BYTES)
        try:
            header = _read_arrays(data, {"format": _ARRAYS["format"]})
            if (found := int(header["format"][()])) != FORMAT:
                raise FormcheckError(
                    f"The recording {path} has format {found}, this formcheck reads format "
                    f"{FORMAT}: update formcheck, or make it again."
                )
            stored = _read_arrays(data, _ARRAYS)
            width_px, height_px = _bounded(stored, "size", 1, _MOST_SIDE_PX).tolist()
            people = _people(stored)
            frames = _frames(stored, people)
        except ValueError as error:
            raise FormcheckError(
                f"{path} is not a recording made by formcheck, or it is damaged ({error}): make it "
                "again with `formcheck check VIDEO --record`."
            ) from error
        return cls(
            size=ImageSize(width_px, height_px),
            source_name=str(stored["source_name"][()]),
            frames=frames,
            warnings=tuple(map(str, stored.get("warnings", ()))),
            model=str(stored["model"][()]) if "model" in stored else "",
        )


def _stack(rows: Sequence[np.ndarray | list[float]], *shape: int) -> np.ndarray:
    return np.array(rows, dtype=np.float32).reshape(len(rows), *shape)


def _bounded(stored: Stored, name: str, least: float, most: float) -> np.ndarray:
    """Returns the array. Raises ValueError unless all numbers are within bounds and none is NaN."""
    numbers = stored[name]
    if numbers.size and not (numbers.min() >= least and numbers.max() <= most):
        raise ValueError(f"its {name} are not between {least:g} and {most:g}")
    return numbers


def _people(stored: Stored) -> tuple[Detection, ...]:
    image_px = _bounded(stored, "image_px", -_MOST_PX, _MOST_PX).astype(np.float64)
    world_m = _bounded(stored, "world_m", -_MOST_M, _MOST_M).astype(np.float64)
    visibility = _bounded(stored, "visibility", 0.0, 1.0).astype(np.float64)
    extras = _extras(stored, len(visibility))
    if not len(image_px) == len(world_m) == len(visibility) == len(extras):
        raise ValueError("its counts of people do not fit")
    return tuple(map(Detection, image_px, world_m, visibility, extras))


def _extras(stored: Stored, count: int) -> list[dict[str, float]]:
    """Returns the extras of each detection; empty in a recording made before there were any."""
    if "extras" not in stored or "extra_names" not in stored:
        return [{} for _ in range(count)]
    names = stored["extra_names"].tolist()
    extras = stored["extras"]
    if extras.shape[1] != len(set(names)) or len(names) != len(set(names)):
        raise ValueError("its counts of extras do not fit")
    if np.isinf(extras).any():
        raise ValueError("its extras are not finite")
    return [dict(zip(names, row, strict=True)) for row in extras.tolist()]


def _frames(stored: Stored, people: tuple[Detection, ...]) -> tuple[DetectedFrame, ...]:
    index = _bounded(stored, "index", 0, _MOST_INDEX)
    t_s = _bounded(stored, "t_s", 0.0, _MOST_S)
    persons = _bounded(stored, "persons", 0, _MOST_PERSONS)
    if not len(index) == len(t_s) == len(persons) or persons.sum() != len(people):
        raise ValueError("its counts of pictures and people do not fit")
    if np.any(np.diff(t_s) < _LEAST_STEP_S) or np.any(np.diff(index) <= 0):
        raise ValueError("its times do not rise")
    t_s = t_s - t_s[:1]  # a part of a recording begins later
    ends = np.cumsum(persons).tolist()
    return tuple(
        DetectedFrame(at, time_s, people[end - count : end])
        for at, time_s, count, end in zip(
            index.tolist(), t_s.tolist(), persons.tolist(), ends, strict=True
        )
    )


def _read_arrays(data: bytes, wanted: Mapping[str, _ArrayKind]) -> dict[str, np.ndarray]:
    """Reads the wanted arrays of an untrusted npz file; only optional ones may be missing.

    numpy's own reader believes every size that a file claims, and evaluates the text in front of an
    array. This one accepts only what ``np.savez_compressed`` writes, and reads nothing before its
    size is known to fit. Raises ValueError, with a reason, for anything else.
    """
    try:
        members = _members(data, wanted)
        arrays = {name: _array(member, wanted[name]) for name, member in members.items()}
    except (struct.error, zlib.error, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise ValueError("it is cut off or changed") from error
    for name in wanted:
        if name not in arrays and name not in _OPTIONAL:
            raise ValueError(f"its part {name!r} is missing")
    return arrays


def _members(data: bytes, wanted: Container[str]) -> dict[str, bytes]:
    """Returns the wanted parts of the zip by name, none read beyond its declared size."""
    found: dict[str, bytes] = {}
    room = _MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for part in packed.infolist():
            name = part.filename.removesuffix(".npy")
            if name not in wanted:
                continue
            room -= part.file_size
            usual = part.flag_bits == 0 and part.compress_type in _METHODS
            if not usual or name == part.filename or name in found:
                raise ValueError("its table of contents is damaged")
            if room < 0:
                raise ValueError("it is too large")
            with packed.open(part) as member:
                found[name] = member.read(part.file_size)
    return found


def _array(member: bytes, wanted: _ArrayKind) -> np.ndarray:
    (header_bytes,) = struct.unpack_from("<H", member, len(_NPY))
    begin = len(_NPY) + 2 + header_bytes
    header = _HEADER.fullmatch(member[len(_NPY) + 2 : begin])
    if not member.startswith(_NPY) or header is None:
        raise ValueError("it holds something other than plain numbers and text")
    dtype, shape = header[1].decode(), tuple(int(n) for n in header[2].split(b",") if n.strip())
    wanted_dtype, wanted_shape = wanted
    is_kind = wanted_dtype in {dtype, dtype[: len(_ANY_TEXT)]}
    is_shape = len(shape) == len(wanted_shape) and all(
        length in {own, None} for own, length in zip(shape, wanted_shape, strict=True)
    )
    if not is_kind or not is_shape:
        raise ValueError(f"it holds {dtype} {shape} where {wanted_dtype} {wanted_shape} belongs")
    kind = np.dtype(dtype)
    if len(member) - begin != math.prod(shape) * kind.itemsize:
        raise ValueError("it holds less or more numbers than it says")
    if wanted_dtype == _ANY_TEXT:
        member[begin:].decode("utf-32-le", "surrogatepass")  # ValueError if it is not text
    return np.frombuffer(member, kind, offset=begin).reshape(shape)
