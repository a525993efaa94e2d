"""Places the ghost (outline) of a pose in the frame: on the person, or where they should be."""

import numpy as np

from formcheck.core.body import Floats, ImageSize, Landmark, Pose, Side
from formcheck.core.session.screen_values import Screen
from formcheck.core.session.session_values import Stage
from formcheck.engine.live_session import LivePicture
from formcheck.library.art import Ghost, Which, load_ghost
from formcheck.library.catalogue import find_bundled_id

_FILL_RATIO = 0.86
"""Share of the frame that an ideally placed body fills; chosen for formcheck: room for sway."""
_BELOW_RATIO = 0.15
"""Margin below the lowest joint of a framing, in torso lengths. Chosen for formcheck."""
_DESK_BELOW_RATIO = 0.6
"""Torso lengths below the shoulders that a laptop on a desk sees. Chosen for formcheck."""
_SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
_HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
_KNEES = (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE)


def choose_pose_ahead(screen: Screen) -> Which:
    """Returns the pose to take next: "start" during set-up, then "target"."""
    return "start" if screen.stage is Stage.SETUP else "target"


def place_live_ghost(shown: LivePicture) -> tuple[Floats, ...] | None:
    """Returns ``place_ghost`` of the pose to take next; None if no ghost is shown."""
    screen, step = shown.screen, shown.screen.step
    if not screen.ghost or not shown.size.width_px:  # no size before the first frame
        return None
    ghost = load_ghost(find_bundled_id(step.plan.spec), choose_pose_ahead(screen))
    if ghost is None:
        return None
    return place_ghost(ghost, shown.pose, shown.size, screen.wanted, step.side)


def place_ghost(
    ghost: Ghost, pose: Pose | None, size: ImageSize, framing: str, side: Side
) -> tuple[Floats, ...]:
    """Returns polygons (n, 2) in pixels of the un-mirrored frame, to fill by the even-odd rule.

    With a pose, the ghost is upright, aligned with the person's mid-shoulder point and scaled to
    their torso length; empty if too little of the person is visible. Without a pose, it is in the
    ideal place for the framing ("head", "upper", "knees" or "full"). Mirrored for the right side.
    """
    place = _fit_to_picture(ghost, size, framing) if pose is None else _fit_to_person(ghost, pose)
    if place is None:
        return ()
    centre, unit_px = place
    stretch = unit_px * np.array([-1.0 if side is Side.RIGHT else 1.0, 1.0])
    return tuple(centre + polygon * stretch for polygon in ghost.outline)


def _fit_to_person(ghost: Ghost, pose: Pose) -> tuple[Floats, float] | None:
    """Returns the person's mid-shoulder point and torso length in pixels; None if not visible.

    Turning narrows the shoulders and bending shortens the torso, so the larger estimate is used.
    """
    shoulders = pose.image_px[list(_SHOULDERS)]
    if not np.isfinite(shoulders).all():
        return None
    centre = shoulders.mean(axis=0)
    hips = pose.image_px[list(_HIPS)].mean(axis=0)
    lengths = [float(np.hypot(*(hips - centre)))] if np.isfinite(hips).all() else []
    if ghost.torso_per_shoulder is not None:
        width = float(np.hypot(*(shoulders[0] - shoulders[1])))
        lengths.append(width * ghost.torso_per_shoulder)
    return (centre, max(lengths)) if lengths else None


def _fit_to_picture(ghost: Ghost, size: ImageSize, framing: str) -> tuple[Floats, float]:
    """Returns mid-shoulder point and torso length in pixels of an ideally placed person.

    Both start and target fit into the frame; the body is centred horizontally.
    """
    left, top, right, bottom = ghost.room
    last = {"upper": _HIPS, "knees": _KNEES}.get(framing)
    if framing == "head":
        bottom = _DESK_BELOW_RATIO
    elif last is not None:
        bottom = float(ghost.joints[list(last), 1].mean()) + _BELOW_RATIO
    wide = 2.0 * max(-left, right)
    unit_px = _FILL_RATIO * min(size.height_px / (bottom - top), size.width_px / wide)
    spare_px = size.height_px - unit_px * (bottom - top)
    y_px = (spare_px / 2.0 if framing == "full" else spare_px) - unit_px * top
    return np.array([size.width_px / 2.0, y_px]), unit_px
