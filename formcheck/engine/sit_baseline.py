"""The baseline for a recording or photo: its own first seconds, another file, or a profile."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

import numpy as np

from formcheck.core.language import ENGLISH
from formcheck.core.posture.calibration import (
    CALIBRATION_S,
    FEWEST,
    calibrate,
    describe_quality,
)
from formcheck.core.posture.posture_values import (
    BaselineKind,
    CalibrationRefusal,
    Look,
    PostureFeatures,
    Sensitivity,
    SlouchReason,
    UprightBaseline,
)
from formcheck.core.posture.scores import score_posture
from formcheck.core.posture.segments import ENTER
from formcheck.engine.files import FileKind, kind_of
from formcheck.engine.observer import PostureObserver, is_blind
from formcheck.engine.sit_finder import LOOK_SIDE_PX
from formcheck.engine.sit_looks import (
    LOOKS_PER_S,
    look_at_recording,
    look_at_video,
    take_head,
)
from formcheck.engine.sitter_seat import find_seat, find_sitter
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.recording import Recording
from formcheck.vision.pose.search import Search, count_quarter_turns
from formcheck.vision.video.frames import size_of
from formcheck.vision.video.photo_file import read_photo
from formcheck.vision.video.video import VideoFile

SHORTEST_S = 3.0
"""A clip in which the person sits still for only this long at first still has a baseline. Chosen
for formcheck: the person may begin to slouch soon."""
TOO_SHORT = "The recording is too short."


@dataclass(frozen=True, slots=True, eq=False)
class BaselineWanted:
    """The baseline to compare with; name: the file or profile it comes from.

    warnings: sentences about that file.
    """

    kind: BaselineKind = BaselineKind.FIRST
    name: str = ""
    upright: UprightBaseline | None = None
    warnings: tuple[str, ...] = ()


FIRST_SECONDS = BaselineWanted()
NO_BASELINE = BaselineWanted(BaselineKind.NONE)


@dataclass(frozen=True, slots=True)
class BaselineUsed:
    """The baseline that was actually used; say: a sentence naming it.

    quality: how good that baseline is, in sentences. samples: the number of images it is from;
    wavered_mm: how far the head moved between them, None if unknown.
    """

    kind: BaselineKind
    name: str
    say: str
    quality: str = ""
    samples: int = 0
    wavered_mm: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class InitialBaseline:
    """A baseline from a recording's own beginning, and when it was taken."""

    upright: UprightBaseline
    start_s: float
    end_s: float


def first_seconds(looks: Sequence[Look]) -> InitialBaseline | str:
    """Returns the baseline from the first steady seconds of the looks, or why there is none.

    From each look on, in time order, a span of 5 s and, failing that, one of 3 s is tried; if looks
    are far apart, a span is long enough to hold FEWEST looks. A span that looks slumped, shrugged
    or tilted compared with a later span of 5 s gives way to it. The refusal is that of the first
    span with a person in it.
    """
    refused: CalibrationRefusal | None = None
    best: InitialBaseline | None = None
    for start, look in enumerate(looks):
        enough_s = next((last.t_s - look.t_s for last in looks[start + FEWEST - 1 :]), inf)
        for length_s in (CALIBRATION_S, SHORTEST_S) if best is None else (CALIBRATION_S,):
            span_s = max(length_s, enough_s)
            found = _try_seconds(looks[start:], span_s)
            if isinstance(found, CalibrationRefusal):
                refused = refused or found
            elif found is not None and (best is None or _is_taller(found, best.upright)):
                best = InitialBaseline(found, look.t_s, look.t_s + span_s)
    seen = any(look.features for look in looks)
    return best or refused or (TOO_SHORT if seen else CalibrationRefusal.NOBODY)


def _is_taller(later: UprightBaseline, first: UprightBaseline) -> bool:
    """Whether ``first`` would be slouched if ``later`` were upright, and not vice versa.

    Only slouches with one direction count: moving nearer or to one side is not sitting taller.
    Compared with a slump, upright looks shrugged; compared with a shrug, like no slouch.
    """
    before, after = _compare_baselines(first, later), _compare_baselines(later, first)
    if before.get(SlouchReason.SLUMP, 0.0) >= ENTER:
        return True
    drawn_up = any(
        before.get(why, 0.0) >= ENTER for why in (SlouchReason.SHRUG, SlouchReason.HEAD_TILT)
    )
    return drawn_up and max(after.values(), default=0.0) < ENTER


def _compare_baselines(one: UprightBaseline, by: UprightBaseline) -> Mapping[SlouchReason, float]:
    features = PostureFeatures(one.view, one.near, one.values, None)
    return score_posture(features, by, Sensitivity.NORMAL).strength


def _try_seconds(
    looks: Sequence[Look], length_s: float
) -> UprightBaseline | CalibrationRefusal | None:
    """Returns the baseline of the first length_s seconds; None if those are too few or empty."""
    end_s = looks[0].t_s + length_s
    if looks[-1].t_s < end_s:
        return None
    seen = [look.features for look in looks if look.t_s <= end_s]
    samples = [None if one is None or one.elsewhere else one for one in seen]
    return calibrate(samples) if any(samples) else None


def file_baseline(paths: Sequence[Path], model_path: Path) -> BaselineWanted:
    """Returns one baseline from photos and the first steady seconds of videos or recordings.

    Raises FormcheckError if they can't give one.
    """
    name = ", ".join(map(str, paths))
    samples: list[PostureFeatures | None] = []
    warnings: list[str] = []
    for path in paths:
        looks = _look_for_baseline(path, model_path)
        samples += (look.features for look in looks)
        most = max(look.people for look in looks)
        if most > 1:
            warnings.append(f"{most} people are in {path}: the most prominent is the baseline.")
    found = calibrate(samples, pictures=True)
    if isinstance(found, CalibrationRefusal):
        raise _build_refusal(name, found)
    return BaselineWanted(BaselineKind.IMAGE, name, found, tuple(warnings))


def _look_for_baseline(path: Path, model_path: Path) -> list[Look]:
    """Returns the looks at a file to take a baseline from. Raises FormcheckError without any."""
    if kind_of(path) is FileKind.PHOTO:
        return [look_at_photo(path, model_path, None)]
    if kind_of(path) is FileKind.RECORDING:
        looks = take_head(look_at_recording(Recording.load(path), None))
    else:
        with VideoFile(path, LOOK_SIDE_PX, LOOKS_PER_S) as video:
            looks = take_head(look_at_video(video, model_path, None, None))
    first = first_seconds(looks)
    if isinstance(first, str):
        raise _build_refusal(str(path), first)
    return [look for look in looks if first.start_s <= look.t_s <= first.end_s]


def _build_refusal(name: str, why: str) -> FormcheckError:
    return FormcheckError(
        f"{name} can't be the baseline: {_shorten_reason(why)}. Take a picture of somebody "
        "who sits upright, with head and shoulders in it."
    )


def look_at_photo(path: Path, model_path: Path, upright: UprightBaseline | None) -> Look:
    """Returns the ``Look`` at the person in a photo who sits where the baseline was taken.

    upright: None for the most prominent person. A photo that is sideways or upside down is rotated.
    Raises FormcheckError if the photo can't be read.
    """
    image, observer = read_photo(path), PostureObserver()
    if is_blind(image):
        return observer.look_blind(0.0)
    with Search(model_path) as search:
        everybody = search.find_sitters(image)
        turns = count_quarter_turns(everybody[0]) if everybody else 0
        if turns:
            turned = np.ascontiguousarray(np.rot90(image, turns))
            if found := search.find_sitters(turned):
                image, everybody = turned, found
    size = size_of(image)
    sitter = find_sitter(everybody, find_seat(upright, size), size)
    return observer.look(sitter, 0.0, size, people=len(everybody))


def used(wanted: BaselineWanted, first: InitialBaseline | str | None) -> BaselineUsed:
    """Returns the baseline used; first: the one from the beginning or its refusal, if wanted."""
    kind, upright = wanted.kind, wanted.upright
    if isinstance(first, InitialBaseline):
        upright = first.upright
        say = f"Compared with how you sat from {first.start_s:.0f} to {first.end_s:.0f} s."
    elif first is not None:
        reason = _shorten_reason(first)
        kind, say = BaselineKind.NONE, f"The first seconds gave no baseline: {reason}. {_ALONE}"
    elif kind is BaselineKind.IMAGE:
        say = f"Compared with {wanted.name}."
    elif kind is BaselineKind.PROFILE:
        say = f"Compared with the profile {wanted.name}."
    else:
        say = _ALONE
    if upright is None:
        return BaselineUsed(kind, wanted.name, say)
    quality = " ".join(map(ENGLISH.say, describe_quality(upright)))
    wavered = None if math.isnan(upright.wavered_mm) else upright.wavered_mm
    return BaselineUsed(kind, wanted.name, say, quality, upright.samples, wavered)


_ALONE = (
    "Without a baseline only clear cases count, by wider limits; "
    "a photo of the person sitting upright can serve as one."
)


def _shorten_reason(refusal: str) -> str:
    """Returns the reason without the advice, which comes too late for a recording."""
    what = refusal.partition(":")[0].removesuffix(".")
    return what[0].lower() + what[1:]
