"""Detects when the model has just swapped the person's left and right.

This happens with real and rendered people alike: for a third of a second the left leg is labelled
as the right one, with a visibility of 0.99, and then the labels change back.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import TORSO, Floats, Landmark

Flags = NDArray[np.bool_]

_LEFT = np.array(
    [
        [Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP],
        [Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST],
        [Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE],
        [Landmark.LEFT_EAR, Landmark.LEFT_EAR],
    ]
)
_RIGHT = _LEFT + 1
"""The joints that swap sides together, one row each for torso, arms, legs and head."""

_MEMBERS = np.zeros((4, 33), dtype=np.bool_)
_MEMBERS[0, TORSO] = True
_MEMBERS[1, Landmark.LEFT_ELBOW : Landmark.LEFT_HIP] = True
_MEMBERS[2, Landmark.LEFT_KNEE :] = True
_MEMBERS[3, Landmark.LEFT_EYE_INNER : Landmark.LEFT_SHOULDER] = True
"""The landmarks that are not believed while that group is swapped."""

NEIGHBOUR_S = 0.2
"""Frames farther apart than this are not compared: there was time to turn around."""

MEMORY_S = 0.07
APART_TORSOS = 0.2
REVERSED_COSINE = -0.5
"""A group was swapped when the vector from its right to its left joints points against its average
over `MEMORY_S`, and both are at least `APART_TORSOS` long (root mean square over the joints). No
limb crosses the other that fast. Chosen on the swaps of one real and one rendered clip, and on no
alarm in 14 rendered clips without any."""

AS_LONG_RATIO = 2.0
"""A swap of labels leaves the distance between the sides as it was; if it grew or shrank by more
than this, a limb has moved. A hidden hand that the model puts beside the supporting one reappears
on the other side of it (rendered people on all fours: of the elbows that were called swapped there,
most were right)."""

TRUSTED_AFTER_S = 1.0
"""Swapped sides that stay for this long, with the face agreeing, are taken as the truth: perhaps
they were wrong before. The swaps seen in clips last 0.1 to 0.4 s."""

FACE_MEMORY_S = 0.3
FACE_AGREES_ABOVE = -0.2
"""Cosine between the directions of nose and chest, averaged over `FACE_MEMORY_S` while the torso is
not swapped. A neck turns 90 deg at most; good rendered clips stay above 0.36."""

_FACE = np.array([Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR])


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """What is remembered of left and right.

    across_px (4, 2, 2): from the right to the left joints of torso, arms, legs and head, averaged
    while believed, NaN before; swapped_at_s (4,): when each was swapped, NaN where it is not; face:
    the averaged agreement of nose and chest, 1 when they point the same way.
    """

    across_px: Floats = field(default_factory=lambda: np.full((4, 2, 2), np.nan))
    swapped_at_s: Floats = field(default_factory=lambda: np.full(4, np.nan))
    face: float = 1.0


def check_sides(
    image_px: Floats,
    world_m: Floats,
    visible: Flags,
    t_s: float,
    step_s: float,
    torso_px: float,
    sides: Sides,
) -> tuple[Flags, Sides]:
    """Returns which landmarks (33,) are on the wrong side, and the new memory.

    step_s is the time since the last frame; visible (33,) is what the model claims to see, used for
    the face only. While the face shows that the chest is a back, all landmarks but the face's are
    wrong.
    """
    agreement = sides.face
    if visible[_FACE].all() and visible[TORSO].all():
        agreement = _agreement(world_m)
    across_px = image_px[_LEFT] - image_px[_RIGHT]
    swapped_at_s = np.full(4, np.nan)
    if step_s <= NEIGHBOUR_S:
        swapped = _reversed(across_px, sides.across_px, torso_px)
        since_s = np.where(np.isnan(sides.swapped_at_s), t_s, sides.swapped_at_s)
        trusted = swapped & (t_s - since_s >= TRUSTED_AFTER_S) & (agreement > FACE_AGREES_ABOVE)
        swapped &= ~trusted
        swapped_at_s[swapped] = since_s[swapped]
        weight = np.where(trusted, 1.0, -math.expm1(-step_s / MEMORY_S)) * ~swapped
        across_px = sides.across_px + weight[:, None, None] * (across_px - sides.across_px)

    face = sides.face
    if np.isnan(swapped_at_s[0]):
        face -= (agreement - face) * math.expm1(-step_s / FACE_MEMORY_S)
    wrong = ~np.isnan(swapped_at_s) @ _MEMBERS
    if face <= FACE_AGREES_ABOVE:
        wrong[Landmark.LEFT_SHOULDER :] = True
    return wrong, Sides(across_px, swapped_at_s, face)


def _reversed(across_px: Floats, usual_px: Floats, torso_px: float) -> Flags:
    """Returns (4,) whether a group's right-to-left vector points against its average."""
    now, usual = across_px.reshape(4, 4), usual_px.reshape(4, 4)
    along = np.einsum("ij,ij->i", now, usual)
    size = np.einsum("ij,ij->i", now, now)
    usual_size = np.einsum("ij,ij->i", usual, usual)
    least = 2.0 * (APART_TORSOS * torso_px) ** 2
    apart = (size > least) & (usual_size > least)
    as_long = np.maximum(size, usual_size) < AS_LONG_RATIO**2 * np.minimum(size, usual_size)
    return np.asarray(apart & as_long & (along < REVERSED_COSINE * np.sqrt(size * usual_size)))


def _agreement(world_m: Floats) -> float:
    left, right, left_hip, right_hip = world_m[TORSO].tolist()
    across = [r - q for q, r in zip(left, right, strict=True)]
    up = [a + b - c - d for a, b, c, d in zip(left, right, left_hip, right_hip, strict=True)]
    chest = (
        up[1] * across[2] - up[2] * across[1],
        up[2] * across[0] - up[0] * across[2],
        up[0] * across[1] - up[1] * across[0],
    )
    nose, ear, other_ear = world_m[_FACE].tolist()
    look = [n - (a + b) / 2.0 for n, a, b in zip(nose, ear, other_ear, strict=True)]
    size = math.sqrt(sum(x * x for x in chest) * sum(x * x for x in look))
    return sum(x * y for x, y in zip(chest, look, strict=True)) / size if size > 0.0 else 1.0
