"""The values of sitting posture: states, reasons, features and postures.

Times are seconds from the start of the watch, as everywhere in the core; only callers know the day.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from formcheck.core.body import Side


class PostureState(StrEnum):
    """How the person sits. Unsure is neither good nor bad and counts for neither."""

    UPRIGHT = "upright"
    SLOUCHED = "slouched"
    AWAY = "away"
    UNSURE = "unsure"


class SlouchReason(StrEnum):
    """A reason for a slouch, by its id in reports, truth files and history."""

    FORWARD_HEAD = "forward-head"
    SLUMP = "slump"
    SHRUG = "shrugged-shoulders"
    HEAD_TILT = "head-tilt"
    LEANING = "leaning"
    TOO_CLOSE = "too-close"
    PHONE = "looking-down-phone"


class View(StrEnum):
    """Where the camera is: in front of the person, like a laptop's, or at their side."""

    FRONT = "front"
    SIDE = "side"


class Unjudgeable(StrEnum):
    """Why a frame can't be judged."""

    HEAD = "head"
    """The head is hidden, cut off, or too small."""
    SHOULDERS = "shoulders"
    """The shoulders (from the side, the near one) are not seen."""
    TURNED = "turned"
    """The person is seen neither from the front nor from the side."""
    OTHER_VIEW = "other-view"
    """The view is not that of the baseline: the person or the camera turned."""
    NOT_SEATED = "not-seated"
    """Standing, walking by, or somebody else."""
    BASELINE = "no-baseline"
    """Well seen, but undecided without the person's own upright posture."""
    PICTURE = "no-picture"
    """No frame, or one that shows nothing: the camera is lost, covered or in the dark."""


class BaselineKind(StrEnum):
    """Where a baseline comes from, as named in reports."""

    FIRST = "first-seconds"
    IMAGE = "image"
    PROFILE = "profile"
    NONE = "none"

    @property
    def is_given(self) -> bool:
        """Whether it was recorded separately from the posture compared with it."""
        return self in {BaselineKind.IMAGE, BaselineKind.PROFILE}


class CalibrationRefusal(StrEnum):
    """Why a few seconds or a photo give no baseline, and what to do; the value is English text."""

    NOBODY = "Nobody was in the picture: sit down in front of the camera and try again."
    TOO_FEW = "You were out of sight too often: stay in the picture for five seconds and try again."
    NO_HEAD = (
        "Your head is cut off or too small: move the camera so that all of it is in the picture."
    )
    NO_SHOULDERS = "Your shoulders are not in the picture: move back or tilt the camera down."
    TURNED_AWAY = (
        "You are turned half away: face the camera, or let it see you straight from the side."
    )
    STANDING = "You are standing: sit down as you work and try again."
    NO_PICTURE = "The camera shows nothing: uncover it or turn on a light and try again."
    NO_FRAMES = (
        "No picture came from the camera: if another program uses it, as in a call, close that "
        "and try again."
    )
    UNSTEADY = "You moved: hold still for five seconds, looking at the screen, and try again."
    LEANING_FORWARD = "You are leaning forward: sit back, sit tall and try again."
    HEAD_FORWARD = (
        "Your head is far in front of your shoulders: bring it back over them and try again."
    )
    HEAD_LOW = "Your head is low between your shoulders: sit tall, let them drop and try again."
    LOOKING_DOWN = "You are looking down: look at the middle of the screen and try again."
    ASLANT = "One shoulder is higher than the other: sit evenly on both sides and try again."
    HEAD_TILTED = "Your head is tilted: hold it straight and try again."


class Sensitivity(StrEnum):
    """How soon a deviation counts: scales every threshold, never a time."""

    RELAXED = "relaxed"
    NORMAL = "normal"
    STRICT = "strict"


Values = Mapping[str, float]
"""Quantities of a posture by name."""


@dataclass(frozen=True, slots=True, eq=False)
class PostureFeatures:
    """The posture of one person in one frame.

    view and near (the side that faces the camera, in a side view) are None if unknown. values: raw
    quantities by name, NaN if not measured, not yet compared with a baseline;
    ``core/posture/posture_features.py`` explains each. unclear: why nothing can be judged, else
    None. elsewhere: the person was only ever seen beside the sitter, whose seat is empty.
    """

    view: View | None
    near: Side | None
    values: Values
    unclear: Unjudgeable | None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class UprightBaseline:
    """A person's own upright posture: medians over a few seconds.

    values: by the names of ``PostureFeatures.values``. samples: how many there were; wavered_mm:
    how far the head moved between them (standard deviation), NaN for one sample or if unknown.
    """

    view: View
    near: Side | None
    values: Values
    samples: int
    wavered_mm: float = math.nan

    @property
    def is_face_only(self) -> bool:
        """Whether a shoulder was out of the image, so that only the face can be compared."""
        return self.view is View.FRONT and math.isnan(self.values["shoulder_width"])


@dataclass(frozen=True, slots=True)
class Look:
    """One analysed frame, at t_s seconds; features are None if nobody is in it.

    people: how many are in it, as far as they were searched for. slept_s: how long the machine
    slept since the look before, None if unknown.
    """

    t_s: float
    features: PostureFeatures | None
    people: int = 1
    slept_s: float | None = None


@dataclass(frozen=True, slots=True)
class Posture:
    """The settled posture at t_s: the state, with the reasons, strongest first.

    since_s: when it began, dated back. slight_for_s: how long it has been at least a slight slouch,
    ignoring very short interruptions; clear_for_s: how long a clear one. A weaker slouch is shown
    but never brings a reminder. still: hardly moved since the look before. unclear explains an
    unsure state. only_lower: as in ``PostureScores``.
    """

    t_s: float
    state: PostureState
    why: tuple[SlouchReason, ...]
    since_s: float
    slight_for_s: float
    clear_for_s: float
    still: bool
    unclear: Unjudgeable | None
    only_lower: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A span of time in one state for the same reasons."""

    start_s: float
    """When it begins, in seconds."""
    end_s: float
    """When it ends, in seconds."""
    state: PostureState
    """How the person sat."""
    why: tuple[SlouchReason, ...] = ()
    """The reasons for a slouch, strongest first; empty for other states."""
    no_picture: bool = False
    """Whether there was no image at all."""
