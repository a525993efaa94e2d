"""Reads the ground truth beside a sample clip."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import ImageSize, Side
from formcheck.core.coach import PhaseSpan, Span
from formcheck.core.stretch import Spec

FORMAT = 1
FRONT_TO_DEG = 25.0
THREE_QUARTER_TO_DEG = 65.0
"""A camera up to this far from straight ahead is called three-quarter. Chosen for formcheck: specs
ask for a three-quarter camera at about 35 to 45 degrees."""


@dataclass(frozen=True, slots=True)
class TrueRep:
    """An attempted repetition; counted: it is complete, otherwise reason states why it is not."""

    start_s: float
    end_s: float
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What a clip shows. faults and phases are spans with an id; hold_s is the length of all holds.

    joints_m (n, len(joint_names), 3) are joint centres at joints_t_s (n,): metres in the camera's
    frame, x right, y down, z away. f_px is the focal length. view_deg is the camera's direction: 0
    in front of the person, + on the person's left. reps are the attempted repetitions; place is the
    generator's word for the camera position, "" in older clips. eye_m and aim_m are the camera's
    position and the point it is aimed at, in the world's metres, z up.
    """

    clip: str
    stretch: str
    side: Side
    view_deg: float
    size: ImageSize
    f_px: float
    fault: str | None
    phases: tuple[PhaseSpan, ...]
    holds: tuple[Span, ...]
    hold_s: float
    faults: tuple[PhaseSpan, ...]
    joint_names: tuple[str, ...]
    joints_t_s: NDArray[np.float64]
    joints_m: NDArray[np.float64]
    reps: tuple[TrueRep, ...] = ()
    place: str = ""
    eye_m: tuple[float, ...] = ()
    aim_m: tuple[float, ...] = ()

    @property
    def view(self) -> str:
        """The camera position in a word: front, three-quarter, side, foot-end or head-end."""
        if self.place:
            return self.place
        away_deg = abs(self.view_deg)
        if away_deg <= FRONT_TO_DEG:
            return "front"
        return "three-quarter" if away_deg <= THREE_QUARTER_TO_DEG else "side"


def read_truth(path: Path) -> Truth | None:
    """Reads a truth file; None if nobody is shown.

    Raises ValueError for another format or an invalid value, KeyError for a missing part.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    if not raw:
        return None
    if raw["format"] != FORMAT:
        raise ValueError(f"{path} has format {raw['format']}, wanted {FORMAT}")
    width_px, height_px = raw["size"]
    joints = raw["joints"]
    return Truth(
        clip=raw["clip"],
        stretch=raw["stretch"],
        side=Side(raw["side"]),
        view_deg=float(raw["view_deg"]),
        size=ImageSize(width_px, height_px),
        f_px=float(raw["camera"]["f_px"]),
        fault=raw["fault"],
        phases=_read_spans(raw["phases"]),
        holds=tuple(Span(h["start_s"], h["end_s"]) for h in raw["holds"]),
        hold_s=float(raw["hold_s"]),
        faults=_read_spans(raw["faults"]),
        joint_names=tuple(joints["names"]),
        joints_t_s=np.array(joints["t_s"], dtype=np.float64),
        joints_m=np.array(joints["camera_mm"], dtype=np.float64) / 1000.0,
        reps=tuple(
            TrueRep(float(r["start_s"]), float(r["end_s"]), bool(r["counted"]), r["reason"])
            for r in raw.get("reps", ())
        ),
        place=raw.get("view", ""),
        eye_m=tuple(raw["camera"]["eye"]),
        aim_m=tuple(raw["camera"]["at"]),
    )


def _read_spans(raw: list[dict[str, str | float]]) -> tuple[PhaseSpan, ...]:
    return tuple(PhaseSpan(float(s["start_s"]), float(s["end_s"]), str(s["id"])) for s in raw)


def list_clips(folder: Path) -> Iterator[tuple[Path, Truth | None]]:
    """Yields every stretch clip in the folder by name, with its truth; None if it has none."""
    for path in sorted(folder.glob("[!.]*.mp4")):
        beside = path.with_suffix(".json")
        if not is_sitting(beside):
            yield path, read_truth(beside) if beside.is_file() else None


def is_sitting(truth: Path) -> bool:
    """Returns whether the truth file is of a person at a desk, who does no stretch."""
    return truth.is_file() and json.loads(truth.read_text("utf-8")).get("kind") == "sitting"


def has_one_side(spec: Spec) -> bool:
    """Returns whether one side works that formcheck must find: neither both nor alternating."""
    return spec.sides != (Side.BOTH,) and not spec.dose.alternate
