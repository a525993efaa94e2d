"""What a quantity is, and the adaptors that turn a plain function into one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN
from formcheck.measure.scale import Baseline

FRONT = ("front",)
ENDS = ("foot-end", "head-end")
"""Of somebody lying: left and right show in the picture as from the front."""
OBLIQUE = ("front", "three-quarter", *ENDS)
FROM_SIDE = ("three-quarter", "side")
ANY_VIEW = ("front", "three-quarter", "side", *ENDS)


class Of(StrEnum):
    """Whose value of a quantity: the body's, one side's, the nearer's, an extreme or the mean."""

    BODY = "body"
    LEFT = "left"
    RIGHT = "right"
    MAX = "max"
    MIN = "min"
    MEAN = "mean"
    NEAR = "near"


class Space(StrEnum):
    """The frame a quantity is computed in."""

    IMAGE = "image"
    LIFTED = "lifted"
    WORLD = "world"


Compute = Callable[[Figure, Baseline, Side | None], float]
Moving = Callable[[Sequence[Figure], Side | None], float]
Blind = Callable[[Figure, Baseline, Side | None], str]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One measurable thing.

    unit is "deg", "ratio" or "tl_s" (torso lengths per second). paired ones take a side. views
    are those it holds from. needs names the calibration it cannot do without. joints are what it
    uses: a plain name is this side's (both sides' for the body), "other elbow" the other side's,
    a plural both. moving computes from the last second of figures instead of one; blind says in
    a few words why a figure with every joint seen gives no value ("" where it cannot say). extras
    names what must be read from the pictures themselves for it, see ``Figure.extras``.
    """

    id: str
    unit: str
    paired: bool
    space: Space
    views: tuple[str, ...]
    needs: str
    joints: tuple[str, ...]
    meaning: str
    compute: Compute
    moving: Moving | None = None
    blind: Blind | None = None
    extras: tuple[str, ...] = ()


def scaled(fn: Callable[[Figure, Baseline, Side], float]) -> Compute:
    """A side's value that needs the person's own scale."""

    def compute(figure: Figure, baseline: Baseline, side: Side | None) -> float:
        return NAN if side is None else fn(figure, baseline, side)

    return compute


def plain(fn: Callable[[Figure, Side], float]) -> Compute:
    """A side's value that needs nothing but the figure."""

    def compute(figure: Figure, _: Baseline, side: Side | None) -> float:
        return NAN if side is None else fn(figure, side)

    return compute


def whole_scaled(fn: Callable[[Figure, Baseline], float]) -> Compute:
    """The body's value that needs the person's own scale."""

    def compute(figure: Figure, baseline: Baseline, _: Side | None) -> float:
        return fn(figure, baseline)

    return compute


def whole(fn: Callable[[Figure], float]) -> Compute:
    """The body's value that needs nothing but the figure."""

    def compute(figure: Figure, _baseline: Baseline, _: Side | None) -> float:
        return fn(figure)

    return compute


def _one_picture(_figure: Figure, _baseline: Baseline, _: Side | None) -> float:
    """NaN: one picture alone shows no movement."""
    return NAN


def _too_short(_figure: Figure, _baseline: Baseline, _: Side | None) -> str:
    return "not watched for long enough yet"


def square_on(_figure: Figure, _baseline: Baseline, _side: Side | None) -> str:
    """Why a quantity of forward and back is blind, where nothing but the view can be to blame."""
    return "seen from the front, where forward and back do not show"


def paired(
    name: str,
    unit: str,
    space: Space,
    views: tuple[str, ...],
    uses: tuple[str, ...],
    compute: Compute,
    meaning: str,
    *,
    needs: str = "",
    blind: Blind | None = None,
    extras: tuple[str, ...] = (),
) -> Quantity:
    """A quantity that each side has."""
    return Quantity(
        name, unit, True, space, views, needs, uses, meaning, compute, None, blind, extras
    )


def of_body(
    name: str,
    unit: str,
    space: Space,
    views: tuple[str, ...],
    uses: tuple[str, ...],
    compute: Compute,
    meaning: str,
    *,
    needs: str = "",
    blind: Blind | None = None,
    extras: tuple[str, ...] = (),
) -> Quantity:
    """A quantity that the body has once."""
    return Quantity(
        name, unit, False, space, views, needs, uses, meaning, compute, None, blind, extras
    )


def speed(
    name: str, uses: tuple[str, ...], fn: Callable[[Sequence[Figure]], float], meaning: str
) -> Quantity:
    """A speed of the body, in torso lengths per second."""

    def moving(recent: Sequence[Figure], _: Side | None) -> float:
        return fn(recent)

    return _moving(name, False, uses, moving, meaning)


def side_speed(
    name: str, uses: tuple[str, ...], fn: Callable[[Sequence[Figure], Side], float], meaning: str
) -> Quantity:
    """A speed of each side, in torso lengths per second."""

    def moving(recent: Sequence[Figure], side: Side | None) -> float:
        return NAN if side is None else fn(recent, side)

    return _moving(name, True, uses, moving, meaning)


def _moving(
    name: str, paired: bool, uses: tuple[str, ...], moving: Moving, meaning: str
) -> Quantity:
    space = Space.IMAGE
    return Quantity(
        name, "tl_s", paired, space, ANY_VIEW, "", uses, meaning, _one_picture, moving, _too_short
    )
