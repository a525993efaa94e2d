"""Reads a film drawn from the reference: its recording and the ground truth beside it.

``DIR/films-0101/000012.recording.npz`` and ``000012.truth.npz`` are film 12 of seed 101.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from benchmarks.sampled.true_landmarks import (
    fit_camera,
    fit_lens,
    is_inside,
    make_recording,
    replace_positions,
    rotate_person,
)
from formcheck.core.body import ImageSize
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.recording import Recording
from reference.parts import part_of
from reference.skeleton import JOINTS, Floats
from reference.stretches import load_stretches
from reference.truth import Excursion, Truth, find_excursions, fold_sides

FORMAT = 1
Landmarks = Literal["model", "true-image", "true-world", "true", "true-placed"]
"""The landmarks to judge: those of the pose model ("model"); the same with true positions in the
image or in the world; the true joints, everything visible ("true"); or the true joints as seen by a
camera exactly in the requested direction ("true-placed")."""

SAME_FILM_S = 0.5
"""Recording and truth start and end this close together. Chosen for formcheck: a few frames."""

DESK_CUT = "hips"
"""The cut that only a laptop's camera near a person has (``synth/cameras.py``)."""
RESTING = ("neutral", "walk")
"""Phases before, between and after the stretch."""
_WANTED_IN: Mapping[str, tuple[str, ...]] = {
    "hold": ("hold", "fault"),
    "rep-peak": ("far",),
    "rep-start": ("near",),
}
_FOLDER = re.compile(r"films-(\d{4,})")
_RECORDING, _TRUTH = ".recording.npz", ".truth.npz"


class DamagedFilmError(Exception):
    """A film can't be judged; the message is the reason in a few words."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A film that is left out; reason is "" if it was not requested."""

    name: str
    reason: str


def build_skipped(name: str, error: Exception) -> Skipped:
    """Returns the skipped film with a reason made from the error."""
    if isinstance(error, DamagedFilmError):
        return Skipped(name, str(error))
    return Skipped(name, f"formcheck can't judge its stretch: {error}")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Phase(_Part):
    """A phase of the movement, from start_s to end_s."""

    id: str
    start_s: float
    end_s: float


class Rep(_Part):
    """An attempted repetition; counted: it is complete and in good form."""

    start_s: float
    end_s: float
    counted: bool


class CameraPlace(_Part):
    """The camera's offset in degrees about the person; cut: the body part to leave out, or ""."""

    off_deg: float = 0.0
    cut: str = ""


class About(_Part):
    """What a film was meant to show. stretch is None for somebody who only walks by.

    view_deg is the camera's direction: 0 in front of the person, + on the person's left.
    """

    format: Literal[1]
    seed: Annotated[int, Field(ge=1)]
    number: Annotated[int, Field(ge=0)]
    stretch: str | None
    side: Literal["left", "right"]
    fault: str | None
    severity: float | None
    view_deg: float
    size: tuple[Annotated[int, Field(gt=0)], Annotated[int, Field(gt=0)]]
    begins: str
    ends: str
    phases: tuple[Phase, ...]
    reps: tuple[Rep, ...]
    camera: CameraPlace = CameraPlace()

    @property
    def image_size(self) -> ImageSize:
        """The size of the film's frames."""
        return ImageSize(*self.size)


@dataclass(frozen=True)
class FilmTruth:
    """The ground truth of a film, frame by frame.

    times_s (n,); joints_m and camera_m (n, 21, 3) metres in the world's frame, z up, and in the
    camera's; pixels (n, 21, 2); truth: the quantities of the stretch, None if nobody stretches.
    """

    about: About
    times_s: Floats
    joints_m: Floats
    camera_m: Floats
    pixels: Floats
    truth: Truth | None

    @cached_property
    def view_deg(self) -> float:
        """The camera's direction about the person's actual position, -180 to 180.

        Same convention as ``About.view_deg``, whose value differs if the person is off the centre
        of the image.
        """
        place, _ = fit_camera(self.camera_m, self.joints_m)
        away = place - np.median(self.joints_m.reshape(-1, 3), axis=0)
        return float(np.degrees(np.arctan2(away[0], -away[1])))

    @cached_property
    def worked(self) -> Truth | None:
        """The truth, with the side that works in each frame where sides alternate."""
        return fold_sides(self.truth) if self.truth is not None else None

    @property
    def from_desk(self) -> bool:
        """Whether a laptop near the person, which does not see the hips, filmed it."""
        return self.about.camera.cut == DESK_CUT

    @cached_property
    def driver(self) -> Floats | None:
        """The value (n,) of the quantity that repetitions move; None for a held stretch."""
        if self.worked is None or self.worked.stretch.repetition is None:
            return None
        values: Floats = self.worked.values[self.worked.stretch.repetition.quantity]
        return values.mean(axis=1)

    @cached_property
    def excursions(self) -> tuple[Excursion, ...]:
        """The repetitions that the joints show, complete or not; none for a held stretch."""
        repetition = self.worked.stretch.repetition if self.worked else None
        if self.worked is None or repetition is None or self.driver is None:
            return ()
        tolerance = self.worked.stretch.quantities[repetition.quantity].tolerance
        return find_excursions(repetition, self.driver, tolerance, self.times_s)

    @property
    def durations_s(self) -> Floats:
        """The seconds (n,) that each frame is shown; the last one gets the median."""
        steps = np.diff(self.times_s)
        return np.append(steps, np.median(steps))

    def select_phases(self, phases: Iterable[str]) -> NDArray[np.bool_]:
        """Returns a mask (n,) of the frames in phases with these ids."""
        ids, t_s = set(phases), self.times_s
        found = np.zeros(len(t_s), dtype=np.bool_)
        for phase in self.about.phases:
            if phase.id in ids:
                found |= (t_s >= phase.start_s) & (t_s < phase.end_s)
        return found

    @cached_property
    def working(self) -> NDArray[np.bool_]:
        """A mask (n,) of the frames from first arriving to the end of leaving."""
        return ~self.select_phases(RESTING)

    def find_frames(self, t_s: Floats) -> NDArray[np.intp]:
        """Returns the index (m,) of the frame nearest to each time (m,)."""
        after = np.clip(np.searchsorted(self.times_s, t_s), 1, len(self.times_s) - 1)
        is_before = t_s - self.times_s[after - 1] < self.times_s[after] - t_s
        return after - is_before

    def select_wanted(self, at: str) -> NDArray[np.bool_]:
        """Returns a mask (n,) of the frames in which a quantity with that ``at`` is required."""
        if at == "throughout":
            return self.working
        found = self.select_phases(_WANTED_IN[at])
        return found if found.any() else self.select_phases(("fault",))

    @property
    def cut(self) -> str:
        """The part of the body outside the image for more than half of the working frames."""
        frames = self.working if self.working.any() else np.ones(len(self.times_s), dtype=np.bool_)
        out = (~is_inside(self.pixels[frames], self.about.image_size)).mean(axis=0) > 0.5
        cut = {name.split("_", 1)[-1] for name, gone in zip(JOINTS, out, strict=True) if gone}
        if "hip" in cut:
            return "hips out"
        if cut & {"knee", "ankle", "heel", "big_toe"}:
            return "legs out"
        return "arms or head out" if cut else "whole"


@dataclass(frozen=True, slots=True)
class FilmFile:
    """The location of film ``number`` of a seed."""

    folder: Path
    seed: int
    number: str

    @property
    def name(self) -> str:
        """The name used in messages."""
        return f"{self.folder.name}/{self.number}"

    @property
    def recording(self) -> Path:
        """The path of the detections."""
        return self.folder / f"{self.number}{_RECORDING}"

    @property
    def truth(self) -> Path:
        """The path of the ground truth."""
        return self.folder / f"{self.number}{_TRUTH}"


def describe_seeds(seeds: Sequence[int]) -> str:
    """Returns the seeds and their parts (``reference/parts.py``), as every report states them."""
    parts = dict.fromkeys(part_of(seed) for seed in seeds)
    return f"seeds {', '.join(map(str, seeds))}; part: {', '.join(parts)}"


def find_folders(folder: Path) -> dict[int, Path]:
    """Returns the film folders by seed. Raises FormcheckError if there are none."""
    if not folder.is_dir():
        raise FormcheckError(f"There is no folder {folder}: check the name.")
    found = {
        int(match[1]): path
        for path in sorted(folder.iterdir())
        if path.is_dir() and (match := _FOLDER.fullmatch(path.name))
    }
    if not found:
        raise FormcheckError(f"{folder} holds no videos: they lie in folders such as films-0101.")
    return found


def list_films(folder: Path, seed: int) -> list[FilmFile]:
    """Returns the films of a seed by number, including those that lack one of their two files."""
    numbers = {
        path.name.removesuffix(ending)
        for ending in (_RECORDING, _TRUTH)
        for path in folder.glob(f"[!.]*{ending}")
    }
    return [FilmFile(folder, seed, number) for number in sorted(numbers)]


def read_film(file: FilmFile, landmarks: Landmarks = "model") -> tuple[FilmTruth, Recording]:
    """Returns a film's truth and the recording to judge. Raises DamagedFilmError."""
    truth = read_truth(file.truth)
    if truth.about.seed != file.seed:
        raise DamagedFilmError(f"its truth is of seed {truth.about.seed}")
    if landmarks == "true":
        return truth, _make_recording(truth, file)
    if landmarks == "true-placed":
        return truth, _make_placed_recording(truth, file)
    if not file.recording.is_file():
        raise DamagedFilmError("its recording is missing")
    try:
        recording = Recording.load(file.recording)
    except FormcheckError as error:
        raise DamagedFilmError("its recording is damaged or of another format") from error
    if not _is_same_film(truth, recording):
        raise DamagedFilmError("recording and truth are not of one video")
    if landmarks != "model":
        part: Literal["image", "world"] = "image" if landmarks == "true-image" else "world"
        recording = replace_positions(recording, _make_recording(truth, file), part)
    return truth, recording


def _make_recording(truth: FilmTruth, file: FilmFile) -> Recording:
    size = truth.about.image_size
    try:
        return make_recording(truth.times_s, truth.camera_m, truth.pixels, size, file.number)
    except ValueError as error:
        raise DamagedFilmError(str(error)) from error


def _make_placed_recording(truth: FilmTruth, file: FilmFile) -> Recording:
    off_deg, size = truth.about.camera.off_deg, truth.about.image_size
    camera_m = rotate_person(truth.camera_m, truth.joints_m, off_deg)
    try:
        pixels = fit_lens(truth.camera_m, truth.pixels).project(camera_m)
        return make_recording(truth.times_s, camera_m, pixels, size, file.number)
    except ValueError as error:
        raise DamagedFilmError(str(error)) from error


def _is_same_film(truth: FilmTruth, recording: Recording) -> bool:
    if recording.size != truth.about.image_size or not recording.frames:
        return False
    apart_s = (recording.t_s[0] - truth.times_s[0], recording.t_s[-1] - truth.times_s[-1])
    return all(abs(apart) <= SAME_FILM_S for apart in apart_s)


def read_truth(path: Path) -> FilmTruth:
    """Reads a truth file. Raises DamagedFilmError if missing, damaged or of another format."""
    if not path.is_file():
        raise DamagedFilmError("its truth is missing")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            raw = json.loads(str(stored["about"]))
            if raw.get("format") != FORMAT:
                raise DamagedFilmError(
                    f"its truth has format {raw.get('format')}, this reads format {FORMAT}"
                )
            about = About.model_validate(raw)
            times_s = _check_shape(stored["times_s"], (None,))
            count = len(times_s)
            if count < 2 or not np.all(np.diff(times_s) > 0):
                raise ValueError("times do not rise")
            order = [list(raw["inside"]).index(joint) for joint in JOINTS]
            return FilmTruth(
                about,
                times_s,
                _check_shape(stored["joints"], (count, len(JOINTS), 3))[:, order],
                _check_shape(stored["camera_m"], (count, len(JOINTS), 3))[:, order],
                _check_shape(stored["pixels"], (count, len(JOINTS), 2))[:, order],
                _build_truth(about, stored, count),
            )
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise DamagedFilmError(f"its truth is damaged at {where!r}") from error
    except (
        OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile,
        zlib.error,
    ) as error:  # fmt: skip
        raise DamagedFilmError("its truth is damaged") from error


def _build_truth(about: About, stored: Mapping[str, np.ndarray], count: int) -> Truth | None:
    """Returns the stored values with the targets and tolerances of the current reference."""
    if about.stretch is None:
        return None
    stretch = load_stretches().get(about.stretch)
    if stretch is None:
        raise DamagedFilmError(f"the reference has no stretch {about.stretch!r}")
    if about.fault is not None and about.fault not in stretch.faults:
        raise DamagedFilmError(f"the reference has no fault {about.fault!r} of {about.stretch}")
    values: dict[str, Floats] = {}
    for name, quantity in stretch.quantities.items():
        if f"value/{name}" not in stored:
            raise DamagedFilmError(f"the reference has changed: its truth lacks {name!r}")
        shape = (count, 2 if quantity.of == "each" else 1)
        values[name] = _check_shape(stored[f"value/{name}"], shape)
    return Truth(stretch, values)


def _check_shape(array: np.ndarray, shape: tuple[int | None, ...]) -> Floats:
    fits = array.ndim == len(shape) and all(
        wanted in {None, got} for wanted, got in zip(shape, array.shape, strict=True)
    )
    if not fits:
        raise ValueError(f"an array is {array.shape}, wanted {shape}")
    return array.astype(np.float64)
