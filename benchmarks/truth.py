"""Figures made of true joints, to hold the measures of a model's figures against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from formcheck.body import ImageSize, Landmark, Unseen
from formcheck.measure.figure import Figure, trunk_of
from formcheck.measure.geometry import NAN, Vec2, Vec3, distance2

_OTHER_NAMES = {
    Landmark.LEFT_FOOT: "left_big_toe",
    Landmark.RIGHT_FOOT: "right_big_toe",
}


def true_figure(
    joints_m: Mapping[str, Sequence[float]], f_px: float, size: ImageSize, t_s: float
) -> Figure:
    """The figure of joints known exactly: every quantity of it is the truth about the person.

    joints_m: names such as "left_shoulder" or "nose" to (x right, y down, z away) metres in the
    camera's frame, whose axis meets the middle of the picture; a landmark that is not among them
    is unseen. f_px: the camera's focal length. World points are metres from between the hips;
    lifted points are true points in px at the depth of the hips. Raises KeyError without hips.
    """
    hips = (joints_m["left_hip"], joints_m["right_hip"])
    hx, hy, hz = ((float(hips[0][i]) + float(hips[1][i])) / 2 for i in range(3))
    scale = f_px / hz
    cx, cy = size.width_px / 2, size.height_px / 2
    image: list[Vec2] = []
    world: list[Vec3] = []
    lifted: list[Vec3] = []
    seen: list[bool] = []
    for landmark in Landmark:
        point = joints_m.get(_OTHER_NAMES.get(landmark, landmark.name.lower()))
        seen.append(point is not None)
        x, y, z = (float(v) for v in point) if point is not None else (NAN, NAN, NAN)
        image.append((cx + f_px * x / z, cy + f_px * y / z))
        world.append((x - hx, y - hy, z - hz))
        lifted.append((scale * x, scale * y, scale * (z - hz)))
    trunk = trunk_of(image, lifted)
    return Figure(
        t_s=t_s,
        size=size,
        image=image,
        world=world,
        lifted=lifted,
        visibility=[1.0 if s else 0.0 for s in seen],
        seen=seen,
        why=[int(Unseen.SEEN if s else Unseen.LOW_VISIBILITY) for s in seen],
        torso_px=distance2(trunk.mid_shoulder_px, trunk.mid_hip_px),
        trunk=trunk,
        exact=True,
    )
