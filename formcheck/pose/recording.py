"""A session's detections in a file: stands in for video and model in tests and replays."""

from __future__ import annotations

import math
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.body import Detection, ImageSize
from formcheck.errors import FormcheckError
from formcheck.pose.detected import DetectedFrame

FORMAT = 1
_MARKS = 33


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Detections of a whole video, picture by picture, and the size their pixels refer to."""

    size: ImageSize
    source_name: str
    frames: tuple[DetectedFrame, ...]

    def __iter__(self) -> Iterator[DetectedFrame]:
        """Yields what ``detect_video`` yielded when the recording was made."""
        return iter(self.frames)

    @property
    def t_s(self) -> tuple[float, ...]:
        """The times of the frames."""
        return tuple(frame.t_s for frame in self.frames)

    def save(self, path: Path) -> None:
        """Write the recording as a compressed npz; a file that is there is replaced as a whole.

        Numbers are kept as float32; an extra that only some detections hold is NaN in the others.
        Raises FormcheckError when it can't be written.
        """
        people = [detection for frame in self.frames for detection in frame.detections]
        names = sorted({name for person in people for name in person.extras})
        try:
            handle, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
            part = Path(name)
            try:
                with os.fdopen(handle, "wb") as out:
                    np.savez_compressed(
                        out,
                        format=np.int64(FORMAT),
                        size=np.array([self.size.width_px, self.size.height_px], dtype=np.int64),
                        source_name=np.array(self.source_name),
                        index=np.array([f.index for f in self.frames], dtype=np.int64),
                        t_s=np.array(self.t_s, dtype=np.float64),
                        persons=np.array([f.persons for f in self.frames], dtype=np.int64),
                        image_px=_stacked((p.image_px for p in people), (_MARKS, 2)),
                        world_m=_stacked((p.world_m for p in people), (_MARKS, 3)),
                        visibility=_stacked((p.visibility for p in people), (_MARKS,)),
                        extra_names=np.array(names, dtype=np.str_),
                        extras=_stacked(
                            ([p.extras.get(name, math.nan) for name in names] for p in people),
                            (len(names),),
                        ),
                    )
                part.chmod(0o644)
                os.replace(part, path)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise FormcheckError(
                f"The recording {path} could not be written: {error.strerror}."
            ) from error

    @classmethod
    def load(cls, path: Path) -> Recording:
        """The recording in the file. Raises FormcheckError when missing, foreign or damaged."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                if int(stored["format"]) != FORMAT:
                    raise FormcheckError(
                        f"The recording {path} has format {int(stored['format'])}, this formcheck "
                        f"reads format {FORMAT}: make it again."
                    )
                people = _people(
                    stored["image_px"],
                    stored["world_m"],
                    stored["visibility"],
                    _extras(stored),
                )
                frames = _frames(stored["index"], stored["t_s"], stored["persons"], people)
                width_px, height_px = (int(side) for side in stored["size"])
                name = str(stored["source_name"])
        except FileNotFoundError as error:
            raise FormcheckError(f"There is no recording {path}: check the name.") from error
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise FormcheckError(
                f"{path} is not a recording made by formcheck, or it is damaged."
            ) from error
        return cls(size=ImageSize(width_px, height_px), source_name=name, frames=frames)


def _stacked(arrays: Iterable[np.ndarray | list[float]], shape: tuple[int, ...]) -> np.ndarray:
    rows = list(arrays)
    return np.array(rows, dtype=np.float32) if rows else np.zeros((0, *shape), dtype=np.float32)


def _extras(stored: Mapping[str, np.ndarray]) -> list[dict[str, float]]:
    """The extras of each detection; none in a recording made before there were any."""
    if "extras" not in stored:
        return [{} for _ in stored["visibility"]]
    names = [str(name) for name in stored["extra_names"]]
    return [dict(zip(names, row.tolist(), strict=True)) for row in stored["extras"]]


def _people(
    image_px: np.ndarray,
    world_m: np.ndarray,
    visibility: np.ndarray,
    extras: list[dict[str, float]],
) -> tuple[Detection, ...]:
    count = len(visibility)
    shapes = (image_px.shape, world_m.shape, visibility.shape)
    if shapes != ((count, _MARKS, 2), (count, _MARKS, 3), (count, _MARKS)):
        raise ValueError(shapes)
    return tuple(
        Detection(
            image.astype(np.float64), world.astype(np.float64), seen.astype(np.float64), numbers
        )
        for image, world, seen, numbers in zip(image_px, world_m, visibility, extras, strict=True)
    )


def _frames(
    index: np.ndarray, t_s: np.ndarray, persons: np.ndarray, people: tuple[Detection, ...]
) -> tuple[DetectedFrame, ...]:
    ends = np.cumsum(persons)
    if (len(ends) and int(ends[-1]) != len(people)) or np.any(np.diff(t_s) <= 0):
        raise ValueError("counts or times do not fit")
    return tuple(
        DetectedFrame(int(i), float(t), people[int(end - count) : int(end)])
        for i, t, count, end in zip(index, t_s, persons, ends, strict=True)
    )
