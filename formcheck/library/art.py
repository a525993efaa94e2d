"""The bundled pictures of the stretches, and the ghosts of their poses."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from formcheck.core.body import Floats
from formcheck.core.stretch.model import ID_PATTERN

Which = Literal["start", "target"]

START, TARGET = "start", "target"
PICTURE_SIZE_PX = (480, 640)
"""Width and height of a picture: portrait, 3:4; landscape where people lie or are on all fours."""
_FOLDER = Path(__file__).resolve().parent / "pictures"
_NAME = re.compile(ID_PATTERN)


@dataclass(frozen=True, slots=True, eq=False)
class Ghost:
    """The outline of a pose, as the un-mirrored picture shows it when the left side works.

    Coordinates are torso units: origin at mid-shoulder, x right and y down, 1 is the distance from
    there to mid-hip in the picture of the start.

    outline: closed polygons (n, 2), filled by the even-odd rule, so that one inside another is a
    hole. joints: (33, 2) in the order of the landmarks, NaN for those that a rendered body lacks.
    room: left, top, right, bottom of start and target together. torso_per_shoulder: 1 over the
    width of the shoulders at the start, None if they are not square to the camera.
    """

    outline: tuple[Floats, ...]
    joints: Floats
    room: tuple[float, float, float, float]
    torso_per_shoulder: float | None


def find_picture(spec_id: str, name: str) -> Path | None:
    """Returns the file of a picture: "start", "target" or the id of a fault. None if there is none.

    Any text is allowed, but only plain ids can name a file.
    """
    if not (_NAME.fullmatch(spec_id) and _NAME.fullmatch(name)):
        return None
    path = _FOLDER / spec_id / f"{name}.webp"
    return path if path.is_file() else None


@cache
def read_picture_size_px(spec_id: str) -> tuple[int, int]:
    """Returns width and height of a stretch's pictures; portrait if it has none."""
    record = _load_ghosts(spec_id)
    width, height = record["picture_px"] if record else PICTURE_SIZE_PX
    return width, height


@cache
def load_ghost(spec_id: str, which: Which) -> Ghost | None:
    """Returns the ghost of a stretch's start or target; None for a stretch without pictures."""
    record = _load_ghosts(spec_id)
    if record is None:
        return None
    left, top, right, bottom = record["room"]
    return Ghost(
        outline=tuple(_parse_points(polygon) for polygon in record[which]["outline"]),
        joints=_parse_points([p or (np.nan, np.nan) for p in record[which]["joints"]]),
        room=(left, top, right, bottom),
        torso_per_shoulder=record["torso_per_shoulder"],
    )


def _load_ghosts(spec_id: str) -> dict[str, Any] | None:
    path = _FOLDER / spec_id / "ghost.json"
    if not _NAME.fullmatch(spec_id) or not path.is_file():
        return None
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


def _parse_points(rows: object) -> Floats:
    points = np.asarray(rows, np.float64)
    points.flags.writeable = False
    return points
