"""The Python API: judge a recording, coach from your own loop, judge sitting posture.

``import formcheck`` offers all of it. Nothing here prints or sends anything.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from formcheck.core.body import Detection, ImageSize, Landmark
from formcheck.core.posture.posture_values import Sensitivity
from formcheck.core.posture.rules import Rules
from formcheck.core.session.asking import list_answers
from formcheck.core.session.screen_values import Screen
from formcheck.core.session.session_values import Command, SessionResult
from formcheck.core.stretch import Spec
from formcheck.engine.analyse import add_warnings, analyse, sides_of
from formcheck.engine.files import FileKind, find_needed_model, kind_of
from formcheck.engine.live_session import LiveSession
from formcheck.engine.naming import explain_unclear
from formcheck.engine.photo_check import analyse_photo
from formcheck.engine.programme_builder import build_programme, is_paced
from formcheck.engine.routine import OneStretch, Routine, Task, build_task, judge_video
from formcheck.engine.sit_baseline import FIRST_SECONDS, file_baseline
from formcheck.engine.sit_video import sit_video
from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec, read_specs
from formcheck.library.languages import load_words
from formcheck.results import CheckResult, PhotoCheck, PostureResult, RoutineCheck
from formcheck.vision.pose.live_detector import LiveDetector
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.recording import DetectedFrame
from formcheck.vision.video.frames import LONGEST_SIDE_PX, Rgb, check_picture, check_time
from formcheck.vision.video.video import OnProgress

Numbers = NDArray[np.float64]
_LANDMARKS = len(Landmark)
_LEAST_PX, _FARTHEST_M = 3.0, 1.5
"""Least extent of image_px, and greatest median distance of landmarks from mid-hip (usually about
0.5 m): anything smaller, or farther, is in another unit. Chosen for formcheck."""


def check(
    path: str | Path,
    stretch: str | Path | Spec | None = None,
    *,
    side: str = "auto",
    model: str = "full",
    on_progress: OnProgress | None = None,
) -> CheckResult:
    """Judges a video, or a recording of landmarks (.npz).

    stretch is an id, the path of a spec file, or a spec from ``load_stretch``; without it the
    stretch is recognised. side is auto, left or right; auto finds both if both were stretched.
    model is the pose model: lite, full or heavy. on_progress is called with the seconds of the
    video done, and their total. Raises FormcheckError for a file that can't be read or shows
    nobody, for an unknown stretch, side or model, and if no stretch was given and not exactly one
    is recognised for certain; its subclass SpecError, which lists the problems, for a broken spec.
    """
    path = Path(path)
    spec = None if stretch is None else load_spec(stretch)
    found = _judge(path, Task(spec, side), model, on_progress)
    if isinstance(found, OneStretch):
        return CheckResult(found.analysis, found.named)
    why = explain_unclear(path, found.unclear, option='stretch="ID"')
    if found.parts:
        names = ", ".join(named.stretch for named, _ in found.parts)
        several = "several stretches" if len(found.parts) > 1 else "a stretch and something else"
        why = f"{path} shows {several} ({names}): name one of them, or use formcheck.check_routine."
    raise add_warnings(FormcheckError(why), found.unfit)


def check_routine(
    path: str | Path,
    *names: str,
    side: str = "auto",
    model: str = "full",
    on_progress: OnProgress | None = None,
) -> RoutineCheck:
    """Judges each stretch of a video, or of a recording of landmarks (.npz).

    names are the ids of bundled stretches, in the order in which they should be done; without
    names, whatever is recognised is judged. The other options are as for ``check``. Raises
    FormcheckError as ``check`` does, but not for stretches that are uncertain or missing.
    """
    task = build_task(names, side, lenient=True)
    return RoutineCheck(_judge(Path(path), task, model, on_progress))


def _judge(
    path: Path, task: Task, model: str, on_progress: OnProgress | None
) -> OneStretch | Routine:
    if kind_of(path) is FileKind.PHOTO:
        raise FormcheckError(f"{path} is a photo: use formcheck.check_photo.")
    return judge_video(path, task, find_needed_model([path], model), on_progress=on_progress)


def check_photo(
    path: str | Path, stretch: str | Path | Spec, *, side: str = "auto", model: str = "full"
) -> PhotoCheck:
    """Judges one stretch in a photo; stretch, side and model are given as for ``check``.

    Raises FormcheckError for a file that can't be read and for an unknown stretch, side or model,
    SpecError for a broken spec.
    """
    spec = load_spec(stretch)
    return PhotoCheck(analyse_photo(Path(path), spec, sides_of(spec, side), model_path(model)))


def check_landmarks(
    times_s: ArrayLike,
    image_px: ArrayLike,
    world_m: ArrayLike,
    visibility: ArrayLike,
    *,
    size: tuple[int, int],
    stretch: str | Path | Spec,
    side: str = "auto",
) -> CheckResult:
    """Judges the landmarks of another pose model: one person in n frames.

    times_s (n,) in seconds must increase; image_px (n, 33, 2) are pixels, x right, y down, of an
    un-mirrored image of that size (width, height); world_m (n, 33, 3) are metres from mid-hip, z
    away from the camera; visibility (n, 33) is 0 to 1. The landmarks are those of MediaPipe Pose,
    in its order. A frame with a NaN counts as empty. Raises FormcheckError for other shapes, units
    and visibilities, times that do not increase, an unknown stretch or side, and if no frame shows
    a person; SpecError for a broken spec.
    """
    times = _read_numbers("times_s", times_s, what="numbers, in seconds")
    if not times.size:
        raise FormcheckError("times_s is empty: give a time for each frame.")
    people = _read_people(image_px, world_m, visibility, times.shape)
    if not np.isfinite(times).all() or (np.diff(times) <= 0.0).any():
        raise FormcheckError("times_s must be finite and rise from frame to frame.")
    for end_s in times[[0, -1]]:
        check_time(end_s)
    frames = (
        DetectedFrame(n, float(t_s - times[0]), _person(*person))
        for n, (t_s, person) in enumerate(zip(times, zip(*people, strict=True), strict=True))
    )
    spec = load_spec(stretch)
    return CheckResult(analyse(spec, sides_of(spec, side), frames, _read_size(size)))


def _read_people(
    image_px: ArrayLike, world_m: ArrayLike, visibility: ArrayLike, frames: tuple[int, ...] = ()
) -> tuple[Numbers, Numbers, Numbers]:
    places = _read_numbers("image_px", image_px, (*frames, _LANDMARKS, 2))
    world = _read_numbers("world_m", world_m, (*frames, _LANDMARKS, 3))
    seen = _read_numbers("visibility", visibility, (*frames, _LANDMARKS))
    if (np.abs(seen - 0.5) > 0.501).any():  # another model's 1 may be rounded
        found = f"{np.nanmin(seen):g} to {np.nanmax(seen):g}"
        raise FormcheckError(f"visibility must lie between 0 and 1, not {found}.")
    _check_units(places, world)
    return places, world, seen


def _check_units(image_px: Numbers, world_m: Numbers) -> None:
    known = np.isfinite(image_px).all(axis=-1) & np.isfinite(world_m).all(axis=-1)
    if not known.any():
        return
    wide_px = float(np.ptp(image_px[known]))
    if 0.0 < wide_px < _LEAST_PX:
        raise FormcheckError(
            f"image_px must be in pixels: all lie within {wide_px:.2g}. Multiply shares of the "
            "picture by its width and height."
        )
    far_m = float(np.median(np.linalg.norm(world_m[known], axis=-1)))
    if far_m > _FARTHEST_M:
        raise FormcheckError(
            "world_m must be in metres from the middle of the hips: half of the landmarks are "
            f"{far_m:.2g} or more away."
        )


def _read_size(size: ArrayLike) -> ImageSize:
    width, height = _read_numbers("size", size, (2,))
    if not (1 <= width <= LONGEST_SIDE_PX and 1 <= height <= LONGEST_SIDE_PX):
        wanted = f"a width and a height in pixels, each {LONGEST_SIDE_PX} at most"
        raise FormcheckError(f"size must be {wanted}, not {size!r}.")
    return ImageSize(int(width), int(height))


def _read_numbers(
    name: str,
    given: ArrayLike,
    shape: tuple[int, ...] = (),
    what: str = "numbers in rows of the same length",
) -> Numbers:
    """Returns the array as float64. Raises FormcheckError unless it has the shape, or (n,)."""
    try:
        raw = np.asarray(given)
        if raw.dtype.kind in "mMc":  # dates, or complex numbers
            raise TypeError
        array = raw.astype(np.float64)
    except (ValueError, TypeError):
        raise FormcheckError(f"{name} must be {what}.") from None
    shape = shape or (array.size if array.ndim else 1,)
    if array.shape != shape:
        raise FormcheckError(f"{name} must have the shape {shape}, not {array.shape}.")
    return array


def _person(image_px: Numbers, world_m: Numbers, visibility: Numbers) -> tuple[Detection, ...]:
    if not all(np.isfinite(one).all() for one in (image_px, world_m, visibility)):
        return ()
    return (Detection(image_px, world_m, visibility),)


def check_posture(
    path: str | Path,
    *,
    baseline: str | Path | Sequence[str | Path] | None = None,
    sensitivity: Literal["relaxed", "normal", "strict"] = "normal",
    on_progress: OnProgress | None = None,
) -> PostureResult:
    """Judges the sitting posture in a video or a recording of landmarks (.npz).

    baseline is a photo of the same person sitting upright, a video that begins so, or several of
    them; without one the first upright seconds are used. on_progress is as for ``check``. Raises
    FormcheckError for files that can't be read, a photo that can't be a baseline and an unknown
    sensitivity.
    """
    path = Path(path)
    if kind_of(path) is FileKind.PHOTO:
        raise FormcheckError(f"{path} is a photo: use `formcheck sit check`.")
    if sensitivity not in [one.value for one in Sensitivity]:
        known = ", ".join(one.value for one in Sensitivity)
        raise FormcheckError(f"There is no sensitivity {sensitivity!r}: choose one of {known}.")
    given = [baseline] if isinstance(baseline, str | Path) else baseline or ()
    shown = [Path(one) for one in given]
    needed = find_needed_model([path, *shown])
    wanted = file_baseline(shown, needed) if shown else FIRST_SECONDS
    rules = Rules(sensitivity=Sensitivity(sensitivity))
    return PostureResult(sit_video(path, wanted, rules, needed, on_progress=on_progress))


def stretches() -> dict[str, Spec]:
    """Returns every stretch by id: the bundled ones and the user's own."""
    return {file.id: spec for file, spec in read_specs() if spec is not None}


def load_stretch(name: str | Path) -> Spec:
    """Returns the stretch of that id, or in that spec file.

    Raises FormcheckError if there is none, SpecError if the file has problems.
    """
    return load_spec(name)


class Session(Closing):
    """Coaches a person through stretches, frame by frame, in your own loop.

    A context manager: if it is left open, the pose model prints a traceback when the program ends.
    It goes through set-up, countdown, holds, sides and rests by itself, as ``formcheck live`` does;
    each update returns the ``Screen`` to show and the sounds to play.
    """

    def __init__(
        self,
        *names: str | Path | Spec,
        side: str = "both",
        hold_s: float | None = None,
        sets: int | None = None,
        language: str = "en",
        model: str = "full",
    ) -> None:
        """Prepares a session of these stretches, in this order; each may be named only once.

        Stretches and the pose model are given as for ``check``, the other options as for `formcheck
        live`; side changes nothing in a stretch that works both sides at once. Raises
        FormcheckError for what is missing or can't be done; SpecError for a broken spec.
        """
        words = load_words(language)
        programme = build_programme(names, words, sides=side, hold_s=hold_s, sets=sets)
        self._load = partial(LiveDetector, model_path(model), breath=is_paced(programme))
        self._detector: LiveDetector | None = None  # until the first picture
        self._closed = False
        self._live = LiveSession(programme, self._detect)

    def update(self, image: NDArray[Any], time_s: float) -> Screen:
        """Returns what to show for a frame (height, width, 3), RGB, uint8, not mirrored.

        time_s is in seconds on any increasing clock. The first call loads the pose model. Raises
        FormcheckError for any other image, a time that is not finite, and once closed.
        """
        self._check_open()
        check_picture(image)
        check_time(time_s)
        return self._live.look_at(image, float(time_s)).screen

    def update_landmarks(
        self,
        image_px: ArrayLike,
        world_m: ArrayLike,
        visibility: ArrayLike,
        time_s: float,
        *,
        size: tuple[int, int],
    ) -> Screen:
        """Returns what to show for the landmarks of another pose model, as in ``check_landmarks``.

        Each array is of one frame: (33, 2), (33, 3) and (33,). Raises FormcheckError for other
        shapes, for a time as in ``update``, and once closed.
        """
        self._check_open()
        people = _person(*_read_people(image_px, world_m, visibility))
        check_time(time_s)
        return self._live.look_at_people(people, _read_size(size), float(time_s)).screen

    def command(self, command: Command) -> None:
        """Pauses, changes sides, skips, ends, or reports pain, from the next update on."""
        if not isinstance(command, Command):
            raise FormcheckError(f"{command!r} is not a formcheck.Command, such as Command.PAUSE.")
        self._live.command(command)

    def answer(self, question: str, answer: str) -> None:
        """Answers the question of that id on the screen; it counts with the next update.

        answer is one of the question's answers, in the session's language, or "0" to "10" if it has
        none; "" skips the question. Raises FormcheckError for any other. A question that is not on
        the screen any more is ignored.
        """
        asked = self._live.question
        if asked is not None and asked.id == question and answer not in list_answers(asked):
            known = ", ".join(f'"{one}"' for one in list_answers(asked))
            raise FormcheckError(
                f"{answer!r} is not an answer to {question!r}: choose one of {known}."
            )
        self._live.answer(question, answer)

    @property
    def result(self) -> SessionResult:
        """The result of the session so far."""
        return self._live.result()

    def close(self) -> None:
        """Frees the pose model. Safe to call twice."""
        self._closed = True
        if self._detector is not None:
            self._detector.close()

    def _check_open(self) -> None:
        if self._closed:
            raise FormcheckError("This session is closed: begin a new one.")

    def _detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        if self._detector is None:
            self._detector = self._load()
        return self._detector.detect(image, t_s)
