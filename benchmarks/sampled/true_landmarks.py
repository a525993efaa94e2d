"""True joints converted to the pose model's landmarks: the output of a perfect pose model.

Joints are the 21 of ``reference.skeleton.JOINTS``, in their order. Landmarks that are not joints
are derived from neighbours: the corners of eyes and mouth from the face, the fingers in line with
the forearm, as no joint shows how a wrist is bent.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection, ImageSize, Landmark
from formcheck.vision.pose.recording import DetectedFrame, Recording
from reference.skeleton import JOINTS, SIDES, Floats

EYE_CORNER = 0.25
"""From the middle of an eye to its corners, as a share of the distance between the eyes: 16 of 63
mm. Chosen for formcheck, as are all numbers of this module."""
MOUTH_BELOW = 1.1
"""From nose to mouth, as a share of the eyes' height above the nose, as on rendered faces."""
MOUTH_HALF = 0.4
"""From the middle of the mouth to its corners, as a share of the eyes' distance: 25 of 63 mm."""
FINGERS = {"pinky": 0.34, "index": 0.37, "thumb": 0.2}
"""From the wrist to the knuckle of a finger, as a share of the length of the forearm."""

_BODY = [JOINTS.index(f"{side}_{part}") for side in SIDES for part in ("shoulder", "hip")]
_NEAREST_M = 0.05
"""Points nearer to the camera than this, or behind it, are not projected."""


@dataclass(frozen=True, slots=True)
class Lens:
    """A pinhole camera: focal length and principal point."""

    f_px: float
    centre_px: tuple[float, float]

    def project(self, places_m: Floats) -> Floats:
        """Returns the pixels (..., 2) of points (..., 3) in the camera's frame."""
        depth = np.where(places_m[..., 2:] > _NEAREST_M, places_m[..., 2:], np.nan)
        pixels: Floats = self.f_px * places_m[..., :2] / depth + np.array(self.centre_px)
        return pixels


def fit_lens(camera_m: Floats, pixels: Floats) -> Lens:
    """Returns the lens that projects joints (n, 21, 3) to pixels (n, 21, 2), by least squares.

    Raises ValueError if no frame has joints with pixels, or no lens fits them.
    """
    known = np.isfinite(camera_m).all(axis=2) & np.isfinite(pixels).all(axis=2)
    known &= camera_m[..., 2] > _NEAREST_M
    if known.sum() < 2:
        raise ValueError("no frame shows where the joints are")
    aside = (camera_m[..., :2] / camera_m[..., 2:])[known]
    ones, zeros = np.ones(len(aside)), np.zeros(len(aside))
    across = np.stack([aside[:, 0], ones, zeros], axis=1)
    down = np.stack([aside[:, 1], zeros, ones], axis=1)
    wanted = np.concatenate([pixels[known][:, 0], pixels[known][:, 1]])
    (f_px, x_px, y_px), *_ = np.linalg.lstsq(np.concatenate([across, down]), wanted, rcond=None)
    lens = Lens(float(f_px), (float(x_px), float(y_px)))
    if not np.allclose(lens.project(camera_m)[known], pixels[known], atol=1.0):
        raise ValueError("joints and pixels fit no lens")
    return lens


def place_landmarks(joints_m: Floats) -> Floats:
    """Returns landmarks (n, 33, 3) in the frame of the joints (n, 21, 3)."""
    joint = {name: joints_m[:, number] for number, name in enumerate(JOINTS)}
    eyes = joint["left_eye"] - joint["right_eye"]
    ahead = _normalise(joint["nose"] - (joint["left_ear"] + joint["right_ear"]) / 2)
    drop = joint["nose"] - (joint["left_eye"] + joint["right_eye"]) / 2
    below = drop - np.einsum("ij,ij->i", drop, ahead)[:, None] * ahead
    mouth = joint["nose"] + MOUTH_BELOW * below
    places = dict(joint)
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        places[f"{side}_eye_outer"] = joint[f"{side}_eye"] + sign * EYE_CORNER * eyes
        places[f"{side}_eye_inner"] = joint[f"{side}_eye"] - sign * EYE_CORNER * eyes
        places[f"mouth_{side}"] = mouth + sign * MOUTH_HALF * eyes
        forearm = joint[f"{side}_wrist"] - joint[f"{side}_elbow"]
        for finger, share in FINGERS.items():
            places[f"{side}_{finger}"] = joint[f"{side}_wrist"] + share * forearm
        places[f"{side}_foot"] = joint[f"{side}_big_toe"]
    return np.stack([places[landmark.name.lower()] for landmark in Landmark], axis=1)


def make_recording(
    times_s: Floats, camera_m: Floats, pixels: Floats, size: ImageSize, source_name: str = ""
) -> Recording:
    """Returns the recording of a person whose joints are known, every landmark visible.

    camera_m (n, 21, 3): metres in the camera's frame, x right, y down, z forward; pixels (n, 21,
    2): the same joints in the image. World landmarks are metres from the middle of the hips along
    the same axes. Frames that show neither a shoulder nor a hip have no detection. Raises
    ValueError if joints and pixels do not fit.
    """
    lens = fit_lens(camera_m, pixels)
    places = place_landmarks(camera_m)
    image_px = lens.project(places)
    hips = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    world_m = places - places[:, hips].mean(axis=1, keepdims=True)
    seen = np.asarray(np.isfinite(image_px).all(axis=(1, 2)))
    seen &= is_inside(pixels, size)[:, _BODY].any(axis=1)
    frames = tuple(
        DetectedFrame(
            number,
            float(t_s),
            (Detection(image_px[number], world_m[number], np.ones(len(Landmark))),)
            if seen[number]
            else (),
        )
        for number, t_s in enumerate(times_s)
    )
    return Recording(size, source_name, frames)


def replace_positions(
    found: Recording, true: Recording, part: Literal["image", "world"]
) -> Recording:
    """Returns the recording with the true positions in the image or in the world.

    Detection times, visibility and other values read from the image stay. Among several people, the
    one nearest to the true person is changed. Both recordings must be of the same film.
    """
    true_s = np.array(true.t_s)

    def changed(frame: DetectedFrame) -> DetectedFrame:
        wanted = true.frames[int(np.argmin(np.abs(true_s - frame.t_s)))].detections
        if not wanted or not frame.detections:
            return frame
        (real,) = wanted
        off = [np.abs(one.image_px - real.image_px).mean() for one in frame.detections]
        nearest = int(np.argmin(off))
        people = list(frame.detections)
        seen = people[nearest]
        people[nearest] = (
            replace(seen, image_px=real.image_px)
            if part == "image"
            else replace(seen, world_m=real.world_m)
        )
        return replace(frame, detections=tuple(people))

    return replace(found, frames=tuple(changed(frame) for frame in found.frames))


def fit_camera(camera_m: Floats, joints_m: Floats) -> tuple[Floats, Floats]:
    """Returns the camera's position (3,) and rotation (3, 3) in the world.

    joints_m and camera_m (n, 21, 3) are the same joints, metres, in the world's frame and in the
    camera's: camera_m = (joints_m - position) @ rotation.
    """
    world, seen = joints_m.reshape(-1, 3), camera_m.reshape(-1, 3)
    u, _, vt = np.linalg.svd((world - world.mean(axis=0)).T @ (seen - seen.mean(axis=0)))
    rotation = (u * (1.0, 1.0, np.linalg.det(u @ vt))) @ vt
    return world.mean(axis=0) - seen.mean(axis=0) @ rotation.T, rotation


def rotate_person(camera_m: Floats, joints_m: Floats, angle_deg: float) -> Floats:
    """Returns joints (n, 21, 3) in the camera's frame after the person has turned on the spot.

    angle_deg is counterclockwise as seen from above; for the camera that equals moving round the
    person the other way. The joints are those of ``fit_camera``, with the world's z up.
    """
    place, rotation = fit_camera(camera_m, joints_m)
    middle = np.median(joints_m.reshape(-1, 3), axis=0)
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    about_z = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
    found: Floats = ((joints_m - middle) @ about_z + middle - place) @ rotation
    return found


def is_inside(pixels: Floats, size: ImageSize) -> NDArray[np.bool_]:
    """Returns (n, joints) whether pixels (n, joints, 2) lie in the image."""
    x, y = pixels[..., 0], pixels[..., 1]
    within: NDArray[np.bool_] = (x >= 0) & (x < size.width_px) & (y >= 0) & (y < size.height_px)
    return within


def _normalise(vectors: Floats) -> Floats:
    directions: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return directions
