"""Where the camera of a film stood, in words."""

from benchmarks.clips import FRONT_TO_DEG, THREE_QUARTER_TO_DEG
from benchmarks.sampled.truth import FilmTruth

SIDE_TO_DEG = 115.0
"""A camera beyond this angle is behind the person: as far past the side as a three-quarter view is
before it. Chosen for formcheck."""
OFF_BANDS = ((0.0, 10.0), (10.0, 20.0), (20.0, 180.0))
"""Bands of the camera's offset in degrees: above the first bound, up to the second."""
ROOM_VIEWS = ("front", "three-quarter", "side", "behind")
"""The views of a camera that is two metres or more away."""
DESK = "desk"
VIEWS = (*ROOM_VIEWS, DESK)
"""All views; a laptop near the person is a view of its own."""


def find_view(film: FilmTruth) -> str:
    """Returns the name of the film's view."""
    return DESK if film.from_desk else name_view(film.view_deg)


def name_view(view_deg: float) -> str:
    """Returns the name of the view from that angle about the person."""
    away_deg = abs((view_deg + 180.0) % 360.0 - 180.0)
    for most_deg, word in zip(
        (FRONT_TO_DEG, THREE_QUARTER_TO_DEG, SIDE_TO_DEG), ROOM_VIEWS, strict=False
    ):
        if away_deg <= most_deg:
            return word
    return ROOM_VIEWS[-1]


def name_band(off_deg: float) -> str:
    """Returns the band of a camera's offset from the requested position, in words."""
    for low, high in OFF_BANDS:
        if off_deg <= high:
            return f"{low:.0f}-{high:.0f}° off" if high < 180.0 else f"over {low:.0f}° off"
    raise ValueError(f"a camera can't stand {off_deg} degrees off")
