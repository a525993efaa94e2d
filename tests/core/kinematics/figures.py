"""Measured poses of synthetic people, as a perfect model would report them."""

from collections.abc import Sequence
from functools import cache

from formcheck.core.body import Side
from formcheck.core.kinematics import (
    MEASURES,
    NO_MOMENTS,
    Definition,
    MeasuredPose,
    Reading,
    measure,
    measure_moment,
    measure_pose,
)
from formcheck.core.kinematics.moments import ReferenceMoment, ReferenceMoments
from tests.bodies import Body, Camera, standing

STANDING = standing()
SIDES = (Side.LEFT, Side.RIGHT)


def measure_body(body: Body, t_s: float = 0.0, camera: Camera | None = None) -> MeasuredPose:
    """Returns the measured pose of a body."""
    return measure_pose(body.pose(t_s, camera))


@cache
def measure_rest(body: Body = STANDING) -> ReferenceMoment:
    """Returns the reference moment of a body at rest for a second."""
    return measure_moment([measure_body(body, i / 15) for i in range(15)])


def read(
    name: str,
    figure: MeasuredPose,
    of: Side = Side.BOTH,
    moments: ReferenceMoments = NO_MOMENTS,
) -> Reading:
    """Returns the reading of one measure of one pose."""
    return measure([Definition("x", name, of)], figure, moments, [figure])["x"]


def get_value(name: str, figure: MeasuredPose, of: Side = Side.BOTH) -> float:
    """Returns the value of one measure of one pose."""
    return read(name, figure, of).value


def list_definitions(measures: Sequence[str] = tuple(MEASURES)) -> list[Definition]:
    """Returns a definition of each measure and side, counted from the start if the measure needs
    it."""
    found = []
    for name in measures:
        known = MEASURES[name]
        whose = {
            "side": (Side.LEFT, Side.RIGHT),
            "turn": tuple(Side),
            "body": (Side.BOTH,),
        }[known.of]
        since = "start" if known.kind in {"drift", "stretched"} else ""
        found += [Definition(f"{name} {of}", name, of, since=since) for of in whose]
    return found
