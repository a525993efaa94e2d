"""Tracks the upper chest to a few hundredths of a pixel, to follow the breath.

Landmarks jitter by more than a breath moves the chest. So they only locate the patch; the image
itself is compared with how the same patch looked when tracking began.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection, Landmark
from formcheck.core.kinematics.breathing import RISE, SWAY, TAKE
from formcheck.vision.video.frames import Grey

_TOP, _BOTTOM = 0.98, 0.66
"""Edges of the patch on the line from mid-hip (0) to mid-shoulder (1). Measured on rendered
breathing: more of the neck, or of the belly, blurs the rhythm."""
_HALF_WIDE = 0.45
"""Half the patch's width in torso lengths: in a front view it reaches past the shoulder joints."""
_MOST_TORSO_PX = 120.0
"""Larger people are scaled down to this: 0.2 ms a frame, and no worse than 64 px."""
_LEAST_TORSO_PX = 40.0
"""In smaller people a breath moves the chest too little to be seen. Chosen for formcheck."""
_LEAST_VISIBILITY = 0.5
_ROUNDS = 3
"""Rounds of registration: each moves the patch to where the last one found it; the third moves it
by under 0.01 px where the first moves it by under a pixel."""
_MOST_STEP_PX = 3.0
"""How far the patch may move between two frames. If it moves farther, it is lost."""
_SETTLED_PX = 0.3
_MOST_UNLIKE = 0.5
"""Share of the patch's contrast that may change before it is something else. Chosen for
formcheck."""
_STRAYED_RATIO = 0.25
"""How far the landmarks may disagree with the patch, in position (torso lengths) and in the trunk's
length and direction, for _STRAYED_S. Chosen for formcheck: landmarks jump by a tenth in a lying
person."""
_STRAYED_S = 0.5
_RENEW_RATIO = 0.08
"""Torso lengths. Once the patch has moved this far, a new one is taken and the position carried
on."""

_Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Trunk:
    """Mid-hip, the direction to mid-shoulder (up), and the direction to its right in the image."""

    hips: NDArray[np.float64]
    up: NDArray[np.float64]
    across: NDArray[np.float64]
    length_px: float

    def point(self, along: float, across: float) -> NDArray[np.float64]:
        """Returns a point of the trunk, given in torso lengths from mid-hip."""
        return self.hips + self.length_px * (along * self.up + across * self.across)


class ChestMotion:
    """Tracks the upper chest of one person from frame to frame.

    ``look`` returns rise and sway in torso lengths and the number of the take (see ChestPlace).
    """

    def __init__(self) -> None:
        self._take = 0
        self._piece: _Piece | None = None
        self._origin = np.zeros(2)
        self._agreed_s = 0.0

    def look(self, grey: Grey, found: Detection | None, t_s: float) -> Mapping[str, float]:
        """Returns the position of the chest in the frame; empty if it can't be found.

        grey is (height, width) uint8; found in its pixels, None if nobody is in it.
        """
        trunk = None if found is None else _trunk_of(found)
        if trunk is None or not _inside(trunk, grey):
            self._piece = None
            return {}
        if self._piece is not None and self._piece.agrees(trunk):
            self._agreed_s = t_s
        if t_s - self._agreed_s > _STRAYED_S:
            self._piece = None
        shift = None if self._piece is None else self._piece.find(grey)
        if shift is None:
            self._take += 1
            self._agreed_s = t_s
            self._piece = _Piece(grey, trunk)
            self._origin = shift = np.zeros(2)
        place = self._origin + shift
        if float(np.hypot(*shift)) > _RENEW_RATIO:
            self._origin = place
            self._piece = _Piece(grey, trunk)
        return {RISE: float(place[1]), SWAY: float(place[0]), TAKE: float(self._take)}


class _Piece:
    """A patch of a frame that is found again in later ones, with a small shift."""

    def __init__(self, grey: Grey, trunk: _Trunk) -> None:
        self._trunk = trunk
        self._shape = grey.shape
        zoom = min(1.0, _MOST_TORSO_PX / trunk.length_px)
        self._per_torso = zoom * trunk.length_px
        self._rows = round((_TOP - _BOTTOM) * self._per_torso)
        self._half = round(_HALF_WIDE * self._per_torso)
        self._blur_px = 1.0 / zoom
        right, down = trunk.across / zoom, -trunk.up / zoom
        corner = trunk.point(_TOP, 0.0) - right * self._half
        self._map = np.stack([right, down, corner], axis=1)
        self._shift_px = np.zeros(2)
        self._first = self._cut(grey)
        self._solve = [_solver(half) for half in self._halves(self._first)]
        self._contrast = float(self._first.var())

    def find(self, grey: Grey) -> NDArray[np.float64] | None:
        """Returns the shift in torso lengths: across (right of up in the image), and along.

        None if it moved too far at once, looks too different, or the frame has another size.
        """
        if grey.shape != self._shape:
            return None
        before_px = self._shift_px
        for _ in range(_ROUNDS - 1):
            self._shift_px = self._shift_px + self._step_px(self._cut(grey) - self._first)
            if float(np.abs(self._shift_px - before_px).max()) > _MOST_STEP_PX:
                return None
        change = self._cut(grey) - self._first
        step_px = self._step_px(change)
        self._shift_px = self._shift_px + step_px
        unlike = float((change - change.mean()).var()) / max(self._contrast, 1e-9)
        if float(np.abs(step_px).max()) > _SETTLED_PX or unlike > _MOST_UNLIKE:
            return None
        shift: NDArray[np.float64] = self._shift_px * (1.0, -1.0) / self._per_torso
        return shift

    def _step_px(self, change: _Floats) -> NDArray[np.float64]:
        halves = zip(self._solve, self._halves(change), strict=True)
        step_px: NDArray[np.float64] = np.mean([s @ half.ravel() for s, half in halves], axis=0)
        return step_px

    def agrees(self, trunk: _Trunk) -> bool:
        """Whether the landmarks of a later frame agree with where the patch has moved."""
        own = self._trunk
        gone_px = own.length_px * (self._shift_px / self._per_torso)
        middle = own.point(_BOTTOM, 0.0) + gone_px[0] * own.across - gone_px[1] * own.up
        apart = float(np.hypot(*(trunk.point(_BOTTOM, 0.0) - middle))) / own.length_px
        turned = float(np.hypot(*(trunk.up - own.up)))
        grown = abs(math.log(trunk.length_px / own.length_px))
        return max(apart, turned, grown) <= _STRAYED_RATIO

    def _cut(self, grey: Grey) -> _Floats:
        """Returns the patch at its present position, grey and smoothed: (rows, 2 * half) floats."""
        at = self._map.copy()
        at[:, 2] += at[:, :2] @ self._shift_px
        size = (2 * self._half, self._rows)
        corners = at[:, :2] @ np.array([[0, size[0], 0, size[0]], [0, 0, size[1], size[1]]])
        low = np.floor((corners + at[:, 2:]).min(axis=1)).astype(int) - 4
        high = np.ceil((corners + at[:, 2:]).max(axis=1)).astype(int) + 4
        height, width = grey.shape[:2]
        x0, y0 = max(0, int(low[0])), max(0, int(low[1]))
        x1, y1 = min(width, int(high[0])), min(height, int(high[1]))
        near = grey[y0:y1, x0:x1].astype(np.float32)
        steady = cv2.GaussianBlur(near, (0, 0), self._blur_px)
        at[:, 2] -= (x0, y0)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        piece = cv2.warpAffine(steady, at, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(piece, dtype=np.float32)

    def _halves(self, piece: _Floats) -> tuple[_Floats, _Floats]:
        """Returns the left and right half: their mean shift is free of the trunk's tilting."""
        return piece[:, : self._half], piece[:, self._half :]


def _solver(piece: _Floats) -> NDArray[np.float64]:
    """Returns (2, pixels), which maps a change of brightness to a shift (px, right and down).

    Least squares with the gradients of the patch, with brightness and contrast free to change.
    """
    right = cv2.Sobel(piece, cv2.CV_32F, 1, 0, ksize=3) / 8.0
    down = cv2.Sobel(piece, cv2.CV_32F, 0, 1, ksize=3) / 8.0
    ways = np.stack([-right, -down, piece, np.ones_like(piece)], axis=-1)
    ways = ways.reshape(-1, 4).astype(np.float64)
    steadied = ways.T @ ways + np.diag([1.0, 1.0, 1e-3, 1e-3])
    solver: NDArray[np.float64] = np.linalg.solve(steadied, ways.T)[:2]
    return solver


def _trunk_of(found: Detection) -> _Trunk | None:
    """Returns the trunk; None if the shoulders are not seen or it is too small."""
    px = found.image_px
    shoulders = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
    if float(found.visibility[shoulders].max()) < _LEAST_VISIBILITY:
        return None
    hips = (px[Landmark.LEFT_HIP] + px[Landmark.RIGHT_HIP]) / 2
    spine = px[shoulders].mean(axis=0) - hips
    length_px = float(np.hypot(*spine))
    if not length_px >= _LEAST_TORSO_PX:
        return None
    up = spine / length_px
    return _Trunk(hips, up, np.array([-up[1], up[0]]), length_px)


def _inside(trunk: _Trunk, grey: Grey) -> bool:
    height, width = grey.shape[:2]
    ends = [trunk.point(a, s * _HALF_WIDE / 2) for a in (_BOTTOM, _TOP) for s in (-1, 1)]
    return all(0 <= x < width and 0 <= y < height for x, y in ends)


def add_chest(
    chest: ChestMotion, grey: Grey, found: tuple[Detection, ...], t_s: float
) -> tuple[Detection, ...]:
    """Returns the detections; the largest one gets the chest position of this frame."""
    one = max(found, key=lambda person: np.ptp(person.image_px, axis=0).max(), default=None)
    numbers = chest.look(grey, one, t_s)
    return tuple(
        replace(other, extras={**other.extras, **numbers}) if other is one else other
        for other in found
    )
