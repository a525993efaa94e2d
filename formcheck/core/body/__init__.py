"""The body as numbers: landmarks, sides, poses. Imports nothing else from formcheck."""

from formcheck.core.body.landmarks import BONES, LANDMARK_NAMES, Landmark, Side, swap_sides
from formcheck.core.body.pose import Detection, Floats, ImageSize, Pose, Unseen
