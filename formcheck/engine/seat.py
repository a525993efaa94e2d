"""Who sits there: of several people in a picture, the one at the place where the sitter sat.

Faces are not told apart; whoever sits down at the sitter's place is the sitter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.core.body import Detection, ImageSize, Landmark
from formcheck.vision.pose.scale import pixels_per_metre

APART = 1.2
"""Farther than this from the seat, in widths of the shoulders and with a difference in size counted
in, is elsewhere. Chosen here: leaning in to the screen or to one side stays below 1; somebody who
passes behind is smaller and to the side of it."""

MOVED_S = 60.0
MOVED_RATIO = 0.7
"""Somebody elsewhere for so long, not much smaller than the sitter was, has moved there with the
chair, or the camera was moved. Chosen here: whoever stands behind an empty chair is smaller."""

_FOLLOW_S = 30.0
"""The seat follows slow shifts of the sitter with this time constant. Chosen here."""
_SHOULDERS_M = 0.34
"""Between the shoulder joints of the model's own world people, as an adult has them."""
_SIZE_WEIGHT = 2.0  # as in engine/whom.py: a tenth larger counts like a fifth of a width away
_UPPER = np.arange(33) <= Landmark.RIGHT_SHOULDER
"""Head and shoulders: what a desk leaves to be seen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where head and shoulders are, and the width of the shoulders at their distance; pixels."""

    x_px: float
    y_px: float
    width_px: float


@dataclass(frozen=True, slots=True)
class Seat:
    """Where the sitter sits.

    home is None until somebody was seen; elsewhere_since_s is since when whoever was taken for the
    sitter has been somewhere else, None while at home.
    """

    home: Place | None = None
    at_s: float = 0.0
    elsewhere_since_s: float | None = None


def place_of(detection: Detection) -> Place:
    """Where this person's head and shoulders are."""
    x_px, y_px = detection.image_px[_UPPER].mean(axis=0).tolist()
    scale = pixels_per_metre(detection.image_px, detection.world_m, _UPPER)
    return Place(x_px, y_px, max(scale * _SHOULDERS_M, 1.0) if scale > 0.0 else 1.0)


def apart(home: Place, place: Place) -> float:
    """How far the place is from home, in widths of the shoulders; a difference in size counts."""
    way = math.hypot(place.x_px - home.x_px, place.y_px - home.y_px) / home.width_px
    return way + _SIZE_WEIGHT * abs(math.log(place.width_px / home.width_px))


def at_home(seat: Seat, detection: Detection) -> bool:
    """Whether this is where the sitter sits; anybody is where no sitter is known yet."""
    return seat.home is None or apart(seat.home, place_of(detection)) <= APART


def sitter_among(detections: Sequence[Detection], seat: Seat, size: ImageSize) -> Detection | None:
    """The one nearest to the seat; the most prominent while no seat is known. None of nobody."""
    if not detections:
        return None
    if seat.home is None:
        return max(detections, key=lambda one: _prominence(place_of(one), size))
    home = seat.home
    return min(detections, key=lambda one: apart(home, place_of(one)))


def seated(seat: Seat, detection: Detection | None, t_s: float) -> Seat:
    """The seat after a look that took ``detection`` for the sitter (None: nobody was there)."""
    if detection is None:
        return Seat(seat.home, t_s)
    place = place_of(detection)
    if seat.home is None:
        return Seat(place, t_s)
    if apart(seat.home, place) <= APART:
        return Seat(_towards(seat.home, place, t_s - seat.at_s), t_s)
    since_s = t_s if seat.elsewhere_since_s is None else seat.elsewhere_since_s
    if t_s - since_s >= MOVED_S and place.width_px >= MOVED_RATIO * seat.home.width_px:
        return Seat(place, t_s)
    return Seat(seat.home, t_s, since_s)


def _towards(home: Place, place: Place, gap_s: float) -> Place:
    share = -math.expm1(-max(gap_s, 0.0) / _FOLLOW_S)
    return Place(
        home.x_px + share * (place.x_px - home.x_px),
        home.y_px + share * (place.y_px - home.y_px),
        home.width_px + share * (place.width_px - home.width_px),
    )


def _prominence(place: Place, size: ImageSize) -> float:
    """How much somebody looks like the one who sits at the camera: large and in the middle."""
    off_centre = abs(2.0 * place.x_px / size.width_px - 1.0)
    return place.width_px * (1.5 - min(off_centre, 1.0))
