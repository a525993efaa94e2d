"""The Python API: judge a recording, coach from a loop of your own, judge sitting posture.

All of it is offered by ``import formcheck``. Nothing here prints, and nothing leaves the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from formcheck.core.body import Detection, ImageSize
from formcheck.core.coach import FaultSpan, Hold, Repetition, SideSummary
from formcheck.core.posture.posture_values import Segment, Sensitivity
from formcheck.core.posture.rules import Rules
from formcheck.core.session.session_values import Command, Screen, SessionResult
from formcheck.core.stretch import Spec
from formcheck.engine.analyse import Analysis, analyse, sides_of
from formcheck.engine.files import (
    Detected,
    FileKind,
    analyse_recording,
    analyse_video,
    detect_all,
    kind_of,
)
from formcheck.engine.live_session import LiveSession
from formcheck.engine.photo_check import PhotoAnalysis, analyse_photo
from formcheck.engine.programme_builder import extras_in, programme_for
from formcheck.engine.records import VERDICTS
from formcheck.engine.routine import RoutineStretch, judge_named
from formcheck.engine.sit_baseline import FIRST_SECONDS, image_baseline
from formcheck.engine.sit_film import SitFilm, sit_film, sit_recording
from formcheck.files.errors import FormcheckError
from formcheck.files.plain_json import json_text
from formcheck.library.catalogue import load_spec, readable_specs
from formcheck.library.languages import words_for
from formcheck.output.report.contract import photo_result, result_text, video_result
from formcheck.output.report.sit_contract import sit_film_json
from formcheck.vision.pose.live_detector import LiveDetector
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.recording import DetectedFrame, Recording
from formcheck.vision.video.frames import Rgb

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

OnProgress = Callable[[float, float], None]
_LANDMARKS = 33
_VERDICT_NAMES = np.array([*(verdict.value for verdict in VERDICTS), ""])
"""By code; the last is that of ``NOT_ASKED``, which is -1."""
_MISSING = "{what} needs {name}: install it with `pip install {name}`."
READING = np.dtype(
    [
        ("time_s", "f8"),
        ("side", "U5"),
        ("quantity", "U64"),
        ("value", "f4"),
        ("sigma", "f4"),
        ("verdict", "U6"),
    ]
)
"""A row of ``CheckResult.readings``: value and sigma in the unit of the quantity (degrees, ratio or
1/s), NaN where it could not be measured; verdict is ok, unsure, low, high or unseen, empty where
nothing was wanted."""


@dataclass(frozen=True, eq=False)
class CheckResult:
    """What one recording of one stretch came to. Times are seconds from its first picture."""

    analysis: Analysis
    """Everything else that is known; its shape may change between versions."""

    @property
    def file(self) -> str:
        """The name of the input; empty for landmarks."""
        return self.analysis.file

    @property
    def stretch(self) -> str:
        """The id of the stretch."""
        return self.analysis.spec_id

    @property
    def duration_s(self) -> float:
        """How long the recording lasts."""
        return self.analysis.duration_s

    @property
    def completed(self) -> bool:
        """Whether every side that was judged reached the whole dose."""
        return self.analysis.completed

    @property
    def sides(self) -> tuple[SideSummary, ...]:
        """What each working side came to."""
        return self.analysis.sides

    @property
    def holds(self) -> tuple[Hold, ...]:
        """The holds of all sides: start_s, end_s, held_s in good form, and whether it counts."""
        return tuple(hold for side in self.sides for hold in side.holds)

    @property
    def repetitions(self) -> tuple[Repetition, ...]:
        """The repetitions of all sides, those that do not count included."""
        return tuple(rep for side in self.sides for rep in side.repetitions)

    @property
    def faults(self) -> tuple[FaultSpan, ...]:
        """The faults of all sides: id, start_s, end_s, cue."""
        return tuple(fault for side in self.sides for fault in side.faults)

    @property
    def unjudged(self) -> tuple[str, ...]:
        """Names of the quantities that could not be judged, without repeats."""
        names = (
            outcome.measure
            for side in self.sides
            for outcome in side.outcomes
            if outcome.state == "not judged"
        )
        return tuple(dict.fromkeys(names))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to know about the recording, in sentences."""
        return self.analysis.warnings

    @property
    def readings(self) -> NDArray[np.void]:
        """A row for each quantity in each picture, in order of time; see ``READING``."""
        records = self.analysis.records
        tables = []
        for number, side in enumerate(records.sides):
            rows = np.flatnonzero(records.shown == number)
            table = np.zeros((len(rows), len(side.measures)), dtype=READING)
            table["time_s"] = records.poses.t_s[rows, None]
            table["side"] = side.plan.side.value
            table["quantity"] = side.measures
            table["value"] = side.rows["values"][rows]
            table["sigma"] = side.rows["sigmas"][rows]
            table["verdict"] = _VERDICT_NAMES[side.rows["verdicts"][rows]]
            tables.append(table.reshape(-1))
        whole = np.concatenate(tables)
        return whole[np.argsort(whole["time_s"], kind="stable")]

    def to_json(self) -> str:
        """The JSON of ``formcheck check --json``, whose schema is docs/check.schema.json."""
        return result_text(video_result(self.analysis))

    def to_dataframe(self) -> DataFrame:
        """``readings`` as a pandas data frame. Raises FormcheckError where pandas is missing."""
        try:
            import pandas as pd  # noqa: PLC0415 - optional
        except ImportError as error:
            raise FormcheckError(_MISSING.format(what="A data frame", name="pandas")) from error
        return pd.DataFrame(self.readings)

    def plot(self) -> Figure:
        """Each quantity of the hold over time, with its target, holds and faults.

        Raises FormcheckError where matplotlib is missing.
        """
        try:
            from formcheck.output.report.plot import plot_analysis  # noqa: PLC0415 - optional
        except ImportError as error:
            raise FormcheckError(_MISSING.format(what="A plot", name="matplotlib")) from error
        return plot_analysis(self.analysis)


@dataclass(frozen=True, eq=False)
class PhotoCheck:
    """What one photo of a stretch shows."""

    analysis: PhotoAnalysis
    """Everything else that is known; its shape may change between versions."""

    @property
    def form(self) -> str:
        """Whether it is "ok", "faulty", or "unseen" where too little can be judged."""
        return self.analysis.verdict.form.value

    @property
    def faults(self) -> tuple[str, ...]:
        """Ids of the faults it shows."""
        return tuple(fault.id for fault in self.analysis.verdict.faults)

    @property
    def unjudged(self) -> dict[str, str]:
        """Quantities that one picture, or this one, can't tell, each with the reason."""
        return {name: str(why) for name, why in self.analysis.verdict.untold.items()}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to know about the photo, in sentences."""
        return self.analysis.warnings

    def to_json(self) -> str:
        """The JSON of ``formcheck check --json``, whose schema is docs/check.schema.json."""
        return result_text(photo_result(self.analysis))


def check(
    path: str | Path,
    stretch: str | None = None,
    *,
    side: str = "auto",
    model: str = "full",
    on_progress: OnProgress | None = None,
) -> CheckResult:
    """What a video, or a recording of landmarks (.npz), came to.

    stretch is an id or the path of a spec file; without it the stretch is found out. side is auto,
    left, right or both. on_progress is told the seconds done and in all. Raises FormcheckError for
    a file that can't be read or shows nobody, for an unknown stretch, and where no stretch was
    given and none, or more than one, is clear; SpecError for a broken spec.
    """
    path = Path(path)
    kind = kind_of(path)
    if kind is FileKind.PHOTO:
        raise FormcheckError(f"{path} is a photo: use formcheck.check_photo.")
    if stretch is None:
        return CheckResult(_find_stretch(path, kind, side, model, on_progress))
    spec = load_spec(str(stretch))
    sides = sides_of(spec, side)
    if kind is FileKind.RECORDING:
        return CheckResult(analyse_recording(path, spec, sides))
    return CheckResult(analyse_video(path, spec, sides, model_path(model), on_progress).analysis)


def _find_stretch(
    path: Path, kind: FileKind, side: str, model: str, on_progress: OnProgress | None
) -> Analysis:
    if kind is FileKind.RECORDING:
        detected = Detected(Recording.load(path), ())
    else:
        detected = detect_all(path, model_path(model), on_progress)
    found = judge_named(path, detected, side)
    if isinstance(found, RoutineStretch):
        return found.analysis
    if found.parts:
        names = ", ".join(part.named.stretch for part in found.parts)
        raise FormcheckError(f"{path} shows several stretches ({names}): say which one to check.")
    raise FormcheckError(f"Which stretch {path} shows can't be told for sure: say which it is.")


def check_photo(
    path: str | Path, stretch: str, *, side: str = "auto", model: str = "full"
) -> PhotoCheck:
    """What a photo shows of a stretch, which is an id or the path of a spec file.

    Raises FormcheckError for a file that can't be read and an unknown stretch, SpecError for a
    broken spec.
    """
    spec = load_spec(str(stretch))
    return PhotoCheck(analyse_photo(Path(path), spec, sides_of(spec, side), model_path(model)))


def check_landmarks(
    times_s: ArrayLike,
    image_px: ArrayLike,
    world_m: ArrayLike,
    visibility: ArrayLike,
    *,
    size: tuple[int, int],
    stretch: str,
    side: str = "auto",
) -> CheckResult:
    """What the landmarks of another pose model came to, one person in n frames.

    times_s (n,) rises; image_px (n, 33, 2) are pixels, x right, y down, of a picture of that size
    (width, height) that is not mirrored; world_m (n, 33, 3) are metres from the middle of the hips,
    z away from the camera; visibility (n, 33) is 0 to 1. The landmarks are those of MediaPipe Pose,
    in its order. A frame with a NaN shows nobody. Raises FormcheckError for other shapes.
    """
    times, places, world, seen = (
        np.asarray(one, dtype=np.float64) for one in (times_s, image_px, world_m, visibility)
    )
    count = len(times)
    _check_shape("times_s", times, (count,))
    _check_shape("image_px", places, (count, _LANDMARKS, 2))
    _check_shape("world_m", world, (count, _LANDMARKS, 3))
    _check_shape("visibility", seen, (count, _LANDMARKS))
    if not np.isfinite(times).all() or (np.diff(times) <= 0.0).any():
        raise FormcheckError("times_s must be finite and rise from frame to frame.")
    frames = (
        DetectedFrame(n, float(t_s), _person(places[n], world[n], seen[n]))
        for n, t_s in enumerate(times)
    )
    spec = load_spec(stretch)
    return CheckResult(analyse(spec, sides_of(spec, side), frames, ImageSize(*size)))


def _check_shape(name: str, array: NDArray[Any], shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise FormcheckError(f"{name} must have the shape {shape}, not {array.shape}.")


def _person(
    image_px: NDArray[np.float64], world_m: NDArray[np.float64], visibility: NDArray[np.float64]
) -> tuple[Detection, ...]:
    if not all(np.isfinite(one).all() for one in (image_px, world_m, visibility)):
        return ()
    return (Detection(image_px, world_m, visibility),)


@dataclass(frozen=True, eq=False)
class PostureResult:
    """How somebody sat in a recording. Times are seconds from its first picture."""

    film: SitFilm
    """Everything else that is known; its shape may change between versions."""

    @property
    def segments(self) -> tuple[Segment, ...]:
        """What the posture was, without a gap: start_s, end_s, state, why."""
        return self.film.segments

    @property
    def nudges(self) -> tuple[float, ...]:
        """When the person would have been told."""
        return tuple(t_s for t_s, _ in self.film.nudges)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to know about the recording, in sentences."""
        return self.film.warnings

    def to_json(self) -> str:
        """The JSON of ``formcheck sit check --json``, whose schema is docs/sit.schema.json."""
        return f"{json_text(sit_film_json(self.film), indent=2)}\n"


def check_posture(
    path: str | Path,
    *,
    baseline: str | Path | None = None,
    sensitivity: Literal["relaxed", "normal", "strict"] = "normal",
    on_progress: OnProgress | None = None,
) -> PostureResult:
    """How somebody sat in a video or a recording of landmarks (.npz).

    baseline is a photo of the same person sitting upright; without one their first upright seconds
    are taken. Raises FormcheckError for files that can't be read.
    """
    path, model = Path(path), model_path("full")
    if kind_of(path) is FileKind.PHOTO:
        raise FormcheckError(f"{path} is a photo: use `formcheck sit check`.")
    wanted = FIRST_SECONDS if baseline is None else image_baseline(Path(baseline), model)
    rules = Rules(sensitivity=Sensitivity(sensitivity))
    if kind_of(path) is FileKind.RECORDING:
        return PostureResult(sit_recording(path, wanted, rules))
    return PostureResult(sit_film(path, wanted, rules, model, on_progress=on_progress))


def stretches() -> dict[str, Spec]:
    """Every stretch by id: those that come with formcheck and the user's own."""
    return {file.id: spec for file, spec in readable_specs() if spec is not None}


def load_stretch(name: str | Path) -> Spec:
    """The stretch of that id, or in that spec file.

    Raises FormcheckError when there is none, SpecError when the file has problems.
    """
    return load_spec(str(name))


class Session:
    """Coaches somebody through stretches, picture by picture, in a loop of your own.

    A context manager. It goes through set-up, countdown, holds, sides and rests by itself, as
    ``formcheck live`` does; each update gives the ``Screen`` to show and the sounds to play.
    """

    def __init__(
        self,
        *names: str,
        side: str = "both",
        hold_s: float | None = None,
        sets: int | None = None,
        language: str = "en",
        model: str = "full",
    ) -> None:
        """Names are ids of stretches or spec files, in order; the others are as in `live`.

        Raises FormcheckError for what is not there or can't be done.
        """
        words = words_for(language)
        programme = programme_for(names, words, sides=side, hold_s=hold_s, sets=sets)
        self._detector = _LazyDetector(model, extras_in(programme))
        self._live = LiveSession(programme, words, self._detector)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def update(self, image: Rgb, time_s: float) -> Screen:
        """What to show for a picture (height, width, 3), RGB, uint8, not mirrored.

        time_s is on any clock that rises. The first call loads the pose model.
        """
        return self._live.see(image, time_s).screen

    def update_landmarks(
        self,
        image_px: ArrayLike,
        world_m: ArrayLike,
        visibility: ArrayLike,
        time_s: float,
        *,
        size: tuple[int, int],
    ) -> Screen:
        """What to show for the landmarks of another pose model, as in ``check_landmarks``.

        Each array is of one frame: (33, 2), (33, 3) and (33,). Raises FormcheckError for others.
        """
        places, world, seen = (
            np.asarray(one, dtype=np.float64) for one in (image_px, world_m, visibility)
        )
        _check_shape("image_px", places, (_LANDMARKS, 2))
        _check_shape("world_m", world, (_LANDMARKS, 3))
        _check_shape("visibility", seen, (_LANDMARKS,))
        people = _person(places, world, seen)
        return self._live.see_people(people, ImageSize(*size), time_s).screen

    def command(self, command: Command) -> None:
        """Pause, change sides, skip, end, or say that it hurts; it happens with the next update."""
        self._live.command(command)

    def answer(self, question: str, answer: str) -> None:
        """Answers the question of that id on the screen; it counts with the next update."""
        self._live.answer(question, answer)

    @property
    def result(self) -> SessionResult:
        """What the session came to so far."""
        return self._live.result()

    def close(self) -> None:
        """Frees the pose model. Safe to call twice."""
        self._detector.close()


class _LazyDetector:
    """A detector whose model is loaded when the first picture comes."""

    def __init__(self, model: str, extras: Collection[str]) -> None:
        self._model = model
        self._extras = extras
        self._open: LiveDetector | None = None

    def detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        if self._open is None:
            self._open = LiveDetector(model_path(self._model), self._extras)
        return self._open.detect(image, t_s)

    def close(self) -> None:
        detector, self._open = self._open, None
        if detector is not None:
            detector.close()
